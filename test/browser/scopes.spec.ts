import type { Manifest } from '../../src/manifest/types.js';
import type { Page } from 'playwright/test';
import {
  expect,
  fetchIn,
  html,
  lookForWorker,
  openControlled,
  readCacheNames,
  readCaches,
  settled,
  test,
  type DeployOptions,
  type Site,
} from '../harness/site.js';

const manifest: Manifest = {
  precache: { include: ['*.{html,txt}', 'assets/*.js'] },
  routes: [{ name: 'data', match: './data/*', strategy: 'cache-first' }],
};

function app(name: string): Record<string, string> {
  return {
    'index.html': html(name),
    'name.txt': name,
    'data/1': `${name} data`,
    [`assets/${name}-00aa11bb.js`]: `export default "${name}";\n`,
  };
}

/** Deploys an app at `/` and another at `/admin/` of the same origin. */
async function deployBoth(
  site: Site,
  [rootName, rootManifest]: [string, DeployOptions['manifest']],
  [adminName, adminManifest]: [string, DeployOptions['manifest']],
): Promise<void> {
  await site.deploy(app(rootName), { manifest: rootManifest });
  await site.deployInto(site.folder, app(adminName), {
    manifest: adminManifest,
    under: 'admin/',
  });
}

function isOf(scope: string, cacheName: string): boolean {
  return cacheName.startsWith(`holdfast:${scope}:`);
}

async function readNamesOf(page: Page, scope: string): Promise<string[]> {
  return (await readCacheNames(page)).filter((name) => isOf(scope, name));
}

async function readOf(page: Page, scope: string): Promise<Record<string, string[]>> {
  const all = Object.entries(await readCaches(page));
  return Object.fromEntries(all.filter(([name]) => isOf(scope, name)));
}

async function openBoth(page: Page, site: Site): Promise<void> {
  await openControlled(page, `${site.origin}/`);
  await fetchIn(page, '/data/1');
  await openControlled(page, `${site.origin}/admin/`);
  await fetchIn(page, '/admin/data/1');
  await expect.poll(() => readCacheNames(page)).toHaveLength(6);
}

/** Looks for a new version of the app at a path, until it alone is stored; a navigation may have found it already. */
async function update(page: Page, site: Site, path: string, before: object): Promise<void> {
  await page.goto(site.origin + path);
  const hasChanged = async (): Promise<boolean> => {
    await lookForWorker(page);
    return (await readNamesOf(page, path)).some((name) => !(name in before));
  };
  await expect.poll(hasChanged, { timeout: 90_000 }).toBe(true);
  await settled(page);
  // The tab keeps its version until it is loaded anew; then the worker clears it away.
  await page.goto(site.origin + path);
  await expect.poll(() => readNamesOf(page, path)).toHaveLength(Object.keys(before).length);
}

test('two apps on one origin keep to their own caches through install and update', async ({
  page,
  site,
}) => {
  await deployBoth(site, ['root', manifest], ['admin', manifest]);
  await openBoth(page, site);
  const root = await readOf(page, '/');
  const admin = await readOf(page, '/admin/');
  expect(Object.keys(root)).toHaveLength(3);
  expect(Object.keys(admin)).toHaveLength(3);

  await deployBoth(site, ['root2', manifest], ['admin', manifest]);
  await update(page, site, '/', root);
  expect(await readOf(page, '/admin/')).toEqual(admin);

  const rootNow = await readOf(page, '/');
  await deployBoth(site, ['root2', manifest], ['admin2', manifest]);
  await update(page, site, '/admin/', admin);
  expect(await readOf(page, '/')).toEqual(rootNow);

  await site.stop();
  await page.goto(`${site.origin}/`);
  await expect(page.locator('h1')).toHaveText('root2');
  await page.goto(`${site.origin}/admin/`);
  await expect(page.locator('h1')).toHaveText('admin2');
});

for (const [killed, kept, killedScope, keptScope] of [
  ['', 'admin/', '/', '/admin/'],
  ['admin/', '', '/admin/', '/'],
] as const) {
  test(`the kill switch at ${killedScope} removes its own traces and nothing of ${keptScope}`, async ({
    page,
    site,
  }) => {
    await deployBoth(site, ['root', manifest], ['admin', manifest]);
    await openBoth(page, site);
    await page.evaluate(() => caches.open('another-toolkit'));
    const keptCaches = await readOf(page, keptScope);

    await site.deploy(app('root'), { manifest: killed === '' ? 'self-destroy' : manifest });
    await site.deployInto(site.folder, app('admin'), {
      manifest: killed === 'admin/' ? 'self-destroy' : manifest,
      under: 'admin/',
    });
    await page.goto(`${site.origin}/${killed}`);
    await expect
      .poll(
        async () => {
          await lookForWorker(page);
          return page.evaluate(async () => {
            const registrations = await navigator.serviceWorker.getRegistrations();
            return registrations.map(({ scope }) => scope.replace(location.origin, ''));
          });
        },
        { timeout: 90_000 },
      )
      .toEqual([`/${kept}`]);
    expect(await readOf(page, killedScope)).toEqual({});
    expect(await readOf(page, keptScope)).toEqual(keptCaches);
    expect(await readCacheNames(page)).toContain('another-toolkit');

    // On plain network from the next request on; the other app goes on offline.
    await page.goto(`${site.origin}/${killed}name.txt`);
    await site.stop();
    await page.goto(`${site.origin}/${kept}`);
    await expect(page.locator('h1')).toHaveText(kept === '' ? 'root' : 'admin');
    await expect(page.goto(`${site.origin}/${killed}name.txt`)).rejects.toThrow(/ERR_/);
  });
}

test('one build serves any base: its addresses count from where the worker is', async ({
  page,
  site,
}) => {
  await site.deploy({}, { manifest: { routes: [] }, register: false });
  await site.deployInto(site.folder, app('moved'), { manifest, under: 'deep/er/', base: './' });
  await openControlled(page, `${site.origin}/deep/er/`);
  await fetchIn(page, '/deep/er/data/1');
  await site.stop();
  await page.reload();
  await expect(page.locator('h1')).toHaveText('moved');
  expect(await fetchIn(page, '/deep/er/name.txt')).toMatchObject({ body: 'moved' });
  expect(await fetchIn(page, '/deep/er/data/1')).toMatchObject({ body: 'moved data' });
});
