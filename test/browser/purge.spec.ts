import type { Page } from 'playwright/test';
import { deployRoutes, limitedRoute } from '../harness/limited-site.js';
import { expect, fetchIn, openControlled, readCaches, test, type Site } from '../harness/site.js';
import { readEntries } from '../harness/worker.js';

const urls = ['/photos/1', '/photos/2?size=2', '/photos/old/3', '/docs/1'];

async function open(page: Page, site: Site): Promise<void> {
  for (const url of urls) {
    site.answers.set(url.split('?')[0]!, (_request, response) => {
      response.writeHead(200, { vary: 'accept-language' }).end(url);
    });
  }
  await deployRoutes(site, [limitedRoute('photos'), limitedRoute('docs')]);
  await openControlled(page, `${site.origin}/`);
  for (const url of urls) await fetchIn(page, url);
  await expect.poll(() => readRoutes(page)).toEqual(urls.toSorted());
  await expect.poll(async () => (await readEntries(page)).length).toBe(urls.length);
}

async function readRoutes(page: Page): Promise<string[]> {
  const { 'holdfast:/:route:photos': photos = [], 'holdfast:/:route:docs': docs = [] } =
    await readCaches(page);
  return [...photos, ...docs].toSorted();
}

for (const [what, target, left] of [
  ['one route', { route: 'photos' }, ['/docs/1']],
  ['a pattern', { urls: '/photos/*' }, ['/docs/1']],
  [
    'a pattern from the base',
    { urls: './photos/old/*' },
    ['/docs/1', '/photos/1', '/photos/2?size=2'],
  ],
  ['a whole URL', { urls: 'http://*:*/docs/:id' }, urls.slice(0, 3).toSorted()],
  ['everything', { all: true }, []],
  ['a route that does not exist', { route: 'photo' }, urls.toSorted()],
] as const) {
  test(`purge: ${what}`, async ({ page, site }) => {
    await open(page, site);
    const {
      'holdfast:/:route:photos': _photos,
      'holdfast:/:route:docs': _docs,
      ...precache
    } = await readCaches(page);
    const count = await page.evaluate((to) => window.holdfast.purge(to), target);
    expect(count).toBe(urls.length - left.length);
    expect(await readRoutes(page)).toEqual(left);
    // The worker's own count follows.
    await expect
      .poll(async () => (await readEntries(page)).map(({ url }) => url).toSorted())
      .toEqual(left);
    expect(await readCaches(page)).toMatchObject(precache);
  });
}

test('without URLPattern a pattern of wildcards does, and any other is refused with the reason', async ({
  page,
  site,
}) => {
  await page.addInitScript(() => {
    delete (globalThis as { URLPattern?: unknown }).URLPattern;
  });
  await open(page, site);
  const refused = await page.evaluate(async () => {
    try {
      return await window.holdfast.purge({ urls: '/photos/:id' });
    } catch (error) {
      return (error as Error).message;
    }
  });
  expect(refused).toBe(
    '`urls`: "/photos/:id" cannot be matched: this browser has no URLPattern, so `*` is all that it can hold; write for example "/photos/*"',
  );
  expect(await page.evaluate(() => window.holdfast.purge({ urls: './photos/*' }))).toBe(3);
  expect(await readRoutes(page)).toEqual(['/docs/1']);
});

test('where there is no worker, nothing can be purged', async ({ page, site }) => {
  await open(page, site);
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'serviceWorker', { value: undefined });
  });
  await page.reload();
  const code = await page.evaluate(async () => {
    try {
      return await window.holdfast.purge({ all: true });
    } catch (error) {
      return (error as { code: string }).code;
    }
  });
  expect(code).toBe('page/unavailable');
});
