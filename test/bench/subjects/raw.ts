import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import {
  hashedFolder,
  precachedGlobs,
  type App,
  type AppRoute,
  type AppStrategy,
  type Subject,
} from '../subject.js';
import { bundleSource } from './bundle-source.js';
import { outboxStore, sendMessage, toOutboxSource } from './raw-outbox.js';

/**
 * What a careful author writes without a toolkit: hashed files in one cache that lives on, the rest in a cache per version,
 * `addAll` for what is missing, and no more code than the app needs. Without limits: who writes those by hand writes a toolkit.
 */
export const raw: Subject = {
  name: 'raw',
  packages: {},
  hasLimits: false,
  outbox: { store: outboxStore, sendMessage },
  async buildWorker(folder, app) {
    const source = [
      app.precache ? await precacheSource(folder, app.hasStaticRoutes) : plainInstallSource,
      routeSource(app),
    ].join('\n');
    await writeFile(join(folder, 'sw.js'), await bundleSource(source));
  },
};

async function precacheSource(folder: string, hasStaticRoutes = false): Promise<string> {
  const files = (await glob([...precachedGlobs], { cwd: folder })).toSorted();
  const pages = files.filter((file) => !isHashed(file));
  const version = createHash('sha256');
  for (const page of pages) version.update(await readFile(join(folder, page)));
  return `
    const assets = ${JSON.stringify(files.filter(isHashed).map((file) => `/${file}`))};
    const pages = ${JSON.stringify(pages.map((file) => `/${file.replace(/(^|\/)index\.html$/, '$1')}`))};
    const pageCache = 'pages-${version.digest('hex').slice(0, 16)}';
    const known = new Map([
      ...assets.map((path) => [path, 'assets']),
      ...pages.map((path) => [path, pageCache]),
    ]);
    async function install() {
      const [assetStore, pageStore] = await Promise.all([caches.open('assets'), caches.open(pageCache)]);
      const stored = new Set((await assetStore.keys()).map(({ url }) => new URL(url).pathname));
      await Promise.all([
        assetStore.addAll(assets.filter((path) => !stored.has(path))),
        pageStore.addAll(pages.map((path) => new Request(path, { cache: 'reload' }))),
      ]);
      await skipWaiting();
    }
    async function activate() {
      const assetStore = await caches.open('assets');
      for (const request of await assetStore.keys()) {
        if (!known.has(new URL(request.url).pathname)) await assetStore.delete(request);
      }
      for (const name of await caches.keys()) {
        if (name.startsWith('pages-') && name !== pageCache) await caches.delete(name);
      }
      await clients.claim();
    }
    addEventListener('install', (event) => {
      event.waitUntil(install());
      ${hasStaticRoutes ? staticRouteSource : ''}
    });
    addEventListener('activate', (event) => event.waitUntil(activate()));
    async function readPrecached(path, request) {
      return (await caches.match(path, { cacheName: known.get(path) })) ?? fetch(request);
    }`;
}

/** One rule for all documents. Source: Service Workers, `InstallEvent`, addRoutes(). */
const staticRouteSource = `
  event.waitUntil(event.addRoutes?.([{
    condition: {
      or: pages.map((pathname) => ({ urlPattern: { pathname, search: '' }, requestMode: 'navigate' })),
    },
    source: { cacheName: pageCache },
  }]));`;

const plainInstallSource = `
  addEventListener('install', (event) => event.waitUntil(skipWaiting()));
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));`;

function isHashed(file: string): boolean {
  return file.startsWith(hashedFolder);
}

