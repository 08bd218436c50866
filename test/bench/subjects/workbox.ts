import { join } from 'node:path';
import { generateSW } from 'workbox-build';
import {
  hashedFolder,
  maxAgeDays,
  precachedGlobs,
  type AppRoute,
  type AppStrategy,
  type Subject,
} from '../subject.js';
import { installedVersion } from './installed-version.js';

type GenerateOptions = Parameters<typeof generateSW>[0];
type RuntimeCaching = NonNullable<GenerateOptions['runtimeCaching']>[number];

const handlers: Readonly<Record<AppStrategy, Extract<RuntimeCaching['handler'], string>>> = {
  'cache-first': 'CacheFirst',
  'network-first': 'NetworkFirst',
  'stale-while-revalidate': 'StaleWhileRevalidate',
  'cache-only': 'CacheOnly',
  'network-only': 'NetworkOnly',
};

/** Workbox as its own build tool makes it: `generateSW`, the runtime in a script beside the worker. */
export const workbox: Subject = {
  name: 'workbox',
  versions: [installedVersion('workbox-build')],
  hasLimits: true,
  async buildWorker(folder, { precache, routes }) {
    const { warnings } = await generateSW({
      swDest: join(folder, 'sw.js'),
      globDirectory: folder,
      globPatterns: precache ? [...precachedGlobs] : [],
      dontCacheBustURLsMatching: new RegExp(`^${hashedFolder}`),
      runtimeCaching: routes.map(toRuntimeCaching),
      mode: 'production',
      // Of today, as the others are built for; by default it is Chrome 56, and more code.
      babelPresetEnvTargets: ['chrome >= 120'],
      sourcemap: false,
      skipWaiting: true,
      clientsClaim: true,
      cleanupOutdatedCaches: true,
    });
    if (warnings.length > 0) throw new Error(`workbox-build: ${warnings.join('\n')}`);
  },
};

function toRuntimeCaching({
  folder,
  hasMaxAge = true,
  maxEntries,
  name,
  strategy,
}: AppRoute): RuntimeCaching {
  return {
    urlPattern: new RegExp(`^https?://[^/]+${folder}`),
    handler: handlers[strategy],
    options: {
      ...(strategy !== 'network-only' && { cacheName: name }),
      ...(maxEntries !== undefined && {
        expiration: {
          maxEntries,
          ...(hasMaxAge && { maxAgeSeconds: maxAgeDays * 24 * 60 * 60 }),
        },
      }),
    },
  };
}
