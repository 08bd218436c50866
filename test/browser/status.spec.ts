import type { Page } from 'playwright/test';
import type { Manifest } from '../../src/manifest/types.js';
import type { Status } from '../../src/page/types.js';
import {
  bundlePageScript,
  expect,
  fetchIn,
  findUpdate,
  html,
  openControlled,
  readCacheNames,
  readCaches,
  settled,
  test,
  type Files,
  type Site,
} from '../harness/site.js';

const manifest: Manifest = {
  precache: { include: ['**/*.{html,js,txt}'], exclude: ['data/**'] },
  shell: { document: '/index.html', paths: ['/'] },
  routes: [{ name: 'data', match: '/data/*', strategy: 'cache-first' }],
  update: { activate: 'immediately' },
};

const shared = 'assets/vendor-99ff88ee.js';

async function deploy(
  site: Site,
  edition: string,
  hash: string,
): Promise<{ version: string; files: Files }> {
  const files: Files = {
    'index.html': html(edition, '/app.js'),
    'app.js': await bundlePageScript(),
    [shared]: 'export default "vendor";\n',
    [`assets/chunk-${hash}.js`]: `export default ${JSON.stringify(edition)};\n`,
  };
  const { version } = await site.deploy(
    { ...files, 'data/1.txt': 'data' },
    { manifest, register: false },
  );
  return { version, files };
}

function sizeOf(files: Files, isCounted: (path: string) => boolean): number {
  return Object.entries(files)
    .filter(([path]) => isCounted(path))
    .reduce((sum, [, content]) => sum + Buffer.byteLength(content), 0);
}

function isAsset(path: string): boolean {
  return path.startsWith('assets/');
}

function readStatus(page: Page): Promise<Status> {
  return page.evaluate(() => window.holdfast.status());
}

/** Opens a tab on one version, and lets a second version take over. */
async function openOnOldVersion(
  page: Page,
  site: Site,
): Promise<{ one: { version: string; files: Files }; two: { version: string; files: Files } }> {
  const one = await deploy(site, 'one', '1a2b3c4d');
  await openControlled(page, `${site.origin}/`);
  await fetchIn(page, '/data/1.txt');
  const two = await deploy(site, 'two', '2b3c4d5e');
  await findUpdate(page, two.version);
  await settled(page);
  return { one, two };
}

test('an open tab says its own version, and which one new pages get', async ({
  context,
  page,
  site,
}) => {
  const { one, two } = await openOnOldVersion(page, site);
  expect(await readStatus(page)).toMatchObject({
    availability: 'controlled',
    version: one.version,
    activeVersion: two.version,
    versions: [two.version, one.version],
    state: { name: 'normal' },
  });

  const other = await context.newPage();
  await openControlled(other, `${site.origin}/`);
  expect(await readStatus(other)).toMatchObject({
    version: two.version,
    activeVersion: two.version,
  });

  await page.reload();
  expect(await readStatus(page)).toMatchObject({
    version: two.version,
    activeVersion: two.version,
  });
});

test('caches are counted and measured by what is really stored, of every version', async ({
  page,
  site,
}) => {
  const { one, two } = await openOnOldVersion(page, site);
  const assets = { ...one.files, ...two.files };
  const before = await readStatus(page);
  expect(before.caches).toHaveLength(4);
  expect(before.caches).toEqual(
    expect.arrayContaining([
      {
        cacheName: 'holdfast:/:assets',
        kind: 'assets',
        entries: 3,
        sizeBytes: sizeOf(assets, isAsset),
      },
      ...[one, two].map(({ version, files }) => ({
        cacheName: `holdfast:/:shell:${version}`,
        kind: 'shell',
        of: version,
        entries: 2,
        sizeBytes: sizeOf(files, (path) => !isAsset(path)),
      })),
      { cacheName: 'holdfast:/:route:data', kind: 'route', of: 'data', entries: 1 },
    ]),
  );

  // Another scope's, and what is lost, does not count.
  await page.evaluate(async (lost) => {
    await caches.open('holdfast:/admin/:assets');
    await (await caches.open('holdfast:/:assets')).delete(lost);
  }, `/${shared}`);
  const after = await readStatus(page);
  expect(after.caches).toHaveLength(4);
  expect(after.caches.find(({ kind }) => kind === 'assets')).toMatchObject({
    entries: 2,
    sizeBytes: sizeOf(assets, (path) => isAsset(path) && path !== shared),
  });
});

