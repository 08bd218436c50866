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

/**
 * What a careful author writes without a toolkit: hashed files in one cache that lives on, the rest in a cache per version,
 * `addAll` for what is missing, and no more code than the app needs. Without limits: who writes those by hand writes a toolkit.
 */
export const raw: Subject = {
  name: 'raw',
  versions: [],
  hasLimits: false,
  async buildWorker(folder, app) {
    const source = [
      ...(app.precache ? [await precacheSource(folder)] : [plainInstallSource]),
      routeSource(app),
    ].join('\n');
    await writeFile(join(folder, 'sw.js'), await bundleSource(source));
  },
};

async function precacheSource(folder: string): Promise<string> {
  const files = (await glob([...precachedGlobs], { cwd: folder })).toSorted();
  const pages = files.filter((file) => !isHashed(file));
  const version = createHash('sha256');
  for (const page of pages) version.update(await readFile(join(folder, page)));
  return `
    const assets = ${JSON.stringify(files.filter(isHashed).map((file) => `/${file}`))};
    const pages = ${JSON.stringify(pages.map((file) => `/${file}`))};
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
    addEventListener('install', (event) => event.waitUntil(install()));
    addEventListener('activate', (event) => event.waitUntil(activate()));
    async function readPrecached(path, request) {
      return (await caches.match(path, { cacheName: known.get(path) })) ?? fetch(request);
    }`;
}

const plainInstallSource = `
  addEventListener('install', (event) => event.waitUntil(skipWaiting()));
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));`;

function isHashed(file: string): boolean {
  return file.startsWith(hashedFolder);
}

function routeSource({ precache, routes }: App): string {
  const used = new Set(routes.map(({ strategy }) => strategy));
  const needsStore = routes.some(({ strategy }) => /first|stale/.test(strategy));
  return `
    ${needsStore ? storeSource : ''}
    ${[...used].map((strategy) => strategySources[strategy]).join('\n')}
    addEventListener('fetch', (event) => {
      const { request } = event;
      if (request.method !== 'GET') return;
      const { origin, pathname } = new URL(request.url);
      if (origin !== location.origin) return;
      ${
        precache
          ? `const path = pathname.endsWith('/') ? pathname + 'index.html' : pathname;
             if (known.has(path)) return event.respondWith(readPrecached(path, request));`
          : ''
      }
      ${routes.map(branchSource).join('\n')}
    });`;
}

function branchSource({ folder, name, strategy }: AppRoute): string {
  const handler = strategy.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return `if (pathname.startsWith('${folder}')) return event.respondWith(${handler}(event, '${name}'));`;
}

const storeSource = `
  async function store(name, request, response) {
    const cache = await caches.open(name);
    await cache.put(request, response);
  }
  async function fetchAndStore(event, name) {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(store(name, event.request, response.clone()));
    return response;
  }`;

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
