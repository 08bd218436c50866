import {
  expect,
  fetchIn,
  html,
  lookForWorker,
  openControlled,
  readCacheNames,
  readCaches,
  test,
  withResolvers,
} from '../harness/site.js';
import { startSite } from '../harness/site-server.js';

const page1 = { 'index.html': html('routes') };

test('identical requests in flight share one fetch, and one is stored', async ({ page, site }) => {
  await site.deploy(page1, {
    manifest: { routes: [{ name: 'data', match: '/data/*', strategy: 'cache-first' }] },
  });
  await openControlled(page, `${site.origin}/`);
  const { promise: released, resolve: release } = withResolvers();
  site.answers.set('/data/1', async (_request, response) => {
    await released;
    response.writeHead(200).end('x'.repeat(100_000));
  });
  site.seen.length = 0;
  const lengths = page.evaluate(() =>
    Promise.all(
      Array.from({ length: 8 }, async () => {
        const response = await fetch('/data/1');
        return (await response.text()).length;
      }),
    ),
  );
  await expect.poll(() => site.paths()).toEqual(['/data/1']);
  release();
  expect(await lengths).toEqual(Array.from({ length: 8 }, () => 100_000));
  expect(site.paths()).toEqual(['/data/1']);
  await expect.poll(() => readCaches(page)).toEqual({ 'holdfast:/:route:data': ['/data/1'] });
});

test('requests that differ in a header do not share', async ({ page, site }) => {
  await site.deploy(page1, {
    manifest: { routes: [{ name: 'data', match: '/data/*', strategy: 'network-only' }] },
  });
  await openControlled(page, `${site.origin}/`);
  site.answers.set('/data/1', (request, response) => {
    response.writeHead(200).end(request.headers['x-lang'] ?? 'none');
  });
  const bodies = await page.evaluate(() =>
    Promise.all(
      ['de', 'fr', undefined].map(async (lang) => {
        const response = await fetch('/data/1', lang ? { headers: { 'x-lang': lang } } : {});
        return response.text();
      }),
    ),
  );
  expect(bodies).toEqual(['de', 'fr', 'none']);
});

test('a client that gives up does not break the response that others wait for', async ({
  page,
  site,
}) => {
  await site.deploy(page1, {
    manifest: { routes: [{ name: 'data', match: '/data/*', strategy: 'network-first' }] },
  });
  await openControlled(page, `${site.origin}/`);
  const { promise: released, resolve: release } = withResolvers();
  site.answers.set('/data/1', async (_request, response) => {
    response.writeHead(200).write('first ');
    await released;
    response.end('second');
  });
  const outcome = page.evaluate(async () => {
    const controller = new AbortController();
    const impatient = fetch('/data/1', { signal: controller.signal }).then(
      (response) => response.text(),
      (error: Error) => error.name,
    );
    const patient = fetch('/data/1').then((response) => response.text());
    (window as unknown as { giveUp: () => void }).giveUp = () => controller.abort();
    return Promise.all([
      impatient.catch((error: Error) => error.name),
      patient.catch((error: Error) => error.name),
    ]);
  });
  await expect.poll(() => site.paths()).toContain('/data/1');
  await page.evaluate(() => (window as unknown as { giveUp: () => void }).giveUp());
  release();
  expect(await outcome).toEqual(['AbortError', 'first second']);
});

const unstorable = [
  ['no-store', 200, { 'cache-control': 'max-age=60, no-store' }],
  ['Vary: *', 200, { vary: '*' }],
  ['a status the route does not name', 203, {}],
  ['404', 404, {}],
] as const;

for (const [what, status, headers] of unstorable) {
  test(`${what} is never stored`, async ({ page, site }) => {
    await site.deploy(page1, {
      manifest: { routes: [{ name: 'data', match: '/data/*', strategy: 'cache-first' }] },
    });
    await openControlled(page, `${site.origin}/`);
    let count = 0;
    site.answers.set('/data/1', (_request, response) => {
      response.writeHead(status, headers).end(String(++count));
    });
    expect(await fetchIn(page, '/data/1')).toMatchObject({ status, body: '1' });
    expect(await fetchIn(page, '/data/1')).toMatchObject({ status, body: '2' });
    expect(await readCaches(page)).toEqual({});
  });
}

test('statuses that the route names are stored', async ({ page, site }) => {
  await site.deploy(page1, {
    manifest: {
      routes: [
        {
          name: 'data',
          match: '/data/*',
          strategy: 'cache-first',
          cacheable: { statuses: [200, 404] },
        },
      ],
    },
  });
  await openControlled(page, `${site.origin}/`);
  expect(await fetchIn(page, '/data/none')).toMatchObject({ status: 404 });
  await expect.poll(() => readCaches(page)).toEqual({ 'holdfast:/:route:data': ['/data/none'] });
  await site.stop();
  expect(await fetchIn(page, '/data/none')).toMatchObject({ status: 404 });
});

