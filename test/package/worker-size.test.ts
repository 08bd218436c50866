import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, type BuildResult } from '../../src/build/engine.js';
import { parseManifest } from '../../src/manifest/parse.js';
import type { Manifest, RouteOptions, StrategyName } from '../../src/manifest/types.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'holdfast-size-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function buildWorker(
  manifest: Manifest,
  files = 1,
): Promise<{ code: string; result: BuildResult }> {
  const folder = await mkdtemp(join(root, 'site-'));
  for (let index = 0; index < files; index++) {
    const name = index === 0 ? 'index.html' : `chunk-${index}.js`;
    await writeFile(join(folder, name), `<!doctype html><title>${index}</title>`);
  }
  const result = await build({
    folder,
    root: folder,
    isHashed: (path) => path.startsWith('chunk-'),
    manifest: { file: join(folder, 'holdfast.config.json'), manifest: parseManifest(manifest) },
  });
  return { result, code: await readFile(join(folder, 'sw.js'), 'utf8') };
}

const precache = { include: ['**/*.{html,js}'] };
const strategies: readonly StrategyName[] = [
  'cache-first',
  'network-first',
  'stale-while-revalidate',
  'cache-only',
  'network-only',
];

/** Text of each part that no minifier changes. */
const traces = {
  'network-first': 'networkTimeoutSeconds',
  'server errors': 'network/failed',
  shell: 'text/html',
  'free space': 'estimate',
  precache: 'install-progress',
  expiration: 'expiration/too-large',
  outbox: 'Holdfast-Queued',
} as const;

const writes: RouteOptions = {
  name: 'writes',
  match: { path: '/api/*', methods: ['POST'] },
  strategy: 'network-only',
};

const photos: RouteOptions = { name: 'photos', match: '/photos/*', strategy: 'cache-first' };

const everything: Manifest = {
  precache: { ...precache, optional: ['chunk-1*.js'] },
  shell: { document: '/index.html', paths: ['/'] },
  offline: { document: '/index.html' },
  routes: [
    ...strategies.map((strategy) => ({ name: strategy, match: `/${strategy}/*`, strategy })),
    { ...writes, outbox: {} },
  ],
  storage: { maxBytes: '10MB', keepFree: '10MB' },
};

describe('the worker', () => {
  it('has at most 8.3 KB gzipped for a precache and one cache-first route', async () => {
    const { result } = await buildWorker({ precache, routes: [photos] });
    expect(result.worker.gzipBytes).toBeLessThanOrEqual(8.3 * 1024);
  });

  it('has at most 10.8 KB gzipped with a pack, pinning and limits too', async () => {
    const { result } = await buildWorker(
      { precache, routes: [{ ...photos, expire: { maxEntries: 9 } }] },
      200,
    );
    expect(result.worker.gzipBytes).toBeLessThanOrEqual(10.8 * 1024);
  });

  it('has at most 16.8 KB gzipped with everything there is', async () => {
    const { result } = await buildWorker(everything, 200);
    expect(result.worker.gzipBytes).toBeLessThanOrEqual(16.8 * 1024);
  });

  it('grows by at most 4.3 KB gzipped with an outbox', async () => {
    const without = await buildWorker({ precache, routes: [writes] });
    const withOne = await buildWorker({ precache, routes: [{ ...writes, outbox: {} }] });
    const addedBytes = withOne.result.worker.gzipBytes - without.result.worker.gzipBytes;
    expect(addedBytes).toBeLessThanOrEqual(4.3 * 1024);
  });

  it('does not grow with the number of precached files whose names carry their hash', async () => {
    const few = await buildWorker({ precache }, 10);
    const many = await buildWorker({ precache }, 5000);
    expect(Math.abs(many.result.worker.bytes - few.result.worker.bytes)).toBeLessThan(100);
  });

  it('contains only the parts that the plan uses', async () => {
    const routesOnly = await buildWorker({ routes: [photos] });
    expect(routesOnly.code).not.toContain(traces.precache);
    expect(routesOnly.code).not.toContain(traces['network-first']);
    expect(routesOnly.code).not.toContain(traces['server errors']);

    const precacheOnly = await buildWorker({ precache });
    expect(precacheOnly.code).toContain(traces.precache);
    expect(precacheOnly.code).not.toContain(traces['network-first']);
    expect(precacheOnly.code).not.toContain(traces.shell);
    expect(precacheOnly.code).not.toContain(traces.expiration);

    const limitsOnly = await buildWorker({ storage: { maxBytes: '10MB' }, routes: [photos] });
    expect(limitsOnly.code).toContain(traces.expiration);
    expect(limitsOnly.code).not.toContain(traces['free space']);

    const writesOnly = await buildWorker({ precache, routes: [writes] });
    expect(writesOnly.code).not.toContain(traces.outbox);

    const all = await buildWorker(everything);
    for (const trace of Object.values(traces)) expect(all.code).toContain(trace);
  });

  it.each(strategies)('is smaller without the other strategies than with all: %s', async (one) => {
    const single = await buildWorker({ routes: [{ name: 'one', match: '/one', strategy: one }] });
    const all = await buildWorker({
      routes: strategies.map((strategy) => ({ name: strategy, match: `/${strategy}/*`, strategy })),
    });
    expect(single.result.worker.gzipBytes).toBeLessThan(all.result.worker.gzipBytes);
  });

  it('is the same to the byte when built again', async () => {
    const manifest: Manifest = {
      precache,
      routes: [{ name: 'api', match: '/api/*', strategy: 'network-first', timeout: '3s' }],
    };
    const [first, second] = [await buildWorker(manifest, 5), await buildWorker(manifest, 5)];
    expect(second.code).toBe(first.code);
  });
});
