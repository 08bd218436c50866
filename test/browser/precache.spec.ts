import { createHash } from 'node:crypto';
import type { Manifest } from '../../src/manifest/types.js';
import {
  bundlePageScript,
  expect,
  fetchIn,
  html,
  openControlled,
  readCaches,
  settled,
  test,
  withResolvers,
} from '../harness/site.js';
import { stopWorkers } from '../harness/worker.js';

const manifest: Manifest = {
  precache: { include: ['**/*.{html,js,css,svg,txt}'] },
  shell: { document: '/index.html', paths: ['/', '/countries/*'], except: ['/countries/live/*'] },
  offline: { document: '/offline.html', image: '/offline.svg' },
};

const files = {
  'index.html': html('shell', '/app.js'),
  'offline.html': html('offline'),
  'about.html': html('about'),
  'docs/index.html': html('docs'),
  'offline.svg': '<svg xmlns="http://www.w3.org/2000/svg"><title>offline</title></svg>',
  'assets/lazy-Ab12Cd34.js': 'export default "lazy";\n',
};

test.beforeEach(async ({ site }) => {
  await site.deploy(
    { ...files, 'app.js': await bundlePageScript() },
    { manifest, register: false },
  );
});

test('an app that was opened once opens again with the server stopped', async ({ page, site }) => {
  await openControlled(page, `${site.origin}/`);
  await site.stop();
  await page.reload();
  await expect(page.locator('h1')).toHaveText('shell');
  await page.goto(`${site.origin}/countries/never-visited`);
  await expect(page.locator('h1')).toHaveText('shell');
  expect(await fetchIn(page, '/assets/lazy-Ab12Cd34.js')).toMatchObject({ status: 200 });
});

test('a page that was never cached shows the offline document, an image the offline image', async ({
  page,
  site,
}) => {
  await openControlled(page, `${site.origin}/`);
  await site.stop();
  await page.goto(`${site.origin}/elsewhere/page`);
  await expect(page.locator('h1')).toHaveText('offline');
  const loaded = await page.evaluate(async () => {
    const image = new Image();
    image.src = '/photos/unseen.jpg';
    await image.decode().catch(() => undefined);
    return image.naturalWidth > 0;
  });
  expect(loaded).toBe(true);
  // A fetch wants data, and data has no stand-in.
  expect(await fetchIn(page, '/photos/unseen.jpg')).toBe('network error');
});

test('a path outside the shell reaches the server, whatever its query says', async ({
  page,
  site,
}) => {
  await openControlled(page, `${site.origin}/`);
  for (const path of ['/auth/callback', '/countries/live/feed', '/countries/flag.png']) {
    site.answers.set(path, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(html(`server ${path}`));
    });
    await page.goto(`${site.origin}${path}?x=/countries/1&code=1`);
    await expect(page.locator('h1')).toHaveText(`server ${path}`);
    expect(site.paths()).toContain(`${path}?x=/countries/1&code=1`);
  }
});

test('a navigation that wants no HTML, and a POST, reach the server', async ({ page, site }) => {
  await openControlled(page, `${site.origin}/`);
  site.seen.length = 0;
  expect(await fetchIn(page, '/countries/1', { method: 'POST' })).toMatchObject({ status: 404 });
  expect(await fetchIn(page, '/countries/1')).toMatchObject({ status: 404 });
  expect(site.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST /countries/1',
    'GET /countries/1',
  ]);
});

test('folders, clean URLs and campaign parameters find their file without the server', async ({
  page,
  site,
}) => {
  await openControlled(page, `${site.origin}/`);
  await site.stop();
  for (const [path, title] of [
    ['/docs/', 'docs'],
    ['/docs/index.html', 'docs'],
    ['/about', 'about'],
    ['/about.html?utm_source=mail&fbclid=1', 'about'],
    ['/?gclid=1', 'shell'],
  ] as const) {
    await page.goto(site.origin + path);
    await expect(page.locator('h1'), path).toHaveText(title);
  }
  await page.goto(`${site.origin}/about.html?draft=1`);
  await expect(page.locator('h1')).toHaveText('offline');
});

