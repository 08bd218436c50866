import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import {
  controlled,
  expect,
  findUpdate,
  openControlled,
  test,
  withResolvers,
  type Site,
} from '../harness/site.js';
import {
  deployOutbox,
  openOutbox,
  post,
  serveOutbox,
  withoutSync,
} from '../harness/outbox-site.js';

declare global {
  interface Window {
    /** The types of the messages that the page has sent to a worker in charge. */
    sent: string[];
    /** Of them, those to the worker that it was loaded with. */
    sentToOwn: string[];
  }
}

/** Opens a page whose clock the test can turn, and which writes down what it tells the worker in charge. */
async function openObserved(page: Page, url: string): Promise<void> {
  await page.clock.install();
  await page.addInitScript(() => {
    window.sent = [];
    window.sentToOwn = [];
    const { controller: own } = navigator.serviceWorker;
    const { postMessage } = ServiceWorker.prototype;
    Object.assign(ServiceWorker.prototype, {
      postMessage(this: ServiceWorker, message: { type: string }, ...rest: []) {
        if (this.state === 'activated') window.sent.push(message.type);
        if (this === own) window.sentToOwn.push(message.type);
        postMessage.call(this, message, ...rest);
      },
    });
  });
  await openControlled(page, url);
}

/** What the page tells the worker in charge in the next 50 seconds, by its own clock: it gives up after a minute. */
async function listen(page: Page): Promise<string[]> {
  await page.evaluate(() => void (window.sent.length = 0));
  for (let seconds = 0; seconds < 50; seconds += 10) {
    await page.clock.runFor(10_000);
    // Workers and locks answer in a time that no clock turns.
    await page.evaluate(async () => void (await navigator.locks.query()));
  }
  return page.evaluate(() => window.sent);
}

/** Keeps the install of what is deployed from coming to its end, until what it returns is called. */
function holdInstall(site: Site): () => void {
  const { promise, resolve } = withResolvers();
  site.answers.set('/index.html', async (_request, response) => {
    await promise;
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(await readFile(join(site.folder, 'index.html')));
  });
  return resolve;
}

test('while a worker that takes over by itself is being installed, however long, the one in charge is left alone', async ({
  page,
  site,
}) => {
  const ledger = await serveOutbox(site, { prelude: withoutSync });
  await openObserved(page, site.origin);
  ledger.treat = () => ({ reset: 'before' });
  expect((await post(page, 'one')).status).toBe(202);
  await expect.poll(() => listen(page)).toContain('outbox-wake');

  const version = await deployOutbox(site, { prelude: withoutSync, title: 'another version' });
  const finish = holdInstall(site);
  await findUpdate(page, version);
  expect(await listen(page)).toEqual([]);

  ledger.treat = () => ({});
  finish();
  await expect.poll(() => ledger.texts()).toEqual(['one']);
  expect(await page.evaluate(async () => (await window.holdfast.status()).activeVersion)).toBe(
    version,
  );
});

test('a page that is loaded meanwhile leaves the one in charge alone, and is told what the update changes for it', async ({
  page,
  site,
}) => {
  const one = await deployOutbox(site);
  await openObserved(page, site.origin);
  const version = await deployOutbox(site, { title: 'another version' });
  const finish = holdInstall(site);
  await findUpdate(page, version);
  await page.reload();
  await page.waitForFunction(() => 'holdfast' in window);
  finish();
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'update'));
  expect(await page.evaluate(() => window.sentToOwn)).toEqual([]);
  const told = await page.evaluate(() => window.heard.find(({ type }) => type === 'update'));
  expect(told?.event).toMatchObject({
    version,
    previousVersion: one,
    changes: { files: 1, removedFiles: 0 },
  });
});

test('while a worker waits for the user, the one in charge goes on; once another tab has accepted it, it is left alone', async ({
  context,
  page,
  site,
}) => {
  const options = {
    prelude: withoutSync,
    routes: [{ name: 'slow', match: '/slow', strategy: 'network-first' }],
    update: { activate: 'on-accept' },
  } as const;
  const ledger = await openOutbox(page, site, options);
  const other = await context.newPage();
  await openObserved(other, site.origin);
  ledger.treat = () => ({ reset: 'before' });
  expect((await post(page, 'one')).status).toBe(202);
  const version = await deployOutbox(site, { ...options, title: 'another version' });
  await findUpdate(page, version);
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'update'));
  await expect.poll(() => listen(other)).toContain('outbox-wake');

  // As long as this answer is on its way, the worker in charge has something to do.
  const held = withResolvers();
  site.answers.set('/slow', async (_request, response) => {
    await held.promise;
    response.end();
  });
  const slow = other.evaluate(async () => (await fetch('/slow')).status);
  await expect.poll(() => site.paths()).toContain('/slow');
  const reloaded = page.waitForEvent('load');
  await page.evaluate(() => void window.holdfast.update.accept());
  await expect
    .poll(() =>
      other.evaluate(async () => {
        const locks = await navigator.locks.query();
        return locks.held!.some(({ name }) => name === 'holdfast:/:takeover');
      }),
    )
    .toBe(true);
  expect(await listen(other)).toEqual([]);

  ledger.treat = () => ({});
  held.resolve();
  expect(await slow).toBe(200);
  await reloaded;
  await controlled(page);
  await expect.poll(() => ledger.texts()).toEqual(['one']);
});