function routeSource({ offlineDocument, precache, routes }: App): string {
  const reads = routes.filter(({ outbox }) => !outbox);
  const writes = routes.filter(({ outbox }) => outbox);
  const used = new Set(reads.map(({ strategy }) => strategy));
  const storing = reads.find(({ strategy }) => /first|stale/.test(strategy));
  return `
    ${storing ? toStoreSource(storing.statuses) : ''}
    ${reads.some(({ answersRanges }) => answersRanges) ? rangeSource : ''}
    ${offlineDocument === undefined ? '' : toOfflineSource(offlineDocument)}
    ${writes[0]?.outbox ? toOutboxSource(writes[0].outbox) : ''}
    ${[...used].map((strategy) => strategySources[strategy]).join('\n')}
    addEventListener('fetch', (event) => {
      const { request } = event;
      ${writes.length > 0 ? '' : "if (request.method !== 'GET') return;"}
      const { origin, pathname } = new URL(request.url);
      if (origin !== location.origin) return;
      ${writes.map(toWriteBranch).join('\n')}
      ${writes.length > 0 ? "if (request.method !== 'GET') return;" : ''}
      ${precache ? precacheBranch : ''}
      ${reads.map((route) => toBranch(route, offlineDocument !== undefined)).join('\n')}
    });`;
}

const precacheBranch =
  'if (known.has(pathname)) return event.respondWith(readPrecached(pathname, request));';

function toWriteBranch({ folder }: AppRoute): string {
  return `if (request.method === 'POST' && pathname.startsWith('${folder}')) {
    return event.respondWith(sendOrKeep(request));
  }`;
}

function toBranch({ answersRanges, folder, name, strategy }: AppRoute, isRescued: boolean): string {
  const handler = strategy.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  let answer = `${handler}(event, '${name}')`;
  if (answersRanges) answer += '.then((response) => cut(request, response))';
  if (isRescued) answer += '.catch((error) => rescue(request, error))';
  return `if (pathname.startsWith('${folder}')) return event.respondWith(${answer});`;
}

function toOfflineSource(document: string): string {
  return `
    async function rescue(request, error) {
      const response =
        request.mode === 'navigate' &&
        (await caches.match('${document.replace(/index\.html$/, '')}', { cacheName: pageCache }));
      if (response) return response;
      throw error;
    }`;
}

/** Source: RFC 9110 §14.1.2 and §15.3.7, one range alone. */
const rangeSource = `
  async function cut(request, response) {
    const [, from, to] = /^bytes=(\\d+)-(\\d*)$/.exec(request.headers.get('range') ?? '') ?? [];
    if (from === undefined || response.status !== 200) return response;
    const whole = await response.blob();
    const part = whole.slice(Number(from), to ? Number(to) + 1 : whole.size);
    const headers = new Headers(response.headers);
    headers.set('content-range', \`bytes \${from}-\${Number(from) + part.size - 1}/\${whole.size}\`);
    headers.set('content-length', part.size);
    return new Response(part, { status: 206, headers });
  }`;

function toStoreSource(statuses?: readonly number[]): string {
  const test = statuses ? `${JSON.stringify(statuses)}.includes(response.status)` : 'response.ok';
  return `
  async function store(name, request, response) {
    const cache = await caches.open(name);
    await cache.put(request, response);
  }
  async function fetchAndStore(event, name) {
    const response = await fetch(event.request);
    if (${test}) event.waitUntil(store(name, event.request, response.clone()));
    return response;
  }`;
}

const strategySources: Readonly<Record<AppStrategy, string>> = {
  'cache-first': `
    async function cacheFirst(event, cacheName) {
      return (await caches.match(event.request, { cacheName })) ?? fetchAndStore(event, cacheName);
    }`,
  'network-first': `
    async function networkFirst(event, cacheName) {
      try {
        return await fetchAndStore(event, cacheName);
      } catch (error) {
        const response = await caches.match(event.request, { cacheName });
        if (response) return response;
        throw error;
      }
    }`,
  'stale-while-revalidate': `
    async function staleWhileRevalidate(event, cacheName) {
      const fresh = fetchAndStore(event, cacheName);
      event.waitUntil(fresh.catch(() => {}));
      return (await caches.match(event.request, { cacheName })) ?? fresh;
    }`,
  'cache-only': `
    async function cacheOnly(event, cacheName) {
      return (await caches.match(event.request, { cacheName })) ?? Response.error();
    }`,
  'network-only': `
    function networkOnly(event) {
      return fetch(event.request);
    }`,
};
