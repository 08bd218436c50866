import type { BrowserContext, Page } from 'playwright/test';
import type { Manifest } from '../../src/manifest/types.js';
import {
  bundlePageScript,
  expect,
  fetchIn,
  findUpdate,
  html,
  openControlled,
  readCaches,
  settled,
  test,
  type Site,
} from '../harness/site.js';

const manifest: Manifest = {
  precache: { include: ['**/*.{html,js,css,json,mp3,txt}'] },
  shell: { document: '/index.html', paths: ['/', '/pages/*'] },
  routes: [
    { name: 'photos', match: '/live/photos/*', strategy: 'cache-first' },
    { name: 'live', match: '/live/*', strategy: 'network-only' },
    {
      name: 'writes',
      match: { path: '/api/*', methods: ['POST', 'DELETE'] },
      strategy: 'network-only',
    },
    { name: 'slow', match: '/slow/*', strategy: 'network-only', timeout: '5s' },
    { name: 'feeds', match: { path: '/feeds/*', destination: 'image' }, strategy: 'network-only' },
  ],
  offline: { document: '/offline.html', image: '/offline.txt' },
};

/** Nothing stands in for an asset, so browsers need not be told of each. */
const wholeFolders: Manifest = { ...manifest, offline: { document: '/offline.html' } };

/** Two editions share `assets/same-…`; every other asset has another name in each. */
async function deploy(site: Site, edition: string, routed: Manifest): Promise<string> {
  const { version } = await site.deploy(
    {
      'index.html': html(edition, '/app.js'),
      'app.js': await bundlePageScript(),
      'about.html': html(`about ${edition}`),
      'docs/index.html': html(`docs ${edition}`),
      'offline.html': html(`offline ${edition}`),
      'offline.txt': 'no picture',
      'edition.txt': edition,
      [`assets/${edition}.hash.css`]: `.${edition} {}`,
      [`assets/${edition}.hash.js`]: `export default '${edition}';`,
      [`assets/${edition}(1)+*.hash.json`]: `["${edition}"]`,
      [`assets/${edition}.hash.mp3`]: `sound of ${edition}`,
      'assets/same.hash.css': '.same {}',
      'live/listed.txt': 'precached under a network-only route',
    },
    {
      manifest: routed,
      register: false,
      isHashed: (file) => file.includes('.hash.'),
    },
  );
  return version;
}

function answerLive(site: Site): void {
  for (const path of ['/live/a', '/live/photos/a', '/api/a', '/slow/a', '/feeds/a', '/elsewhere']) {
    site.answers.set(path, (request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(`${request.method} ${path}`);
    });
  }
}

const fetched: readonly (readonly [url: string, init?: RequestInit])[] = [
  ['/'],
  ['/index.html'],
  ['/about.html'],
  ['/about'],
  ['/docs/'],
  ['/edition.txt'],
  ...['one', 'two'].flatMap(
    (edition) =>
      [
        [`/assets/${edition}.hash.css`],
        [`/assets/${edition}.hash.css?v=1`],
        [`/assets/${edition}.hash.css?utm_source=x`],
        [`/assets/${edition}.hash.css`, { method: 'HEAD' }],
        [`/assets/${edition}.hash.css`, { method: 'POST' }],
        [`/assets/${edition}.hash.js`],
        [`/assets/${edition}(1)+*.hash.json`],
        [`/assets/${edition}1.hash.json`],
        [`/assets/${edition}.hash.mp3`, { headers: { range: 'bytes=2-4' } }],
      ] as const,
  ),
  ['/assets/same.hash.css'],
  ['/assets/none.hash.css'],
  ['/live/a'],
  ['/live/a', { method: 'POST' }],
  ['/live/photos/a'],
  ['/live/listed.txt'],
  ['/api/a'],
  ['/api/a', { method: 'POST' }],
  ['/slow/a'],
  ['/feeds/a'],
  ['/elsewhere'],
];
const navigated = [
  '/',
  '/?a=1',
  '/index.html',
  '/pages/1',
  '/about.html',
  '/about',
  '/docs/',
  '/live/a',
  '/elsewhere',
];

/** Everything a page can see of each answer, but when it was given and by which port. */
async function record(context: BrowserContext, page: Page, site: Site): Promise<unknown[]> {
  const answers: unknown[] = await page.evaluate(
    (requests) =>
      Promise.all(
        requests.map(async ([url, init]) => {
          try {
            const response = await fetch(url, init);
            const headers = [...response.headers].filter(([name]) => name !== 'date');
            return [init?.method, url, response.status, headers, await response.text()];
          } catch {
            return [init?.method, url, 'network error'];
          }
        }),
      ),
    fetched,
  );
  answers.push(
    await page.evaluate(async () => {
      const image = new Image();
      const loaded = new Promise<string>((resolve) => {
        image.addEventListener('load', () => resolve('loaded'));
        image.addEventListener('error', () => resolve('broken'));
      });
      image.src = '/feeds/a';
      return loaded;
    }),
  );
  const tab = await context.newPage();
  for (const url of navigated) {
    const text = await tab.goto(site.origin + url).then(
      () => tab.locator('body').innerText(),
      () => 'network error',
    );
    answers.push(['navigate', url, text]);
  }
  await tab.close();
  return answers;
}

