import type { Page } from 'playwright/test';
import type { Manifest, RouteOptions } from '../../src/manifest/types.js';
import type { CacheStatus } from '../../src/page/types.js';
import { readEntries, stopWorkers } from '../harness/worker.js';
import { deployRoutes, limitedRoute } from '../harness/limited-site.js';
import {
  bundlePageScript,
  expect,
  fetchIn,
  html,
  longestTakeoverMs,
  lookForWorker,
  openControlled,
  test,
  type Site,
} from '../harness/site.js';

type Expire = NonNullable<RouteOptions['expire']>;

/** A site with one route that stores, whose answers are as long as their address says: `/e/name?1000`. */
async function deploy(
  site: Site,
  expire: Expire,
  more: Partial<Manifest> & { route?: Partial<RouteOptions> } = {},
): Promise<void> {
  const { route, ...manifest } = more;
  await deployRoutes(
    site,
    [limitedRoute('entries', { match: '/e/*', expire, ...route })],
    manifest,
  );
}

function serveEntries(
  site: Site,
  names: readonly string[],
  headers: Record<string, string> = {},
): void {
  for (const name of names) {
    site.answers.set(`/e/${name}`, (request, response) => {
      const length = Number(new URL(request.url!, 'http://localhost').search.slice(1) || 100);
      response.writeHead(200, { 'content-type': 'text/plain', ...headers });
      response.end(name.slice(0, 1).repeat(length));
    });
  }
}

const letters = 'abcdefghij'.split('');

async function readStored(page: Page, name = 'entries'): Promise<string[]> {
  return page.evaluate(async (cacheName) => {
    const cache = await caches.open(cacheName);
    return (await cache.keys()).map(({ url }) => new URL(url).pathname.slice(3)).toSorted();
  }, `holdfast:/:route:${name}`);
}

async function readRoute(page: Page, name = 'entries'): Promise<CacheStatus | undefined> {
  const { caches } = await page.evaluate(() => window.holdfast.status());
  return caches.find(({ of }) => of === name);
}

/** The records by the names of their entries, least recently used first. */
async function readRecords(page: Page): Promise<{ url: string; sizeBytes: number }[]> {
  return (await readEntries(page)).map(({ url, sizeBytes }) => ({
    url: url.slice(3).split('?')[0]!,
    sizeBytes,
  }));
}

async function visit(page: Page, ...urls: string[]): Promise<void> {
  for (const url of urls) expect(await fetchIn(page, `/e/${url}`)).toMatchObject({ status: 200 });
}

test('the least recently used entries go first, and hits count as use', async ({ page, site }) => {
  serveEntries(site, letters);
  await deploy(site, { maxEntries: 3 });
  await openControlled(page, `${site.origin}/`);
  await visit(page, 'a', 'b', 'c', 'a', 'd');
  await expect.poll(() => readStored(page)).toEqual(['a', 'c', 'd']);
  await expect
    .poll(async () => (await readRecords(page)).map(({ url }) => url))
    .toEqual(['c', 'a', 'd']);
  expect((await readRoute(page))?.evictions).toEqual({ entries: 1 });
});

test('the use of entries outlives the worker', async ({ page, site }) => {
  serveEntries(site, letters);
  await deploy(site, { maxEntries: 3 });
  await openControlled(page, `${site.origin}/`);
  await visit(page, 'a', 'b', 'c', 'a');
  await expect
    .poll(async () => (await readRecords(page)).map(({ url }) => url))
    .toEqual(['b', 'c', 'a']);
  await stopWorkers(page);
  await visit(page, 'b');
  await stopWorkersWhenWritten(page, ['c', 'a', 'b']);
  await visit(page, 'd');
  await expect.poll(() => readStored(page)).toEqual(['a', 'b', 'd']);
});

async function stopWorkersWhenWritten(page: Page, order: string[]): Promise<void> {
  await expect.poll(async () => (await readRecords(page)).map(({ url }) => url)).toEqual(order);
  await stopWorkers(page);
}

test('bytes are counted as stored, decoded, whatever the response said of itself', async ({
  page,
  site,
}) => {
  serveEntries(site, letters);
  const { gzipSync } = await import('node:zlib');
  site.answers.set('/e/zipped', (_request, response) => {
    const body = gzipSync('z'.repeat(5000));
    response
      .writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length })
      .end(body);
  });
  site.answers.set('/e/chunked', (_request, response) => {
    response.writeHead(200);
    for (let part = 0; part < 10; part++) response.write('p'.repeat(300));
    response.end();
  });
  site.answers.set('/e/empty', (_request, response) => {
    response.writeHead(200).end();
  });
  await deploy(site, { maxBytes: '100KB' });
  await openControlled(page, `${site.origin}/`);
  await visit(page, 'a?1000', 'zipped', 'chunked', 'empty');
  await expect
    .poll(() => readRecords(page))
    .toEqual([
      { url: 'a', sizeBytes: 1000 },
      { url: 'zipped', sizeBytes: 5000 },
      { url: 'chunked', sizeBytes: 3000 },
      { url: 'empty', sizeBytes: 0 },
    ]);
  expect(await readRoute(page)).toMatchObject({
    entries: 4,
    sizeBytes: 9000,
    limits: { maxBytes: 102_400 },
  });
});

