import type { Page } from 'playwright/test';
import { deployRoutes, limitedRoute } from '../harness/limited-site.js';
import { expect, fetchIn, html, openControlled, test, type Site } from '../harness/site.js';
import { readEntries, stopWorkers } from '../harness/worker.js';

async function deploy(site: Site): Promise<string> {
  site.answers.set('/e/a', (_request, response) => {
    response.writeHead(200).end('a');
  });
  const { version } = await deployRoutes(site, [limitedRoute('entries', { match: '/e/*' })]);
  return version;
}

/** Opens the database at a version, and makes its first stores where it is new. */
async function openAt(page: Page, version: number): Promise<void> {
  await page.evaluate(async (at) => {
    await new Promise((resolve, reject) => {
      const request = indexedDB.open('holdfast:/', at);
      request.addEventListener('upgradeneeded', ({ oldVersion }) => {
        if (oldVersion > 0) return;
        request.result.createObjectStore('pins').put('an older version', 'a client');
        request.result.createObjectStore('versions').put(1, 'an older version');
      });
      request.addEventListener('success', () => {
        request.result.close();
        resolve(undefined);
      });
      request.addEventListener('error', reject);
    });
  }, version);
}

test('a database of the version before is upgraded, and keeps what it holds', async ({
  page,
  site,
}) => {
  site.answers.set('/plain', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(html('plain'));
  });
  await page.goto(`${site.origin}/plain`);
  await openAt(page, 1);
  const version = await deploy(site);
  await openControlled(page, `${site.origin}/`);
  await fetchIn(page, '/e/a');
  await expect.poll(async () => (await readEntries(page)).length).toBe(1);
  const versions = await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('holdfast:/');
      request.addEventListener('success', () => resolve(request.result));
    });
    const request = database.transaction('versions').objectStore('versions').getAllKeys();
    return new Promise<IDBValidKey[]>((resolve) => {
      request.addEventListener('success', () => resolve(request.result));
    });
  });
  // The old one is kept until its files are collected; it never had any.
  expect(versions).toContain(version);
  expect(versions).toContain('an older version');
});

test('a worker makes do with a database that a later one has upgraded, and gives way while it does', async ({
  page,
  site,
}) => {
  await deploy(site);
  await openControlled(page, `${site.origin}/`);
  // The worker's own connection is open; it would hold the upgrade up for ever.
  await openAt(page, 9);
  for (const restart of [false, true]) {
    if (restart) await stopWorkers(page);
    await page.evaluate(() => caches.delete('holdfast:/:route:entries'));
    expect(await fetchIn(page, '/e/a')).toMatchObject({ body: 'a' });
    await expect.poll(async () => (await readEntries(page)).length).toBe(1);
    const { state } = await page.evaluate(() => window.holdfast.status());
    expect(state).toEqual({ name: 'normal' });
  }
});
