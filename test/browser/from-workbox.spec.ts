import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright/test';
import { generateSW } from 'workbox-build';
import type { ActivatePolicy } from '../../src/manifest/types.js';
import { listCodeBlocks, readReadme } from '../harness/readme.js';
import {
  bundlePageScript,
  controlled,
  expect,
  fetchIn,
  findUpdate,
  html,
  readCacheNames,
  readCaches,
  settled,
  test,
  type Site,
} from '../harness/site.js';
import { noneWaits } from '../harness/worker.js';

const oldChunk = '/assets/chunk-1a2b3c4d.js';

/** Serves an app as Workbox's own build tool makes it, and opens it until its worker is in charge. */
async function openWorkboxApp(page: Page, site: Site, worker = 'sw.js'): Promise<void> {
  const folder = join(site.folder, 'workbox');
  const files = {
    'index.html': html('workbox', '/app.js'),
    'app.js': `navigator.serviceWorker.register('/${worker}');\n`,
    [oldChunk]: 'export default "old";\n',
    'photo.txt': 'a photo',
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const { warnings } = await generateSW({
    swDest: join(folder, worker),
    globDirectory: folder,
    cleanupOutdatedCaches: true,
    clientsClaim: true,
    skipWaiting: true,
    navigateFallback: '/index.html',
    runtimeCaching: [
      {
        urlPattern: /\.txt$/,
        handler: 'CacheFirst',
        options: { cacheName: 'photos', expiration: { maxEntries: 10 } },
      },
    ],
    mode: 'production',
    sourcemap: false,
  });
  expect(warnings).toEqual([]);
  site.folder = folder;
  await page.goto(`${site.origin}/`);
  await settled(page);
  expect(await fetchIn(page, '/photo.txt')).toMatchObject({ body: 'a photo' });
}

/** The same app with Holdfast; what it had under its old names is gone from the server. */
async function deployHoldfast(site: Site, activate: ActivatePolicy): Promise<string> {
  const { version } = await site.deploy(
    {
      'index.html': html('holdfast', '/app.js'),
      'app.js': await bundlePageScript(),
      'assets/chunk-2b3c4d5e.js': 'export default "new";\n',
    },
    {
      register: false,
      manifest: {
        precache: { include: ['**/*.{html,js}'] },
        shell: { document: '/index.html', paths: ['/'] },
        update: { activate },
      },
    },
  );
  return version;
}

test('an app that had Workbox is the new one on its next load, and the README deletes what is left', async ({
  page,
  site,
}) => {
  await openWorkboxApp(page, site);
  await findUpdate(page, await deployHoldfast(site, 'immediately'));
  await settled(page);
  // A tab of the old app is of no version that Holdfast knows.
  expect(await fetchIn(page, oldChunk)).toMatchObject({ status: 404 });

  await page.reload();
  expect(await page.title()).toBe('holdfast');
  await controlled(page);
  const precache = `workbox-precache-v2-${site.origin}/`;
  const kept = Object.entries(await readCaches(page)).filter(([name]) => /^[wp]/.test(name));
  expect(kept).toEqual([
    [precache, expect.arrayContaining([expect.stringContaining(oldChunk)])],
    ['photos', ['/photo.txt']],
  ]);

  const block = listCodeBlocks(await readReadme()).find(({ code }) => code.includes('workbox-'))!;
  await page.evaluate(`(async () => { ${block.code} })()`);
  expect((await readCacheNames(page)).every((name) => name.startsWith('holdfast:/:'))).toBe(true);
  await expect
    .poll(() =>
      page.evaluate(async () => (await indexedDB.databases()).map(({ name = '' }) => name)),
    )
    .toEqual(['holdfast:/']);
  await site.stop();
  await page.reload();
  expect(await page.title()).toBe('holdfast');
});

test('a first release that waits leaves the tabs of the old app their worker', async ({
  page,
  site,
}) => {
  await openWorkboxApp(page, site);
  await findUpdate(page, await deployHoldfast(site, 'when-closed'));
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const { waiting } = (await navigator.serviceWorker.getRegistration())!;
        return waiting?.state;
      }),
    )
    .toBe('installed');
  // The button of an old page.
  await page.evaluate(async () => {
    const { waiting } = (await navigator.serviceWorker.getRegistration())!;
    waiting!.postMessage({ type: 'SKIP_WAITING' });
  });
  await page.reload();
  expect(await page.title()).toBe('workbox');
  expect(await fetchIn(page, oldChunk)).toMatchObject({ body: 'export default "old";\n' });

  // A navigation may be under way before the browser has noticed that the last tab is gone.
  await page.goto('about:blank');
  await noneWaits(page);
  await page.goto(`${site.origin}/`);
  expect(await page.title()).toBe('holdfast');
});

test('a worker of another name is replaced where a copy of the new one is', async ({
  page,
  site,
}) => {
  await openWorkboxApp(page, site, 'service-worker.js');
  const version = await deployHoldfast(site, 'immediately');
  const checked = page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await expect(checked).rejects.toThrow(/script/);
  await page.reload();
  expect(await page.title()).toBe('workbox');

  await copyFile(join(site.folder, 'sw.js'), join(site.folder, 'service-worker.js'));
  await findUpdate(page, version);
  await settled(page);
  await page.reload();
  expect(await page.title()).toBe('holdfast');
  // The new app registers its own; the files are there already.
  site.seen.length = 0;
  await controlled(page);
  expect(site.paths().filter((path) => path.startsWith('/assets/'))).toEqual([]);
  await site.stop();
  await page.reload();
  expect(await page.title()).toBe('holdfast');
});
