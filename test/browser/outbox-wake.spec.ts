import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type LaunchOptions, type Page } from 'playwright/test';
import { controlled, expect, findUpdate, openControlled, settled, test } from '../harness/site.js';
import {
  deployOutbox,
  flush,
  heardEvents,
  listItems,
  openOutbox,
  post,
  postOffline,
  serveOutbox,
  withoutSync,
  writeRoute,
} from '../harness/outbox-site.js';
import { stopWorkers } from '../harness/worker.js';

/** Fires the sync event that the outbox asked for, as the browser does when it has a network again. */
async function fireSync(page: Page, origin: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registrationId = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
      if (own) resolve(own.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.dispatchSyncEvent', {
    origin,
    registrationId: await registrationId,
    tag: 'holdfast:outbox',
    lastChance: false,
  });
  await session.detach();
}

for (const [browser, prelude] of [
  ['with the sync event', undefined],
  ['without the sync event', withoutSync],
] as const) {
  test(`${browser}, delivery starts after the server is back, while a page is open`, async ({
    page,
    site,
  }) => {
    const ledger = await openOutbox(page, site, prelude === undefined ? {} : { prelude });
    await postOffline(page, site, 'first', 'second');
    // So often that a backoff has grown, which must not count then.
    await expect.poll(async () => (await listItems(page))[0]!.attempts).toBeGreaterThan(5);
    await site.start();
    await expect.poll(() => ledger.texts()).toEqual(['first', 'second']);
  });

  test(`${browser}, delivery starts when the browser is online again`, async ({
    context,
    page,
    site,
  }) => {
    const ledger = await openOutbox(page, site, prelude === undefined ? {} : { prelude });
    await context.setOffline(true);
    expect((await post(page, 'one')).status).toBe(202);
    await context.setOffline(false);
    await expect.poll(() => ledger.taken.length).toBe(1);
  });
}

test('a page that opens later delivers what an earlier one has left', async ({
  context,
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site, { prelude: withoutSync });
  await postOffline(page, site, 'one');
  const other = await context.newPage();
  await stopWorkers(page);
  await page.close();
  await site.start();
  await other.goto(site.origin);
  await expect.poll(() => ledger.taken.length).toBe(1);
});

test('another response of the server wakes the outbox', async ({ page, site }) => {
  const ledger = await openOutbox(page, site, {
    prelude: withoutSync,
    routes: [{ name: 'news', match: '/news', strategy: 'network-only' }],
  });
  site.answers.set('/news', (_request, response) => {
    response.writeHead(200).end('news');
  });
  // Without the page's own way of waking it.
  site.answers.set('/bare', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>bare');
  });
  await page.goto(`${site.origin}/bare`);
  await postOffline(page, site, 'one');
  await site.start();
  await expect
    .poll(async () => {
      await page.evaluate(async () => void (await fetch('/news')));
      return ledger.taken.length;
    })
    .toBe(1);
});

test('a sync event delivers when every page is closed', async ({ context, page, site }) => {
  const ledger = await openOutbox(page, site);
  await postOffline(page, site, 'one');
  const elsewhere = await context.newPage();
  await page.close();
  await site.start();
  await fireSync(elsewhere, site.origin);
  await expect.poll(() => ledger.taken.length).toBe(1);
});

test('a sync event waits out a short wish of the server’s', async ({ context, page, site }) => {
  const ledger = await openOutbox(page, site);
  await postOffline(page, site, 'one');
  const elsewhere = await context.newPage();
  await page.close();
  await site.start();
  ledger.treat = () =>
    ledger.requests === 1 ? { status: 429, headers: { 'retry-after': '1' } } : {};
  await fireSync(elsewhere, site.origin);
  await expect.poll(() => ledger.taken.length).toBe(1);
  expect(ledger.requests).toBe(2);
});

test('two tabs send nothing twice at once, and both hear what became of it', async ({
  context,
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site);
  const other = await context.newPage();
  await openControlled(other, site.origin);
  await site.stop();
  for (let index = 0; index < 10; index++) {
    await post(page, `left ${index}`);
    await post(other, `right ${index}`);
  }
  ledger.treat = () => ({ delayMs: 20 });
  await site.start();
  await Promise.all([flush(page), flush(other), flush(page), flush(other)]);
  expect(ledger.texts()).toEqual(
    Array.from({ length: 10 }, (_, index) => [`left ${index}`, `right ${index}`]).flat(),
  );
  expect([ledger.sameAtOnce, ledger.repeats, ledger.requests]).toEqual([0, 0, 20]);
  for (const tab of [page, other]) {
    await expect
      .poll(async () => (await heardEvents(tab)).filter(({ type }) => type === 'delivered').length)
      .toBe(20);
  }
});