test('a request that nothing wants is left to the browser', async ({ page, site }) => {
  await openControlled(page, `${site.origin}/`);
  const [worker] = page.context().serviceWorkers();
  await worker!.evaluate(() => {
    const answered: string[] = [];
    const { FetchEvent } = globalThis as unknown as {
      FetchEvent: { prototype: { respondWith(response: unknown): void } };
    };
    const { respondWith } = FetchEvent.prototype;
    Object.assign(FetchEvent.prototype, {
      respondWith(this: { request: Request }, response: unknown) {
        answered.push(new URL(this.request.url).pathname);
        respondWith.call(this, response);
      },
    });
    Object.assign(globalThis, { answered });
  });
  await fetchIn(page, '/data.json');
  await fetchIn(page, '/about.html', { headers: { 'holdfast-bypass': '1' } });
  await fetchIn(page, '/about.html?draft=1');
  await fetchIn(page, '/about.html');
  const answered = await worker!.evaluate(
    () => (globalThis as unknown as { answered: string[] }).answered,
  );
  expect(answered).toEqual(['/about.html']);
});

test('every stored file carries the bytes of the build, without a redirect', async ({
  page,
  site,
}) => {
  // A host that redirects to another spelling of the same file.
  site.answers.set('/about.html', (request, response) => {
    if (request.url?.endsWith('?spelled')) response.writeHead(200).end(html('about'));
    else response.writeHead(301, { location: '/about.html?spelled' }).end();
  });
  await openControlled(page, `${site.origin}/`);
  const stored = await page.evaluate(async () => {
    const response = await caches.match('/about.html');
    return { text: await response?.text(), redirected: response?.redirected };
  });
  expect(stored).toEqual({ text: html('about'), redirected: false });
  await site.stop();
  await page.goto(`${site.origin}/about.html`);
  await expect(page.locator('h1')).toHaveText('about');
});

test('caches are named for the scope, the shell also for the version', async ({ page, site }) => {
  await openControlled(page, `${site.origin}/`);
  const found = await readCaches(page);
  const status = await page.evaluate(() => window.holdfast.status());
  expect(status).toMatchObject({
    availability: 'controlled',
    state: { name: 'normal' },
    versions: [status.version],
    caches: [
      { kind: 'assets', entries: 1, sizeBytes: 23 },
      { kind: 'shell', entries: 6 },
    ],
  });
  expect(Object.keys(found).toSorted()).toEqual([
    'holdfast:/:assets',
    `holdfast:/:shell:${status.version}`,
  ]);
  expect(found['holdfast:/:assets']).toEqual(['/assets/lazy-Ab12Cd34.js']);
  expect(found[`holdfast:/:shell:${status.version}`]).toEqual([
    '/',
    '/about.html',
    '/app.js',
    '/docs/',
    `/holdfast/${status.version}.json`,
    '/offline.html',
    '/offline.svg',
  ]);
});

test('a worker that the browser has stopped answers the next request offline', async ({
  page,
  site,
}) => {
  await openControlled(page, `${site.origin}/`);
  await site.stop();
  for (const path of ['/', '/countries/1', '/about.html']) {
    await stopWorkers(page);
    await page.goto(site.origin + path);
    await expect(page.locator('h1')).toHaveText(path === '/about.html' ? 'about' : 'shell');
  }
  await stopWorkers(page);
  expect(await fetchIn(page, '/assets/lazy-Ab12Cd34.js')).toMatchObject({ status: 200 });
});

test('ranges of a precached file are answered offline', async ({ page, site }) => {
  await openControlled(page, `${site.origin}/`);
  await site.stop();
  const answer = await fetchIn(page, '/about.html', { headers: { range: 'bytes=0-14' } });
  expect(answer).toMatchObject({ status: 206, body: '<!doctype html>' });
});

