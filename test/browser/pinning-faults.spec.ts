import type { Page } from 'playwright/test';
import { deployEdition, readEdition, updateTo } from '../harness/edition-site.js';
import {
  expect,
  findUpdate,
  lookForWorker,
  openControlled,
  test,
  type Site,
} from '../harness/site.js';
import { stopWorkers } from '../harness/worker.js';

async function openTab(page: Page, site: Site): Promise<Page> {
  const tab = await page.context().newPage();
  await openControlled(tab, `${site.origin}/`);
  return tab;
}

/** The versions that clients are pinned to, as they are stored. */
async function readPins(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('holdfast:/');
      opening.addEventListener('success', () => resolve(opening.result));
    });
    const pins = await new Promise<string[]>((resolve) => {
      const reading = database.transaction('pins').objectStore('pins').getAll();
      reading.addEventListener('success', () => resolve(reading.result as string[]));
    });
    database.close();
    return pins;
  });
}

/** Lets the worker in charge do its upkeep, again and again, until something has come of it. */
async function keepUp(page: Page, isDone: () => Promise<boolean>): Promise<void> {
  await expect
    .poll(async () => {
      await page.evaluate(async () => {
        const { active } = (await navigator.serviceWorker.getRegistration())!;
        active!.postMessage({ holdfast: 1, type: 'idle' });
      });
      return isDone();
    })
    .toBe(true);
}

/** Counts how often a worker has looked which versions there are, as it does once in each upkeep. */
const countLooks = `
  let looks = 0;
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (names, ...rest) {
    if ([names].flat().includes('versions')) looks++;
    return transaction.call(this, names, ...rest);
  };
  addEventListener('message', ({ data, ports: [port] }) => data === 'looks' && port.postMessage(looks));`;

async function readLooks(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { active } = (await navigator.serviceWorker.getRegistration())!;
    const { port1, port2 } = new MessageChannel();
    active!.postMessage('looks', [port2]);
    return new Promise<number>((resolve) => {
      port1.addEventListener('message', ({ data }) => resolve(data as number), { once: true });
      port1.start();
    });
  });
}

test('a version that is deployed again, and waits, is not collected as the old one that it was', async ({
  page,
  site,
}) => {
  const one = await deployEdition(site, 'one', { activate: 'on-accept' });
  await openControlled(page, `${site.origin}/`);
  const other = await openTab(page, site);
  const two = await deployEdition(site, 'two', { activate: 'on-accept', prelude: countLooks });
  await findUpdate(page, two);
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'update'));
  await page.evaluate(() => void window.holdfast.update.accept());
  await expect(page.locator('h1')).toHaveText('two');
  expect(await readEdition(other)).toBe('one');

  expect(await deployEdition(site, 'one', { activate: 'on-accept' })).toBe(one);
  await expect
    .poll(async () => {
      await lookForWorker(page);
      return page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        return registration?.waiting?.state;
      });
    })
    .toBe('installed');
  await other.close();
  const looks = await readLooks(page);
  // Rounds are done one after the other, so that with the second one the first is over.
  await keepUp(page, async () => (await readLooks(page)) >= looks + 2);

  await site.stop();
  await page.evaluate(() => void window.holdfast.update.accept());
  await expect(page.locator('h1')).toHaveText('one');
  expect(await readEdition(page)).toBe('one');
});

test('a tab has the version it was loaded from, also where that cannot note that it is in charge', async ({
  page,
  site,
}) => {
  await deployEdition(site, 'one');
  await openControlled(page, `${site.origin}/`);
  const prelude = `
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      if (this.name === 'versions') throw new DOMException('the disk is full', 'QuotaExceededError');
      return put.apply(this, args);
    };`;
  await updateTo(page, await deployEdition(site, 'two', { prelude }));
  const other = await openTab(page, site);
  await expect(other.locator('h1')).toHaveText('two');
  await stopWorkers(page);
  expect(await readEdition(other)).toBe('two');
  expect(await readEdition(page)).toBe('one');
});

test('a version in use stays where the records of what is in use cannot be read at first', async ({
  page,
  site,
}) => {
  const one = await deployEdition(site, 'one');
  await openControlled(page, `${site.origin}/`);
  const closing = await openTab(page, site);
  const prelude = `
    let isBroken = true;
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (names, ...rest) {
      if ([names].flat().includes('pins') && isBroken) {
        isBroken = false;
        throw new DOMException('not now', 'UnknownError');
      }
      return transaction.call(this, names, ...rest);
    };`;
  const two = await deployEdition(site, 'two', { prelude });
  await updateTo(page, two);
  const other = await openTab(page, site);
  await expect(other.locator('h1')).toHaveText('two');
  const countPins = async (): Promise<number> =>
    (await readPins(other)).filter((pinned) => pinned === one).length;
  expect(await countPins()).toBe(2);

  await stopWorkers(page);
  await closing.close();
  await keepUp(other, async () => (await countPins()) < 2);
  const { versions } = await other.evaluate(() => window.holdfast.status());
  expect(versions.toSorted()).toEqual([one, two].toSorted());
  expect(await readEdition(page)).toBe('one');
});