for (const [title, routed] of [
  ['each file', manifest],
  ['whole folders', wholeFolders],
] as const) {
  test(`with static routes for ${title} and without, every answer is the same: online, offline, after an update`, async ({
    browser,
    site,
  }) => {
    const recorded = new Map<boolean, unknown[]>();
    for (const isOn of [true, false]) {
      const edited = { ...routed, staticRoutes: isOn };
      const context = await browser.newContext();
      const page = await context.newPage();
      answerLive(site);
      await deploy(site, 'one', edited);
      await openControlled(page, `${site.origin}/`);
      const online = await record(context, page, site);
      await site.stop();
      const offline = await record(context, page, site);
      await site.start();

      const version = await deploy(site, 'two', edited);
      await findUpdate(page, version);
      await page.waitForFunction(() => window.heard.some(({ type }) => type === 'update'));
      await settled(page);
      const pinned = await record(context, page, site);
      await page.reload();
      // When nobody's version is collected is a matter of time alone.
      await expect
        .poll(async () => (await readCaches(page))['holdfast:/:assets']?.join())
        .not.toContain('/assets/one');
      const updated = await record(context, page, site);
      await site.stop();
      recorded.set(isOn, [online, offline, pinned, updated, await record(context, page, site)]);
      await site.start();
      await context.close();
    }
    expect(recorded.get(true)).toEqual(recorded.get(false));
  });
}

/** Which sources static routes named for the requests of each URL, in their order; `''` where the worker was asked. */
function readSources(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(() => {
    const entries = [
      ...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource'),
    ] as (PerformanceResourceTiming & { workerMatchedSourceType?: string })[];
    const sources: Record<string, string[]> = {};
    for (const { name, workerMatchedSourceType } of entries) {
      (sources[name.replace(location.origin, '')] ??= []).push(workerMatchedSourceType ?? '');
    }
    return sources;
  });
}

test('the browser answers precached files and network-only routes by itself', async ({
  page,
  site,
}) => {
  answerLive(site);
  await deploy(site, 'one', manifest);
  await openControlled(page, `${site.origin}/`);
  await page.reload();
  for (const [url, init] of fetched) await fetchIn(page, url, init);
  const sources = await readSources(page);
  expect(sources).toMatchObject({
    // The navigation, then a fetch, which may come from a tab of another version.
    '/': ['cache', ''],
    '/about': [''],
    '/edition.txt': [''],
    '/assets/one.hash.css': ['cache', 'cache', 'cache'],
    '/assets/one.hash.css?v=1': [''],
    '/assets/one.hash.js': ['cache'],
    '/assets/one(1)+*.hash.json': ['cache'],
    // Media are asked for in ranges, which no static route knows.
    '/assets/one.hash.mp3': [''],
    '/assets/none.hash.css': [''],
    // A precached file lies under this one, and the route has no other methods.
    '/live/a': ['fetch-event', ''],
    '/live/photos/a': ['fetch-event'],
    '/api/a': ['', 'network'],
    '/slow/a': [''],
    '/elsewhere': [''],
  });
});

test('the browser answers all assets of a folder by itself where nothing else might', async ({
  page,
  site,
}) => {
  answerLive(site);
  await deploy(site, 'one', {
    ...wholeFolders,
    routes: [
      ...(wholeFolders.routes ?? []),
      { name: 'cdn', match: 'https://cdn.test/*', strategy: 'cache-first' },
      { name: 'own', match: `${site.origin}/assets/own.*`, strategy: 'network-first' },
    ],
  });
  await openControlled(page, `${site.origin}/`);
  await page.reload();
  for (const [url, init] of fetched) await fetchIn(page, url, init);
  await fetchIn(page, '/assets/own.css');
  expect(await readSources(page)).toMatchObject({
    '/': ['cache', ''],
    '/edition.txt': [''],
    '/assets/one.hash.css': ['cache', 'cache', 'cache'],
    '/assets/one.hash.css?v=1': [''],
    '/assets/one(1)+*.hash.json': ['cache'],
    '/assets/one.hash.mp3': [''],
    '/assets/none.hash.css': ['cache'],
    '/assets/own.css': ['fetch-event'],
  });
});

test('a manifest can leave static routes out', async ({ page, site }) => {
  await deploy(site, 'one', { ...manifest, staticRoutes: false });
  await openControlled(page, `${site.origin}/`);
  await fetchIn(page, '/assets/one.hash.css');
  expect((await readSources(page))['/assets/one.hash.css']).toEqual(['']);
});

test('what is missing behind a static route is stored again when a page is idle', async ({
  page,
  site,
}) => {
  await deploy(site, 'one', manifest);
  await openControlled(page, `${site.origin}/`);
  const whole = await readCaches(page);
  await page.evaluate(() => caches.delete('holdfast:/:assets'));
  await page.reload();
  await expect.poll(() => readCaches(page)).toEqual(whole);
});
