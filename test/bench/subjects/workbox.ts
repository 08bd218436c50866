import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSW } from 'workbox-build';
import {
  hashedFolder,
  maxAgeDays,
  precachedGlobs,
  type App,
  type AppRoute,
  type AppStrategy,
  type Subject,
} from '../subject.js';
import { bundleSource } from './bundle-source.js';
import { installedVersions } from './installed-versions.js';

type GenerateOptions = Parameters<typeof generateSW>[0];
type RuntimeCaching = NonNullable<GenerateOptions['runtimeCaching']>[number];

const handlers: Readonly<Record<AppStrategy, Extract<RuntimeCaching['handler'], string>>> = {
  'cache-first': 'CacheFirst',
  'network-first': 'NetworkFirst',
  'stale-while-revalidate': 'StaleWhileRevalidate',
  'cache-only': 'CacheOnly',
  'network-only': 'NetworkOnly',
};

const sendMessage = 'send';

/** Workbox as its own build tool makes it: `generateSW`, the runtime in a script beside the worker. */
export const workbox: Subject = {
  name: 'workbox',
  packages: installedVersions([
    'workbox-build',
    'workbox-background-sync',
    'workbox-cacheable-response',
    'workbox-core',
    'workbox-expiration',
    'workbox-precaching',
    'workbox-range-requests',
    'workbox-routing',
    'workbox-strategies',
  ]),
  hasLimits: true,
  outbox: { store: 'requests', sendMessage },
  async buildWorker(folder, app) {
    const { precache, routes } = app;
    if (app.sendsWhenTold) {
      await writeFile(join(folder, 'sw.js'), await bundleSource(toModule(app)));
      return;
    }
    const { warnings } = await generateSW({
      swDest: join(folder, 'sw.js'),
      globDirectory: folder,
      globPatterns: precache ? [...precachedGlobs] : [],
      dontCacheBustURLsMatching: new RegExp(`^${hashedFolder}`),
      runtimeCaching: routes.map((route) => toRuntimeCaching(route, app)),
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

function toRuntimeCaching(route: AppRoute, { offlineDocument }: App): RuntimeCaching {
  const {
    answersRanges,
    folder,
    hasMaxAge = true,
    maxEntries,
    name,
    outbox,
    statuses,
    strategy,
  } = route;
  return {
    urlPattern: new RegExp(`^https?://[^/]+${folder}`),
    handler: handlers[strategy],
    ...(outbox && { method: 'POST' }),
    options: {
      ...(strategy !== 'network-only' && { cacheName: name }),
      ...(maxEntries !== undefined && {
        expiration: {
          maxEntries,
          ...(hasMaxAge && { maxAgeSeconds: maxAgeDays * 24 * 60 * 60 }),
        },
      }),
      ...(statuses && { cacheableResponse: { statuses: [...statuses] } }),
      ...(answersRanges && { rangeRequests: true }),
      ...(offlineDocument !== undefined &&
        !outbox && { precacheFallback: { fallbackURL: offlineDocument } }),
      ...(outbox && { backgroundSync: { name } }),
    },
  };
}

/**
 * A worker as its guide has it for those who send the queue themselves: what `generateSW` writes keeps the queue out of reach.
 * The plugin is what `BackgroundSyncPlugin` is. Source: workbox-background-sync, `BackgroundSyncPlugin`.
 */
function toModule({ precache, routes }: App): string {
  const [route] = routes;
  if (precache || routes.length !== 1 || !route?.outbox) {
    throw new Error('an outbox that is sent when told stands alone');
  }
  return `
    import { clientsClaim } from 'workbox-core';
    import { Queue } from 'workbox-background-sync';
    import { registerRoute } from 'workbox-routing';
    import { ${handlers[route.strategy]} } from 'workbox-strategies';
    skipWaiting();
    clientsClaim();
    const queue = new Queue('${route.name}');
    registerRoute(
      ({ sameOrigin, url }) => sameOrigin && url.pathname.startsWith('${route.folder}'),
      new ${handlers[route.strategy]}({
        plugins: [{ fetchDidFail: ({ request }) => queue.pushRequest({ request }) }],
      }),
      'POST',
    );
    addEventListener('message', (event) => {
      if (event.data === '${sendMessage}') event.waitUntil(queue.replayRequests());
    });`;
}
