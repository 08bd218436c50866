import type { Page } from 'playwright/test';
import { movableClock, putForward } from '../harness/clock.js';
import { limitedRoute } from '../harness/limited-site.js';
import {
  expect,
  fetchIn,
  openControlled,
  readCaches,
  test,
  withResolvers,
} from '../harness/site.js';
import {
  flush,
  heardEvents,
  listItems,
  openOutbox,
  post,
  postOffline,
  serveOutbox,
} from '../harness/outbox-site.js';

/** Posts a text; returns the status and what the answer's JSON says. */
async function postForAnswer(page: Page, body: string): Promise<[number, unknown]> {
  const answer = await fetchIn(page, '/api/a', { method: 'POST', body });
  if (answer === 'network error') throw new Error(answer);
  return [answer.status, JSON.parse(answer.body)];
}

test('a write beyond maxEntries gets 507, and nothing older disappears', async ({ page, site }) => {
  const ledger = await openOutbox(page, site, { outbox: { maxEntries: 3 } });
  await site.stop();
  for (const body of ['0', '1', '2']) expect((await post(page, body)).status).toBe(202);
  expect(await postForAnswer(page, '3')).toEqual([
    507,
    {
      error: expect.stringContaining('`outbox.maxEntries` of route `writes`') as unknown,
      limit: 'maxEntries',
      route: 'writes',
    },
  ]);
  expect(await listItems(page)).toHaveLength(3);
  await site.start();
  await flush(page);
  expect(ledger.texts()).toEqual(['0', '1', '2']);
  await postOffline(page, site, '4');
});

test('writes that come together share a limit', async ({ page, site }) => {
  await openOutbox(page, site, { outbox: { maxEntries: 10 } });
  await site.stop();
  const statuses = await page.evaluate(async () =>
    Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const { status } = await fetch('/api/a', { method: 'POST', body: String(index) });
        return status;
      }),
    ),
  );
  expect(statuses.filter((status) => status === 202)).toHaveLength(10);
  expect(statuses.filter((status) => status === 507)).toHaveLength(20);
  expect(await listItems(page)).toHaveLength(10);
});

test('a write beyond maxBytes gets 507; a smaller one still fits', async ({ page, site }) => {
  await openOutbox(page, site, { outbox: { maxBytes: 100 } });
  await site.stop();
  expect((await post(page, 'a'.repeat(60))).status).toBe(202);
  expect(await postForAnswer(page, 'b'.repeat(41))).toMatchObject([507, { limit: 'maxBytes' }]);
  expect((await post(page, 'c'.repeat(40))).status).toBe(202);
  expect((await listItems(page)).map(({ sizeBytes }) => sizeBytes)).toEqual([60, 40]);
});

test('a dead write keeps its room until it is discarded', async ({ page, site }) => {
  const ledger = await openOutbox(page, site, { outbox: { maxEntries: 1 } });
  const [id] = await postOffline(page, site, 'refused');
  await site.start();
  ledger.treat = () => ({ status: 422 });
  await flush(page);
  expect(await listItems(page)).toMatchObject([{ state: 'dead' }]);
  await site.stop();
  expect((await post(page, 'next')).status).toBe(507);
  await page.evaluate(async (of) => window.holdfast.outbox.discard(of), id!);
  expect((await post(page, 'next')).status).toBe(202);
});

test('a write that is kept for longer than retainFor is dead, told so, and can be sent again', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site, {
    outbox: { retainFor: '1d' },
    prelude: movableClock,
  });
  const [id] = await postOffline(page, site, 'old');
  await putForward(page, 25 * 3_600_000);
  await flush(page);
  await expect
    .poll(() => listItems(page))
    .toMatchObject([{ id, state: 'dead', reason: 'expired' }]);
  await site.start();
  await flush(page);
  expect(ledger.requests).toBe(0);
  await page.evaluate(async (of) => window.holdfast.outbox.retry(of), id!);
  await expect.poll(() => ledger.texts()).toEqual(['old']);
  await expect
    .poll(async () => (await heardEvents(page)).map(({ type }) => type))
    .toEqual(['queued', 'expired', 'delivered']);
});