test('the bytes of a route stay within its limit; what is larger by itself is passed through', async ({
  page,
  site,
}) => {
  serveEntries(site, letters);
  await deploy(site, { maxBytes: 10_000 });
  await openControlled(page, `${site.origin}/`);
  await visit(page, 'a?4000', 'b?4000', 'c?4000');
  await expect.poll(() => readStored(page)).toEqual(['b', 'c']);
  const whole = await fetchIn(page, '/e/d?10001');
  expect(whole).toMatchObject({ status: 200, body: 'd'.repeat(10_001) });
  await visit(page, 'e?10000');
  await expect.poll(() => readStored(page)).toEqual(['e']);
  const { log } = await page.evaluate(() => window.holdfast.status());
  expect(log.filter(({ code }) => code === 'expiration/too-large')).toMatchObject([
    { subject: `${site.origin}/e/d?10001`, detail: '10001 bytes' },
  ]);
});

test('a body that is cut off is not stored, and costs nothing', async ({ page, site }) => {
  serveEntries(site, letters);
  site.answers.set('/e/cut', (_request, response) => {
    response.writeHead(200, { 'content-length': 5000 });
    response.write('x'.repeat(1000), () => response.destroy());
  });
  await deploy(site, { maxEntries: 5 });
  await openControlled(page, `${site.origin}/`);
  await fetchIn(page, '/e/cut');
  await visit(page, 'a');
  await expect.poll(() => readRecords(page)).toEqual([{ url: 'a', sizeBytes: 100 }]);
  expect(await readStored(page)).toEqual(['a']);
});

test('an entry past its age is never served, however often it was hit', async ({
  context,
  page,
  site,
}) => {
  serveEntries(site, letters);
  await deploy(site, { maxAge: '60s' });
  await openControlled(page, `${site.origin}/`);
  await visit(page, 'a', 'b');
  const [worker] = context.serviceWorkers();
  const move = (byMs: number): Promise<void> =>
    worker!.evaluate((ms) => {
      const now = Date.now();
      Date.now = () => now + ms;
    }, byMs);
  await move(50_000);
  site.seen.length = 0;
  await visit(page, 'a');
  expect(site.paths()).toEqual([]);
  await move(11_000);
  await visit(page, 'a');
  expect(site.paths()).toEqual(['/e/a']);
  expect((await readRoute(page))?.evictions).toEqual({ age: 1 });

  await site.stop();
  expect(await fetchIn(page, '/e/b')).toBe('network error');
});

test('right after a start an entry says its age itself; of one that does not, one record is read', async ({
  page,
  site,
}) => {
  serveEntries(site, letters);
  await site.deploy(
    {
      'index.html': html('ages'),
      'worker.js': `
        import { start } from 'holdfast/worker';
        import { features, plan } from 'virtual:holdfast/plan';
        let opened = 0;
        const { open } = IDBFactory.prototype;
        IDBFactory.prototype.open = function (...parameters) {
          opened++;
          return open.apply(this, parameters);
        };
        const answer = async ({ path }) => path === 'opened' ? new Response(String(opened)) : undefined;
        start(plan, [...features, () => ({ name: 'opened', respond: answer })]);`,
    },
    {
      manifest: {
        worker: './worker.js',
        routes: [limitedRoute('entries', { match: '/e/*', expire: { maxAge: 60 } })],
      },
    },
  );
  await openControlled(page, `${site.origin}/`);
  await visit(page, 'a', 'b', 'c', 'd');
  await expect.poll(async () => (await readRecords(page)).length).toBe(4);
  await page.evaluate(async () => {
    const cache = await caches.open('holdfast:/:route:entries');
    const restamp = async (name: string, storedAtMs?: number): Promise<void> => {
      const headers = new Headers((await cache.match(`/e/${name}`))!.headers);
      headers.delete('holdfast-stored-at');
      if (storedAtMs) headers.set('holdfast-stored-at', String(storedAtMs));
      await cache.put(`/e/${name}`, new Response(name, { headers }));
    };
    await restamp('b', Date.now() - 61_000);
    await restamp('c');
    await restamp('d');
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('holdfast:/');
      request.addEventListener('success', () => resolve(request.result));
    });
    const store = database.transaction('entries', 'readwrite').objectStore('entries');
    const key = ['holdfast:/:route:entries', `${location.origin}/e/d`];
    const record = await new Promise<object>((resolve) => {
      const request = store.get(key) as IDBRequest<object>;
      request.addEventListener('success', () => resolve(request.result));
    });
    await new Promise((resolve) => {
      store
        .put({ ...record, storedAtMs: Date.now() - 61_000 }, key)
        .addEventListener('success', resolve);
    });
    database.close();
  });
  const askInOneTurn = (name: string): Promise<string> =>
    page.evaluate(async (url) => {
      await fetch(url);
      return (await fetch('/opened')).text();
    }, `/e/${name}`);
  await stopWorkers(page);
  site.seen.length = 0;
  expect(await askInOneTurn('a')).toBe('0');
  expect(site.paths()).toEqual([]);
  await stopWorkers(page);
  expect(await askInOneTurn('c')).toBe('1');
  expect(site.paths()).toEqual([]);
  await stopWorkers(page);
  await visit(page, 'b', 'd');
  expect(site.paths()).toEqual(['/e/b', '/e/d']);
});