test('other bytes than the build saw are asked for once more, past every cache', async ({
  page,
  site,
}) => {
  let asked = 0;
  site.answers.set('/about.html', (request, response) => {
    asked++;
    const isFresh =
      request.headers['cache-control'] === 'no-cache' && /holdfast=/.test(request.url!);
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(isFresh ? html('about') : 'stale copy of a proxy');
  });
  await openControlled(page, `${site.origin}/`);
  expect(asked).toBe(2);
  expect(await fetchIn(page, '/about.html')).toMatchObject({ body: html('about') });
});

test('bytes that stay wrong fail the install, name the file and both hashes, and leave the old version in charge', async ({
  page,
  site,
}) => {
  await openControlled(page, `${site.origin}/`);
  const before = await page.evaluate(() => window.holdfast.status());

  await site.deploy(
    { ...files, 'app.js': await bundlePageScript(), 'about.html': html('about, second edition') },
    { manifest, register: false },
  );
  site.answers.set('/about.html', (_request, response) => {
    response.writeHead(200).end('half a deploy');
  });
  expect(await page.evaluate(() => window.holdfast.update.check())).toBe(true);
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'state'));

  const after = await page.evaluate(() => window.holdfast.status());
  const built = createHash('sha256').update(html('about, second edition')).digest('hex');
  const got = createHash('sha256').update('half a deploy').digest('hex');
  expect(after.version).toBe(before.version);
  expect(after.state.name).toBe('broken-install');
  expect(after.state.reason).toBe(
    `${site.origin}/about.html is not the file that was built: expected a SHA-256 that starts with ${built.slice(0, 32)}, got ${got}`,
  );
  expect(await fetchIn(page, '/about.html')).toMatchObject({ body: html('about') });

  // The deploy comes to its end, and so does the next check.
  site.answers.clear();
  await page.evaluate(() => window.holdfast.update.check());
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'update'));
  await settled(page);
  const healed = await page.evaluate(() => window.holdfast.status());
  expect(healed.state).toEqual({ name: 'normal' });
  expect(healed.activeVersion).not.toBe(before.version);
  expect(healed.version).toBe(before.version);
});

test('with verify "off", an install takes what a host has made of the files', async ({
  page,
  site,
}) => {
  // So few files come one by one, and from no pack.
  await site.deploy(
    { ...files, 'app.js': await bundlePageScript() },
    {
      manifest: { ...manifest, precache: { ...manifest.precache!, verify: 'off' } },
      register: false,
    },
  );
  const rewritten = html('about, by the host');
  site.answers.set('/about.html', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(rewritten);
  });
  await openControlled(page, `${site.origin}/`);
  await site.stop();
  expect(await fetchIn(page, '/about.html')).toMatchObject({ body: rewritten });
  expect((await page.evaluate(() => window.holdfast.status())).state).toEqual({ name: 'normal' });
});

test('an install that the browser ends is told, and done by the next check', async ({
  page,
  site,
}) => {
  await openControlled(page, `${site.origin}/`);
  await site.deploy(
    { ...files, 'app.js': await bundlePageScript(), 'about.html': html('about, second edition') },
    { manifest, register: false },
  );
  const [asked, held] = [withResolvers(), withResolvers()];
  site.answers.set('/about.html', async (_request, response) => {
    asked.resolve();
    await held.promise;
    response.writeHead(200).end(html('about, second edition'));
  });
  expect(await page.evaluate(() => window.holdfast.update.check())).toBe(true);
  await asked.promise;
  await stopWorkers(page);
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'state'));
  const { state } = await page.evaluate(() => window.holdfast.status());
  expect(state).toEqual({
    name: 'broken-install',
    reason: 'The browser ended an install; the next visit tries again.',
  });

  held.resolve();
  await page.evaluate(() => window.holdfast.update.check());
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'update'));
  expect((await page.evaluate(() => window.holdfast.status())).state.name).toBe('normal');
});
