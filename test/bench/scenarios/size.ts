import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSite } from '../build-site.js';
import type { Bar, Case, Scenario } from '../scenario.js';
import type { App, AppStrategy } from '../subject.js';

const precacheOnly: App = { precache: true, routes: [] };

const withLimitedRoute: App = {
  precache: true,
  routes: [{ name: 'media', folder: '/media/', strategy: 'cache-first', maxEntries: 500 }],
};

const strategies: readonly AppStrategy[] = [
  'cache-first',
  'network-first',
  'stale-while-revalidate',
  'cache-only',
  'network-only',
];

const withAllStrategies: App = {
  precache: true,
  routes: strategies.map((strategy) => ({
    name: strategy.replaceAll('-', ''),
    folder: `/${strategy}/`,
    strategy,
    ...(strategy === 'cache-first' && { maxEntries: 500 }),
  })),
};

/** Whatever Holdfast has, each of the others with what comes nearest to it, and with nothing that Holdfast has not. */
const everything: App = {
  precache: true,
  optional: ['assets/chunk-*'],
  offlineDocument: '/index.html',
  hasStaticRoutes: true,
  routes: [
    ...withAllStrategies.routes.map((route) => ({
      ...route,
      ...(!route.strategy.endsWith('-only') && {
        maxEntries: 500,
        statuses: [200],
        answersRanges: true,
      }),
    })),
    { name: 'writes', folder: '/api/', strategy: 'network-only', outbox: 'in-order' },
  ],
};

const kilobyte = 1024;

/** Bytes of all scripts that a worker downloads to start, its list of files included where it carries one. */
export const size: Scenario = {
  name: 'size',
  title: 'bytes of the worker scripts, minified; and gzip level 9',
  cases: [
    defineCase('precache', 10, precacheOnly),
    defineCase('precache', 200, precacheOnly),
    defineCase('precache', 2000, precacheOnly),
    defineCase('precache', 5000, precacheOnly, [
      { measure: 'minified', atMost: 100, over: 'precache-10' },
    ]),
    defineCase('lru', 200, withLimitedRoute, [
      { measure: 'gzip', atMost: 9 * kilobyte },
      { measure: 'gzip', atMost: 0.92, times: 'workbox' },
      { measure: 'gzip', atMost: 0.67, times: 'serwist' },
    ]),
    defineCase('lru', 2000, withLimitedRoute, [{ measure: 'gzip', atMost: 0.4, times: 'workbox' }]),
    defineCase('strategies', 200, withAllStrategies),
    defineCase('everything', 200, everything),
  ],
};

function defineCase(kind: string, files: number, app: App, bars: readonly Bar[] = []): Case {
  return {
    name: `${kind}-${files}`,
    measures: { gzip: 'bytes', minified: 'bytes' },
    bars,
    isExact: true,
    wantsLimits: app !== precacheOnly,
    async run(subject) {
      const folder = await buildSite(subject, { files, fileBytes: 2 * kilobyte }, app);
      // The site's own scripts are all in folders.
      const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'));
      const contents = await Promise.all(scripts.map((name) => readFile(join(folder, name))));
      return {
        gzip: sum(contents.map((content) => gzipSync(content, { level: 9 }).length)),
        minified: sum(contents.map((content) => content.length)),
      };
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