test('a range of a stored response is cut out of it; a range of the network passes through', async ({
  page,
  site,
}) => {
  await site.deploy(
    { ...page1, 'media/a.txt': 'abcdefghij' },
    { manifest: { routes: [{ name: 'media', match: '/media/*', strategy: 'cache-first' }] } },
  );
  await openControlled(page, `${site.origin}/`);
  await fetchIn(page, '/media/a.txt');
  await expect.poll(() => readCaches(page)).toEqual({ 'holdfast:/:route:media': ['/media/a.txt'] });
  await site.stop();
  const ranges: Record<string, unknown> = {};
  for (const range of ['bytes=2-4', 'bytes=8-100', 'bytes=-3', 'bytes=10-', 'bytes=0-1,4-5']) {
    const answer = await fetchIn(page, '/media/a.txt', { headers: { range } });
    if (answer === 'network error') throw new Error(`${range}: ${answer}`);
    ranges[range] = [answer.status, answer.body, answer.headers['content-range']];
  }
  expect(ranges).toEqual({
    'bytes=2-4': [206, 'cde', 'bytes 2-4/10'],
    'bytes=8-100': [206, 'ij', 'bytes 8-9/10'],
    'bytes=-3': [206, 'hij', 'bytes 7-9/10'],
    'bytes=10-': [416, '', 'bytes */10'],
    'bytes=0-1,4-5': [200, 'abcdefghij', undefined],
  });
});

test('a route that is gone gives its cache back with the next version', async ({ page, site }) => {
  await site.deploy(
    { ...page1, 'data/1': 'data' },
    { manifest: { routes: [{ name: 'old', match: '/data/*', strategy: 'cache-first' }] } },
  );
  await openControlled(page, `${site.origin}/`);
  await fetchIn(page, '/data/1');
  await expect.poll(() => readCaches(page)).toEqual({ 'holdfast:/:route:old': ['/data/1'] });
  await site.deploy(
    { ...page1, 'data/1': 'data' },
    { manifest: { routes: [{ name: 'new', match: '/data/*', strategy: 'cache-first' }] } },
  );
  await expect
    .poll(async () => (await lookForWorker(page), readCacheNames(page)), { timeout: 90_000 })
    .toEqual([]);
});

test('a broken Cache Storage costs the cache, never the page', async ({ page, site }) => {
  await site.deploy(
    { ...page1, 'data/1': 'data' },
    {
      manifest: {
        routes: [
          { name: 'first', match: '/data/1', strategy: 'cache-first' },
          { name: 'swr', match: '/data/2', strategy: 'stale-while-revalidate' },
        ],
      },
    },
  );
  await openControlled(page, `${site.origin}/`);
  const [worker] = page.context().serviceWorkers();
  await worker!.evaluate(() => {
    const error = new DOMException('storage is broken', 'UnknownError');
    caches.match = () => Promise.reject(error);
    caches.open = () => Promise.reject(error);
  });
  expect(await fetchIn(page, '/data/1')).toMatchObject({ status: 200, body: 'data' });
  expect(await fetchIn(page, '/data/2')).toMatchObject({ status: 404 });
});

test('an opaque response is stored for those who can read none, and stands in for nobody else', async ({
  page,
  site,
}) => {
  const elsewhere = await startSite(site.folder);
  try {
    await site.deploy(page1, {
      manifest: {
        routes: [
          {
            name: 'avatars',
            match: `${elsewhere.origin}/*`,
            strategy: 'cache-first',
            cacheable: { statuses: [0, 200] },
          },
        ],
      },
    });
    await openControlled(page, `${site.origin}/`);
    elsewhere.answers.set('/avatar.txt', (_request, response) => {
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end('a face');
    });
    const url = `${elsewhere.origin}/avatar.txt`;
    const opaque = page.evaluate(async (target) => {
      const { type } = await fetch(target, { mode: 'no-cors' });
      return type;
    }, url);
    expect(await opaque).toBe('opaque');
    await expect.poll(() => readCaches(page)).toEqual({ 'holdfast:/:route:avatars': [url] });
    expect(await fetchIn(page, url)).toMatchObject({ status: 200, body: 'a face' });

    await elsewhere.stop();
    await expect.poll(() => fetchIn(page, url)).toMatchObject({ status: 200, body: 'a face' });
  } finally {
    await elsewhere.stop();
  }
});
