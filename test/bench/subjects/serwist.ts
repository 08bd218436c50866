import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { injectManifest } from '@serwist/build';
import {
  hashedFolder,
  maxAgeDays,
  precachedGlobs,
  type AppRoute,
  type AppStrategy,
  type Subject,
} from '../subject.js';
import { makeScratchFolder } from '../scratch.js';
import { bundleSource } from './bundle-source.js';
import { installedVersion } from './installed-version.js';

const strategies: Readonly<Record<AppStrategy, string>> = {
  'cache-first': 'CacheFirst',
  'network-first': 'NetworkFirst',
  'stale-while-revalidate': 'StaleWhileRevalidate',
  'cache-only': 'CacheOnly',
  'network-only': 'NetworkOnly',
};

/** Serwist as its guide has it: a worker file of the app's own, bundled, the list injected by `@serwist/build`. */
export const serwist: Subject = {
  name: 'serwist',
  versions: [
    `${installedVersion('serwist')} (9.5.13 does not install: its @serwist/utils is missing from the registry)`,
    installedVersion('@serwist/build'),
  ],
  hasLimits: true,
  async buildWorker(folder, { precache, routes }) {
    const code = await bundleSource(toSource(precache, routes));
    const target = join(folder, 'sw.js');
    if (!precache) {
      await writeFile(target, code);
      return;
    }
    const source = join(await makeScratchFolder('serwist'), 'sw.js');
    await writeFile(source, code);
    const { warnings } = await injectManifest({
      swSrc: source,
      swDest: target,
      globDirectory: folder,
      globPatterns: [...precachedGlobs],
      dontCacheBustURLsMatching: new RegExp(`^${hashedFolder}`),
    });
    if (warnings.length > 0) throw new Error(`@serwist/build: ${warnings.join('\n')}`);
  },
};

function toSource(precache: boolean, routes: readonly AppRoute[]): string {
  const isLimited = routes.some(({ maxEntries }) => maxEntries !== undefined);
  const names = new Set(routes.map(({ strategy }) => strategies[strategy]));
  return `
    import { ${['Serwist', ...names, ...(isLimited ? ['ExpirationPlugin'] : [])].join(', ')} } from 'serwist';
    const serwist = new Serwist({
      ${precache ? 'precacheEntries: self.__SW_MANIFEST,' : ''}
      precacheOptions: { cleanupOutdatedCaches: true },
      skipWaiting: true,
      clientsClaim: true,
      runtimeCaching: [${routes.map(toRuntimeCaching).join(',')}],
    });
    serwist.addEventListeners();`;
}

function toRuntimeCaching({
  folder,
  hasMaxAge = true,
  maxEntries,
  name,
  strategy,
}: AppRoute): string {
  const cacheName = strategy === 'network-only' ? '' : `cacheName: '${name}',`;
  // Least recently *used*, as the others count; its default is least recently fetched.
  const plugins =
    maxEntries === undefined
      ? ''
      : `plugins: [new ExpirationPlugin({
          maxEntries: ${maxEntries},
          ${hasMaxAge ? `maxAgeSeconds: ${maxAgeDays * 24 * 60 * 60},` : ''}
          maxAgeFrom: 'last-used',
        })]`;
  return `{
    matcher: ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('${folder}'),
    handler: new ${strategies[strategy]}({ ${cacheName} ${plugins} }),
  }`;
}