test('all routes together stay within `storage.maxBytes`, the least recently used of any first', async ({
  page,
  site,
}) => {
  serveEntries(site, letters);
  site.answers.set('/other', (_request, response) => {
    response.writeHead(200).end('o'.repeat(3000));
  });
  await deploy(
    site,
    { maxEntries: 100 },
    {
      storage: { maxBytes: 10_000 },
      routes: [
        { name: 'entries', match: '/e/*', strategy: 'cache-first', expire: { maxEntries: 100 } },
        { name: 'other', match: '/other', strategy: 'stale-while-revalidate' },
      ],
    },
  );
  await openControlled(page, `${site.origin}/`);
  await visit(page, 'a?3000');
  await fetchIn(page, '/other');
  await expect.poll(() => readRecords(page)).toHaveLength(2);
  await visit(page, 'b?3000', 'a?3000', 'c?3000');
  await expect.poll(() => readStored(page, 'other')).toEqual([]);
  expect(await readStored(page)).toEqual(['a', 'b', 'c']);
  expect((await readRoute(page, 'other'))?.evictions).toEqual({ storage: 1 });
});

test('entries and records that differ are reconciled when they are next read', async ({
  page,
  site,
}) => {
  serveEntries(site, letters);
  await deploy(site, { maxEntries: 4 });
  await openControlled(page, `${site.origin}/`);
  await visit(page, 'a', 'b', 'c');
  await expect.poll(() => readRecords(page)).toHaveLength(3);
  await stopWorkers(page);
  await page.evaluate(async () => {
    const cache = await caches.open('holdfast:/:route:entries');
    await cache.delete('/e/a');
    // As after a crash between Cache Storage and the record.
    const headers = { date: new Date(Date.now() - 5000).toUTCString() };
    await cache.put('/e/x', new Response('x'.repeat(70), { headers }));
  });
  await visit(page, 'b');
  await expect
    .poll(() => readRecords(page))
    .toEqual([
      // As old as its date says.
      { url: 'x', sizeBytes: 70 },
      { url: 'c', sizeBytes: 100 },
      { url: 'b', sizeBytes: 100 },
    ]);
  expect(await readRoute(page)).toMatchObject({ entries: 3, sizeBytes: 270 });
});

test('narrower limits of a new build are enforced, and a route that is gone leaves no record', async ({
  page,
  site,
}) => {
  serveEntries(site, letters);
  await deploy(site, { maxEntries: 10 });
  await openControlled(page, `${site.origin}/`);
  await visit(page, 'a', 'b', 'c', 'd');
  await expect.poll(() => readRecords(page)).toHaveLength(4);
  await deploy(site, { maxEntries: 2 });
  // A check may join one of the browser's own, begun before the deploy.
  await expect
    .poll(async () => (await lookForWorker(page), readStored(page)), { timeout: longestTakeoverMs })
    .toEqual(['c', 'd']);
  await deploy(site, { maxEntries: 2 }, { route: { name: 'renamed' } });
  await expect
    .poll(async () => (await lookForWorker(page), readRecords(page)), {
      timeout: longestTakeoverMs,
    })
    .toEqual([]);
  expect(await page.evaluate(() => caches.has('holdfast:/:route:entries'))).toBe(false);
});

/** What a worker says of its transactions; `release` lets it write its next batch. */
interface Observed {
  transactions: number;
  release(): void;
}

