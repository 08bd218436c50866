import { deployOutbox, flush, listItems, post } from '../harness/outbox-site.js';
import { keepLedger } from '../harness/ledger.js';
import {
  controlled,
  expect,
  fetchIn,
  openControlled,
  readCaches,
  test,
  type Site,
} from '../harness/site.js';

/** A site with a write in its outbox that the server wants to hear of later, and a page that clears its data. */
async function deploy(site: Site, what: string): Promise<void> {
  await deployOutbox(site);
  const ledger = keepLedger(site, ['/api/a']);
  ledger.treat = () => ({ status: 503, headers: { 'retry-after': '3600' } });
  site.answers.set('/sign-out', (_request, response) => {
    response
      .writeHead(200, { 'clear-site-data': what, 'content-type': 'text/html' })
      .end('<!doctype html><title>signed out</title>');
  });
}

for (const what of ['"storage"', '"*"']) {
  for (const how of ['a request of its own', 'another tab'] as const) {
    test(`${what} cleared by ${how} leaves a page plain network, which says so, and the next load is whole`, async ({
      context,
      page,
      site,
    }) => {
      await deploy(site, what);
      const errors: string[] = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      await openControlled(page, `${site.origin}/`);
      expect((await post(page, 'kept')).status).toBe(202);

      if (how === 'another tab') {
        const other = await context.newPage();
        await other.goto(`${site.origin}/sign-out`);
        await other.close();
      } else {
        expect(await fetchIn(page, '/sign-out')).toMatchObject({ status: 200 });
      }
      await page.waitForFunction(() => !navigator.serviceWorker.controller);
      const status = await page.evaluate(() => window.holdfast.status());
      expect(status).toMatchObject({
        availability: 'unavailable',
        reason: 'the worker is gone; a reload registers it anew',
        versions: [],
        caches: [],
      });
      expect(status).not.toHaveProperty('outbox');
      // What was kept is gone, and nothing claims otherwise.
      expect(await listItems(page)).toEqual([]);
      expect(await fetchIn(page, '/app.js')).toMatchObject({ status: 200 });
      expect((await post(page, 'sent')).status).toBe(503);
      expect(await readCaches(page)).toEqual({});

      await page.reload();
      await controlled(page);
      expect(await page.evaluate(() => window.holdfast.status())).toMatchObject({
        availability: 'controlled',
        state: { name: 'normal' },
        outbox: { waiting: 0, dead: 0, sizeBytes: 0 },
      });
      expect((await post(page, 'kept again')).status).toBe(202);
      await site.stop();
      await page.reload();
      await expect(page.locator('h1')).toHaveText('outbox');
      expect(await listItems(page)).toMatchObject([{ sizeBytes: 'kept again'.length }]);
      expect(errors).toEqual([]);
    });
  }
}

test('"cache" cleared takes nothing that is kept for offline use', async ({ page, site }) => {
  await deploy(site, '"cache"');
  await openControlled(page, `${site.origin}/`);
  const { id } = await post(page, 'kept');
  const before = await readCaches(page);
  expect(await fetchIn(page, '/sign-out')).toMatchObject({ status: 200 });
  expect(await readCaches(page)).toEqual(before);
  expect(await listItems(page)).toMatchObject([{ id }]);
  await site.stop();
  await page.reload();
  await expect(page.locator('h1')).toHaveText('outbox');
  await flush(page);
  expect(await listItems(page)).toMatchObject([{ id }]);
});