test('a worker that is updated in mid-delivery loses nothing and sends nothing twice', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site);
  const writes = Array.from({ length: 20 }, (_, index) => `write ${index}`);
  await postOffline(page, site, ...writes);
  ledger.treat = () => ({ delayMs: 100 });
  await site.start();
  const flushed = flush(page).catch(() => {
    // The worker that it asked is gone.
  });
  await expect.poll(() => ledger.taken.length).toBeGreaterThan(2);
  const version = await deployOutbox(site, { title: 'another version' });
  await findUpdate(page, version);
  await flushed;
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const registration = (await navigator.serviceWorker.getRegistration())!;
        return registration.installing === null;
      }),
    )
    .toBe(true);
  // The browser does so itself when the old worker has been busy for too long.
  await stopWorkers(page);
  await settled(page);
  expect((await page.evaluate(() => window.holdfast.status())).activeVersion).toBe(version);
  await expect.poll(() => ledger.texts()).toEqual(writes);
  expect([ledger.sameAtOnce, ledger.repeats]).toEqual([0, 0]);
  await expect.poll(() => listItems(page)).toEqual([]);
});

test('a worker that has waited delivers what the one before it took meanwhile', async ({
  page,
  site,
}) => {
  const options = { prelude: withoutSync, update: { activate: 'on-accept' } } as const;
  const ledger = await openOutbox(page, site, options);
  const version = await deployOutbox(site, { ...options, title: 'another version' });
  await findUpdate(page, version);
  // The page asks the one that waits for its version, and so for all it knows.
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'update'));
  await postOffline(page, site, 'first');
  const reloaded = page.waitForEvent('load');
  await page.evaluate(() => void window.holdfast.update.accept());
  await reloaded;
  await controlled(page);
  expect((await post(page, 'second')).status).toBe(202);
  await site.start();
  await expect.poll(() => ledger.texts()).toEqual(['first', 'second']);
});

test('a write outlives its route', async ({ page, site }) => {
  const ledger = await openOutbox(page, site, {
    paths: ['/old'],
    routes: [writeRoute('old')],
  });
  await site.stop();
  const status = await page.evaluate(
    async () => (await fetch('/old', { method: 'PUT', body: 'kept' })).status,
  );
  expect(status).toBe(202);
  // So that nobody wakes the old worker while it should go.
  ledger.treat = () => ({ status: 503, headers: { 'retry-after': '600' } });
  await site.start();
  await flush(page);
  await expect.poll(() => listItems(page)).toMatchObject([{ answer: { status: 503 } }]);
  const version = await deployOutbox(site);
  await findUpdate(page, version);
  await settled(page);
  expect((await page.evaluate(() => window.holdfast.status())).activeVersion).toBe(version);
  ledger.treat = () => ({});
  const [kept] = await listItems(page);
  expect(kept).toMatchObject({ route: 'old', state: 'waiting' });
  await page.evaluate(async (id) => window.holdfast.outbox.retry(id), kept!.id);
  await expect
    .poll(() => ledger.taken.map(({ body, method }) => [method, String(body)]))
    .toEqual([['PUT', 'kept']]);
});

test('writes outlive an upgrade of the database, before it and while it happens', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site);
  await postOffline(page, site, 'before');
  // As a later version of the worker would: the connection of this one must not hold it up.
  const stores = await page.evaluate(
    async () =>
      new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('holdfast:/', 9);
        opening.addEventListener('upgradeneeded', () => {
          opening.result.createObjectStore('later');
        });
        opening.addEventListener('success', () => {
          resolve([...opening.result.objectStoreNames]);
          opening.result.close();
        });
        opening.addEventListener('error', reject);
      }),
  );
  expect(stores).toEqual(['bodies', 'entries', 'later', 'outbox', 'pins', 'versions']);
  expect((await post(page, 'after')).status).toBe(202);
  await stopWorkers(page);
  await site.start();
  await flush(page);
  await expect.poll(() => ledger.texts()).toEqual(['before', 'after']);
});

