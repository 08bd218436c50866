import { movableClock, putForward } from '../harness/clock.js';
import { expect, test } from '../harness/site.js';
import {
  flush,
  listItems,
  openOutbox,
  post,
  postOffline,
  withoutSync,
} from '../harness/outbox-site.js';
import { stopWorkers } from '../harness/worker.js';

test('without Web Locks, what a killed worker was sending is sent again once its lease is over, and not before', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site, {
    prelude: `
      ${withoutSync}
      ${movableClock}
      Object.defineProperty(navigator, 'locks', { value: undefined });`,
  });
  await postOffline(page, site, 'one');
  const answer = site.answers.get('/api/a')!;
  // Takes nothing, and never answers.
  site.answers.set('/api/a', () => undefined);
  site.seen.length = 0;
  await site.start();
  // The worker that it asks will be gone.
  void flush(page).catch(() => undefined);
  await expect.poll(() => site.paths()).toContain('/api/a');
  await stopWorkers(page);
  site.answers.set('/api/a', answer);

  await flush(page);
  expect(await listItems(page)).toMatchObject([{ state: 'sending' }]);
  expect(ledger.requests).toBe(0);
  await putForward(page, 5 * 60_000);
  await flush(page);
  await expect.poll(() => ledger.texts()).toEqual(['one']);
  expect(ledger.repeats).toBe(0);
});

test('the transaction that keeps a write is strict: it is on the disk when the page has its answer', async ({
  context,
  page,
  site,
}) => {
  await openOutbox(page, site, {
    prelude: `
      self.added = [];
      const { add } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.add = function (...input) {
        self.added.push(this.name + ' ' + this.transaction.durability);
        return add.apply(this, input);
      };`,
  });
  await site.stop();
  expect((await post(page, 'one')).status).toBe(202);
  const [worker] = context.serviceWorkers();
  const added = await worker!.evaluate(() => (globalThis as unknown as { added: string[] }).added);
  expect(added).toEqual(['outbox strict', 'bodies strict']);
});
