import { createHash } from 'node:crypto';
import { expect, test } from '../harness/engine-test.js';
import type { Tab } from '../harness/engines/tab.js';
import { listItems, serveOutbox, post } from '../harness/outbox-site.js';
import { controlled, openControlled } from '../harness/site.js';

const largeBytes = 1024 * 1024;

/** The bytes that `postLarge` sends. */
const large = Buffer.from(Uint8Array.from({ length: largeBytes }, (_, at) => (at * 31) % 251));

/** Posts a file of 1 MB by itself, and one in a form. */
async function postLarge(tab: Tab): Promise<number[]> {
  return tab.evaluate(async (size) => {
    const file = new File([Uint8Array.from({ length: size }, (_, at) => (at * 31) % 251)], 'a.bin');
    const form = new FormData();
    form.append('file', file);
    const answers: Response[] = [];
    for (const body of [file, form]) {
      answers.push(await fetch('/api/a', { method: 'POST', body }));
    }
    return answers.map(({ status }) => status);
  }, largeBytes);
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('writes made while the server is away go out in order, once, when it is back', async ({
  engine,
  site,
  tab,
}) => {
  const ledger = await serveOutbox(site);
  await openControlled(tab, site.origin);
  await site.stop();
  for (const body of ['one', 'two', 'three']) {
    expect(await post(tab, body)).toMatchObject({ status: 202, id: expect.any(String) });
  }
  expect(await listItems(tab)).toHaveLength(3);
  // Where there is a sync event it is asked for; elsewhere the page has to do.
  const tags = await tab.evaluate(async () => {
    const registration = (await navigator.serviceWorker.getRegistration()) as unknown as {
      sync?: { getTags(): Promise<string[]> };
    };
    return registration.sync?.getTags() ?? 'none';
  });
  expect(tags).toEqual(engine === 'chromium' ? ['holdfast:outbox'] : 'none');

  await site.start();
  await expect
    .poll(() => ledger.taken.map(({ body }) => String(body)))
    .toEqual(['one', 'two', 'three']);
  await expect.poll(() => listItems(tab)).toEqual([]);
  expect([ledger.repeats, ledger.sameAtOnce, ledger.faults]).toEqual([0, 0, []]);
});

test('writes of a browser that was ended go out byte for byte when it is started again', async ({
  site,
  tab,
  visitor,
}) => {
  const ledger = await serveOutbox(site);
  await openControlled(tab, site.origin);
  await site.stop();
  expect((await post(tab, 'small')).status).toBe(202);
  expect(await postLarge(tab)).toEqual([202, 202]);

  await visitor.restart();
  const reopened = await visitor.openTab();
  await reopened.goto(site.origin);
  await controlled(reopened);
  expect(await listItems(reopened)).toHaveLength(3);
  await site.start();
  await expect.poll(() => ledger.taken.length).toBe(3);
  const [small, file, form] = ledger.taken;
  expect(String(small!.body)).toBe('small');
  expect(hash(file!.body)).toBe(hash(large));
  expect(form!.type).toContain('multipart/form-data');
  expect(form!.body.includes(large)).toBe(true);
  await expect.poll(() => listItems(reopened)).toEqual([]);
});

test('a private window keeps large writes as well', async ({ site, startVisitor }) => {
  const ledger = await serveOutbox(site);
  const visitor = await startVisitor({ isPrivate: true });
  const tab = await visitor.openTab();
  await openControlled(tab, site.origin);
  await site.stop();
  expect(await postLarge(tab)).toEqual([202, 202]);
  await site.start();
  await expect.poll(() => ledger.taken.length).toBe(2);
  expect(hash(ledger.taken[0]!.body)).toBe(hash(large));
  const { state } = await tab.evaluate(() => window.holdfast.status());
  expect(state).toEqual({ name: 'normal' });
});