test('fresh credentials are put on at delivery time', async ({ page, site }) => {
  const ledger = await openOutbox(page, site, {
    hooks: `{
      async beforeDelivery(request, { attempts, route }) {
        const headers = new Headers(request.headers);
        headers.set('authorization', 'fresh for ' + route + ' at attempt ' + attempts);
        return new Request(request, { headers });
      },
    }`,
  });
  await site.stop();
  await page.evaluate(async () => {
    await fetch('/api/a', { method: 'POST', body: 'one', headers: { authorization: 'stale' } });
  });
  await site.start();
  await flush(page);
  expect(ledger.taken.map(({ body, headers }) => [String(body), headers.authorization])).toEqual([
    ['one', expect.stringMatching(/^fresh for writes at attempt \d$/)],
  ]);
});

test('a hook that fails loses no write', async ({ page, site }) => {
  const ledger = await openOutbox(page, site, {
    hooks: `{
      async beforeDelivery(request, { attempts }) {
        if (attempts < 4) throw new Error('no token yet');
      },
    }`,
  });
  await postOffline(page, site, 'one');
  await site.start();
  await expect
    .poll(async () => {
      await flush(page);
      return ledger.taken.length;
    })
    .toBe(1);
});

test('a page’s own key is kept', async ({ page, site }) => {
  const ledger = await openOutbox(page, site);
  await site.stop();
  const key = '"0123abcd-0000-4000-8000-00000000cafe"';
  await page.evaluate(async (own) => {
    await fetch('/api/a', { method: 'POST', body: 'one', headers: { 'idempotency-key': own } });
  }, key);
  await site.start();
  await flush(page);
  expect(ledger.taken.map((write) => write.key)).toEqual([key]);
});

test('a request that the page itself gave up is not kept', async ({ page, site }) => {
  const ledger = await openOutbox(page, site);
  ledger.treat = () => ({ delayMs: 60_000 });
  const given = page.evaluate(async () => {
    const controller = new AbortController();
    Object.assign(window, { giveUp: () => controller.abort() });
    const sending = fetch('/api/a', { method: 'POST', body: 'x', signal: controller.signal });
    return sending.catch((error: Error) => error.name);
  });
  await expect.poll(() => ledger.requests).toBe(1);
  await page.evaluate(() => (window as unknown as { giveUp(): void }).giveUp());
  expect(await given).toBe('AbortError');
  expect(await listItems(page)).toEqual([]);
});

test('a write under way when its page is closed is kept, if it does not arrive', async ({
  context,
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site, { prelude: withoutSync });
  const other = await context.newPage();
  await other.goto(site.origin);
  ledger.treat = () => ({ delayMs: 60_000 });
  await page.evaluate(
    () => void fetch('/api/a', { method: 'POST', body: 'x' }).catch(() => undefined),
  );
  await expect.poll(() => ledger.requests).toBe(1);
  await page.close();
  await site.stop();
  await expect.poll(() => listItems(other)).toHaveLength(1);
  ledger.treat = () => ({});
  await site.start();
  await flush(other);
  expect(ledger.texts()).toEqual(['x']);
});

test('a write that takes longer than the route’s timeout is kept, with the same key', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site, { timeout: '1s' });
  const keys: string[] = [];
  ledger.treat = ({ key }) => {
    keys.push(String(key));
    return keys.length === 1 ? { delayMs: 2500, reset: 'after' } : {};
  };
  expect((await post(page, 'slow')).status).toBe(202);
  await expect
    .poll(async () => {
      await flush(page);
      return listItems(page);
    })
    .toEqual([]);
  expect(new Set(keys).size).toBe(1);
  expect(ledger.taken).toHaveLength(1);
});

test('a browser that is started again on the same profile delivers what it was left with', async ({
  site,
  // eslint-disable-next-line no-empty-pattern -- the options alone are wanted
}, { project }) => {
  const ledger = await serveOutbox(site, { outbox: { order: 'route' } });
  const profile = await mkdtemp(join(tmpdir(), 'holdfast-profile-'));
  const { launchOptions } = project.use as { launchOptions: LaunchOptions };
  const launch = (): Promise<BrowserContext> =>
    chromium.launchPersistentContext(profile, launchOptions);
  try {
    const first = await launch();
    const page = await first.newPage();
    await openControlled(page, site.origin);
    const writes = Array.from({ length: 5 }, (_, index) => `write ${index}`);
    await postOffline(page, site, ...writes);
    await first.close();

    const second = await launch();
    await site.start();
    const reopened = await second.newPage();
    await reopened.goto(site.origin);
    await controlled(reopened);
    await expect.poll(() => ledger.texts()).toEqual(writes);
    await second.close();
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
});
