import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { injectManifest } from '@serwist/build';
import {
  hashedFolder,
  maxAgeDays,
  precachedGlobs,
  type App,
  type AppRoute,
  type AppStrategy,
  type Subject,
} from '../subject.js';
import { makeScratchFolder } from '../scratch.js';
import { bundleSource } from './bundle-source.js';
import { installedVersions } from './installed-versions.js';

const strategies: Readonly<Record<AppStrategy, string>> = {
  'cache-first': 'CacheFirst',
  'network-first': 'NetworkFirst',
  'stale-while-revalidate': 'StaleWhileRevalidate',
  'cache-only': 'CacheOnly',
  'network-only': 'NetworkOnly',
};

const sendMessage = 'send';

/** Serwist as its guide has it: a worker file of the app's own, bundled, the list injected by `@serwist/build`. */
export const serwist: Subject = {
  name: 'serwist',
  packages: installedVersions(['serwist', '@serwist/build']),
  // 9.5.13 needs an @serwist/utils that the registry does not have.
  remark: 'the newest version that installs',
  hasLimits: true,
  outbox: { store: 'requests', sendMessage },
  async buildWorker(folder, app) {
    const code = await bundleSource(toSource(app));
    const target = join(folder, 'sw.js');
    if (!app.precache) {
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

function toSource({ offlineDocument, precache, routes, sendsWhenTold = false }: App): string {
  const plugins = routes.flatMap((route) => toPlugins(route, sendsWhenTold));
  const queue = sendsWhenTold ? routes.find(({ outbox }) => outbox)?.name : undefined;
  const names = new Set([
    'Serwist',
    ...routes.map(({ strategy }) => strategies[strategy]),
    ...plugins.flatMap(({ imported }) => imported),
    ...(queue === undefined ? [] : ['BackgroundSyncQueue']),
  ]);
  return `
    import { ${[...names].join(', ')} } from 'serwist';
    ${queue === undefined ? '' : toQueue(queue)}
    const serwist = new Serwist({
      ${precache ? 'precacheEntries: self.__SW_MANIFEST,' : ''}
      precacheOptions: { cleanupOutdatedCaches: true },
      skipWaiting: true,
      clientsClaim: true,
      runtimeCaching: [${routes.map((route) => toRuntimeCaching(route, sendsWhenTold)).join(',')}],
      ${offlineDocument === undefined ? '' : toFallbacks(offlineDocument)}
    });
    serwist.addEventListeners();`;
}

/** Its plugin keeps the queue to itself; this is what the plugin does, and a way to send. */
function toQueue(name: string): string {
  return `
    const queue = new BackgroundSyncQueue('${name}');
    addEventListener('message', (event) => {
      if (event.data === '${sendMessage}') event.waitUntil(queue.replayRequests());
    });`;
}

function toFallbacks(url: string): string {
  return `fallbacks: {
    entries: [{ url: '${url}', matcher: ({ request }) => request.destination === 'document' }],
  },`;
}

function toRuntimeCaching(route: AppRoute, sendsWhenTold: boolean): string {
  const { folder, name, outbox, strategy } = route;
  const cacheName = strategy === 'network-only' ? '' : `cacheName: '${name}',`;
  const plugins = toPlugins(route, sendsWhenTold).map(({ source }) => source);
  return `{
    matcher: ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('${folder}'),
    ${outbox ? "method: 'POST'," : ''}
    handler: new ${strategies[strategy]}({ ${cacheName} plugins: [${plugins.join(',')}] }),
  }`;
}

interface PluginSource {
  readonly imported: readonly string[];
  readonly source: string;
}

function toPlugins(
  { answersRanges, hasMaxAge = true, maxEntries, name, outbox, statuses }: AppRoute,
  sendsWhenTold: boolean,
): PluginSource[] {
  const plugins: PluginSource[] = [];
  const add = (imported: string, options: string): void => {
    plugins.push({ imported: [imported], source: `new ${imported}(${options})` });
  };
  if (maxEntries !== undefined) {
    // Least recently *used*, as the others count; its default is least recently fetched.
    const options = {
      maxEntries,
      ...(hasMaxAge && { maxAgeSeconds: maxAgeDays * 24 * 60 * 60 }),
      maxAgeFrom: 'last-used',
    };
    add('ExpirationPlugin', JSON.stringify(options));
  }
  if (statuses) add('CacheableResponsePlugin', JSON.stringify({ statuses }));
  if (answersRanges) add('RangeRequestsPlugin', '');
  if (outbox && !sendsWhenTold) add('BackgroundSyncPlugin', `'${name}'`);
  if (outbox && sendsWhenTold) {
    const source = '{ fetchDidFail: ({ request }) => queue.pushRequest({ request }) }';
    plugins.push({ imported: [], source });
  }
  return plugins;
}