test('a hit opens no transaction', async ({ context, page, site }) => {
  serveEntries(site, letters);
  await deploy(site, { maxEntries: 5, maxBytes: '1MB', maxAge: '1d' });
  await openControlled(page, `${site.origin}/`);
  const [worker] = context.serviceWorkers();
  await worker!.evaluate(() => {
    const { setTimeout } = globalThis;
    const { transaction } = IDBDatabase.prototype;
    const held: (() => void)[] = [];
    Object.assign(globalThis, {
      transactions: 0,
      // What is written in batches waits for the test; longer ones are for what hangs.
      setTimeout: (callback: () => void, delayMs: number) =>
        delayMs > 1000 ? setTimeout(callback, delayMs) : held.push(callback),
      release: () => held.splice(0).forEach((callback) => callback()),
    });
    const observed = globalThis as unknown as Observed;
    IDBDatabase.prototype.transaction = function (...parameters) {
      if ([parameters[0]].flat().includes('entries')) observed.transactions++;
      return transaction.apply(this, parameters);
    };
  });
  const release = (): Promise<void> =>
    worker!.evaluate(() => (globalThis as unknown as Observed).release());
  const readCount = (): Promise<number> =>
    worker!.evaluate(() => (globalThis as unknown as Observed).transactions);
  await visit(page, 'a', 'b');
  await expect.poll(async () => (await release(), readRecords(page))).toHaveLength(2);
  await worker!.evaluate(() => {
    (globalThis as unknown as Observed).transactions = 0;
  });
  await page.evaluate(async () => {
    for (let turn = 0; turn < 50; turn++) await fetch(turn % 2 ? '/e/a' : '/e/b');
  });
  expect(await readCount()).toBe(0);
  await release();
  await expect.poll(readCount).toBe(1);
  await expect
    .poll(async () => (await readRecords(page)).map(({ url }) => url))
    .toEqual(['b', 'a']);
});

test('what a worker does when a page is idle looks through each cache once', async ({
  page,
  site,
}) => {
  serveEntries(site, letters);
  await site.deploy(
    {
      'index.html': html('idle', '/app.js'),
      'app.js': await bundlePageScript(),
      'worker.js': `
        import { start } from 'holdfast/worker';
        import { features, plan } from 'virtual:holdfast/plan';
        let looks = 0;
        const { keys } = Cache.prototype;
        Cache.prototype.keys = function (...parameters) {
          looks++;
          return keys.apply(this, parameters);
        };
        start(plan, [
          ...features,
          ({ report }) => ({ name: 'last', idle: async () => report.note('test/looks', String(looks)) }),
        ]);`,
    },
    {
      register: false,
      manifest: {
        worker: './worker.js',
        routes: [limitedRoute('entries', { match: '/e/*', expire: { maxEntries: 5 } })],
      },
    },
  );
  const readLooks = async (): Promise<unknown[]> => {
    const { log } = await page.evaluate(() => window.holdfast.status());
    return log.filter(({ code }) => code === 'test/looks').map(({ subject }) => subject);
  };
  await openControlled(page, `${site.origin}/`);
  await visit(page, 'a');
  await expect.poll(() => readRecords(page)).toHaveLength(1);
  await stopWorkers(page);
  await page.reload();
  await expect.poll(readLooks).toEqual(['1']);
  await page.reload();
  await expect.poll(readLooks).toEqual(['1', '2']);
});

test('an entry with Vary is charged once and goes with all its variants', async ({
  page,
  site,
}) => {
  serveEntries(site, letters, { vary: 'x-kind' });
  await deploy(site, { maxEntries: 2 });
  await openControlled(page, `${site.origin}/`);
  for (const kind of ['one', 'two']) {
    expect(await fetchIn(page, '/e/a', { headers: { 'x-kind': kind } })).toMatchObject({
      status: 200,
    });
  }
  await expect.poll(() => readRecords(page)).toEqual([{ url: 'a', sizeBytes: 100 }]);
  expect(await readStored(page)).toEqual(['a']);
  await visit(page, 'b', 'c');
  await expect.poll(() => readStored(page)).toEqual(['b', 'c']);
});

test('without IndexedDB the limits hold as long as the worker runs, and everything is served', async ({
  context,
  page,
  site,
}) => {
  serveEntries(site, letters);
  await deploy(site, { maxEntries: 2 });
  await openControlled(page, `${site.origin}/`);
  const [worker] = context.serviceWorkers();
  await worker!.evaluate(() => {
    IDBDatabase.prototype.transaction = () => {
      throw new DOMException('the database is broken', 'UnknownError');
    };
  });
  await visit(page, 'a', 'b', 'c');
  await expect.poll(() => readStored(page)).toEqual(['b', 'c']);
  await expect
    .poll(async () => (await page.evaluate(() => window.holdfast.status())).state.name)
    .toBe('degraded');
});