const failures: Record<string, string> = {
  'cannot be opened': `IDBFactory.prototype.open = () => { throw new DOMException('no', 'UnknownError'); };`,
  'fails when it is written': `
    IDBObjectStore.prototype.add = () => { throw new DOMException('no', 'UnknownError'); };`,
  'rejects what it is asked for': `
    const { add } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.add = function (...all) {
      const request = add.apply(this, all);
      queueMicrotask(() => this.transaction.abort());
      return request;
    };`,
};
for (const [failure, prelude] of Object.entries(failures)) {
  test(`where the database ${failure}, a write made offline gets 507, and one made online is sent`, async ({
    page,
    site,
  }) => {
    const ledger = await openOutbox(page, site, { prelude });
    expect((await post(page, 'online')).status).toBe(201);
    await site.stop();
    expect(await postForAnswer(page, 'offline')).toEqual([
      507,
      {
        error: 'The request could not be sent, and this browser cannot store it.',
        limit: 'storage',
        route: 'writes',
      },
    ]);
    await site.start();
    expect((await post(page, 'online again')).status).toBe(201);
    expect(ledger.texts()).toEqual(['online', 'online again']);
  });
}

test('on a full disk a write gets 507, and those that fit beside it are kept', async ({
  page,
  site,
}) => {
  const ledger = await serveOutbox(site);
  const session = await page.context().newCDPSession(page);
  // Before the database is used: Chromium remembers for a while how much room it had.
  const quotaSize = 4 * 1024 * 1024;
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.origin, quotaSize });
  await openControlled(page, site.origin);
  await postOffline(page, site, 'small');
  expect(await postForAnswer(page, 'x'.repeat(8 * 1024 * 1024))).toMatchObject([
    507,
    { limit: 'storage' },
  ]);
  // Chromium takes a moment to see that what did not fit is not there.
  await expect.poll(async () => (await post(page, 'also small')).status).toBe(202);
  await site.start();
  await flush(page);
  expect(ledger.texts()).toEqual(['small', 'also small']);
});

for (const [refusals, status] of [
  [1, 202],
  [2, 507],
] as const) {
  test(`a write that finds the disk full ${refusals === 1 ? 'once' : 'twice'} gets ${status}, after what routes have stored made room for it`, async ({
    page,
    site,
  }) => {
    await openOutbox(page, site, {
      routes: [limitedRoute('e')],
      prelude: `
        let refusals = ${refusals};
        const { add } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.add = function (...all) {
          if (refusals-- > 0) throw new DOMException('full', 'QuotaExceededError');
          return add.apply(this, all);
        };`,
    });
    const readStored = async (): Promise<string[] | undefined> =>
      (await readCaches(page))['holdfast:/:route:e'];
    for (let index = 0; index < 5; index++) {
      site.answers.set(`/e/${index}`, (_request, response) => {
        response.writeHead(200).end('x'.repeat(100_000));
      });
      await fetchIn(page, `/e/${index}`);
      await expect.poll(readStored).toContain(`/e/${index}`);
    }
    await site.stop();
    expect((await post(page, 'small')).status).toBe(status);
    // At least 256 KB, the least recently used first.
    expect(await readStored()).toEqual(['/e/3', '/e/4']);
    expect(await listItems(page)).toHaveLength(status === 202 ? 1 : 0);
    expect((await post(page, 'another')).status).toBe(202);
  });
}

test('an answer that has begun in time may take longer than the timeout of its route', async ({
  page,
  site,
}) => {
  await openOutbox(page, site, { timeout: '0.2s' });
  const { promise: released, resolve: release } = withResolvers();
  site.answers.set('/api/a', async (_request, response) => {
    response.writeHead(201).write('first ');
    await released;
    response.end('second');
  });
  const answer = page.evaluate(async () => {
    const response = await fetch('/api/a', { method: 'POST', body: 'one' });
    document.title = 'answered';
    return [response.status, await response.text()];
  });
  await expect(page).toHaveTitle('answered');
  // A timer that is set later and for longer comes after the one of the route.
  const [worker] = page.context().serviceWorkers();
  await worker!.evaluate(() => new Promise((resolve) => setTimeout(resolve, 250)));
  release();
  expect(await answer).toEqual([201, 'first second']);
  expect(await listItems(page)).toEqual([]);
});