test('a list that cannot be read leaves the size open, and the rest as it is', async ({
  page,
  site,
}) => {
  const { one, two } = await openOnOldVersion(page, site);
  await page.evaluate(
    async ([damaged, lost]) => {
      const listPath = `/holdfast/${damaged}.json`;
      const cache = await caches.open(`holdfast:/:shell:${damaged}`);
      await cache.put(listPath, new Response('{"format":1,"files":[{"path":1}]}'));
      await (await caches.open(`holdfast:/:shell:${lost}`)).delete(`/holdfast/${lost}.json`);
    },
    [one.version, two.version] as const,
  );
  const status = await readStatus(page);
  expect(status.state).toEqual({ name: 'normal' });
  expect(status.versions).toEqual([two.version, one.version]);
  expect(status.caches).toHaveLength(4);
  expect(status.caches.find(({ kind }) => kind === 'assets')?.entries).toBe(3);
  expect(status.caches.every((cache) => !('sizeBytes' in cache))).toBe(true);
});

test('a page that cannot read Cache Storage is degraded, and knows the worker all the same', async ({
  page,
  site,
}) => {
  const { version } = await deploy(site, 'one', '1a2b3c4d');
  await openControlled(page, `${site.origin}/`);
  for (const method of ['keys', 'open', 'match', 'has'] as const) {
    const status = await page.evaluate(async (broken) => {
      const { [broken]: works } = CacheStorage.prototype;
      Object.assign(CacheStorage.prototype, {
        [broken]: () => Promise.reject(new DOMException('storage is broken', 'UnknownError')),
      });
      try {
        return await window.holdfast.status();
      } finally {
        Object.assign(CacheStorage.prototype, { [broken]: works });
      }
    }, method);
    expect(status, method).toMatchObject({
      availability: 'controlled',
      version,
      versions: [],
      caches: [],
      state: { name: 'degraded', reason: 'Cache Storage cannot be read: storage is broken' },
    });
  }
  expect((await readStatus(page)).state).toEqual({ name: 'normal' });
});

test('what is stored is shown also where the worker does not answer', async ({ page, site }) => {
  const { version, files } = await deploy(site, 'one', '1a2b3c4d');
  await openControlled(page, `${site.origin}/`);
  await page.clock.install();
  const status = page.evaluate(() => {
    ServiceWorker.prototype.postMessage = () => undefined;
    return window.holdfast.status();
  });
  await page.clock.runFor(11_000);
  expect(await status).toMatchObject({
    availability: 'controlled',
    reason: expect.stringContaining('did not answer'),
    state: { name: 'degraded', reason: expect.stringContaining('did not answer') },
    versions: [version],
    caches: expect.arrayContaining([
      expect.objectContaining({
        kind: 'shell',
        entries: 2,
        sizeBytes: sizeOf(files, (path) => !isAsset(path)),
      }),
    ]),
  });
  expect(await status).not.toHaveProperty('version');
});

test('asking for the status makes no cache', async ({ page, site }) => {
  await site.deploy(
    { 'index.html': html('one', '/app.js'), 'app.js': await bundlePageScript() },
    {
      manifest: { routes: [{ name: 'data', match: '/data/*', strategy: 'cache-first' }] },
      register: false,
    },
  );
  await openControlled(page, `${site.origin}/`);
  expect(await readStatus(page)).toMatchObject({
    version: 'none',
    activeVersion: 'none',
    versions: [],
    caches: [],
    state: { name: 'normal' },
  });
  expect(await readCaches(page)).toEqual({});
});

test('asking for the status makes no shell anew that the worker deletes meanwhile', async ({
  page,
  site,
}) => {
  const { version } = await deploy(site, 'one', '1a2b3c4d');
  const shell = `holdfast:/:shell:${version}`;
  await openControlled(page, `${site.origin}/`);
  await page.evaluate(async (deleted) => {
    const { has } = CacheStorage.prototype;
    CacheStorage.prototype.has = async function (name) {
      const isThere = await has.call(this, name);
      if (name === deleted) await this.delete(name);
      return isThere;
    };
    await window.holdfast.status();
  }, shell);
  expect(await readCacheNames(page)).not.toContain(shell);
});
