import { expect, fetchIn, test, withResolvers } from '../harness/site.js';
import {
  countRecords,
  flush,
  heardEvents,
  listItems,
  openOutbox,
  post,
  postOffline,
  writeMethods,
  writeRoute,
} from '../harness/outbox-site.js';
import { stopWorkers } from '../harness/worker.js';

test('a write that can be sent is sent, with a key, and the page gets the server’s answer', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site);
  ledger.treat = () => ({ status: 201, body: 'taken' });
  expect(await fetchIn(page, '/api/a', { method: 'POST', body: 'one' })).toMatchObject({
    status: 201,
    body: 'taken',
  });
  expect(ledger.taken).toHaveLength(1);
  expect(ledger.faults).toEqual([]);
  expect(await listItems(page)).toEqual([]);
});

test('a write made offline is answered with 202 and its id, and is delivered once the server is back', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site);
  await site.stop();
  const answer = await fetchIn(page, '/api/a', { method: 'POST', body: 'one' });
  expect(answer).toMatchObject({
    status: 202,
    headers: { 'content-type': 'application/json', 'holdfast-queued': expect.any(String) },
  });
  if (answer === 'network error') throw new Error(answer);
  const id = answer.headers['holdfast-queued'];
  expect(JSON.parse(answer.body)).toEqual({ id, route: 'writes' });
  expect(await listItems(page)).toMatchObject([
    { id, route: 'writes', method: 'POST', url: `${site.origin}/api/a`, sizeBytes: 3 },
  ]);

  await site.start();
  await flush(page);
  expect(ledger.taken.map(({ body, key }) => [String(body), key])).toEqual([['one', `"${id}"`]]);
  expect(await listItems(page)).toEqual([]);
  await expect
    .poll(() => heardEvents(page))
    .toMatchObject([
      { type: 'queued', item: { id } },
      { type: 'delivered', item: { id }, answer: { status: 201 } },
    ]);
});

test('every method and kind of body arrives as it was made', async ({ page, site }) => {
  const ledger = await openOutbox(page, site);
  await site.stop();
  const made = await page.evaluate(async (methods) => {
    const bytes = crypto.getRandomValues(new Uint8Array(50_000));
    const large = new Uint8Array(5 * 1024 * 1024).map((_, index) => (index * 7919) % 251);
    const form = new FormData();
    form.append('note', 'Grüße\r\n"aus" Bern');
    form.append('photo', new File([bytes], 'f o"to.png', { type: 'image/png' }));
    const bodies: [string, BodyInit | undefined, Record<string, string>?][] = [
      ['text', 'plain text, ü'],
      ['json', JSON.stringify({ a: [1, 2] }), { 'content-type': 'application/json' }],
      ['params', new URLSearchParams({ a: '1', b: 'ü &' })],
      ['form', form],
      ['blob', new Blob([bytes], { type: 'image/webp' })],
      ['untyped blob', new Blob([bytes])],
      ['buffer', bytes.buffer],
      ['view', bytes.subarray(10, 20)],
      ['empty', ''],
      ['none', undefined],
      ['five megabytes', large],
    ];
    const statuses: number[] = [];
    const digests: string[] = [];
    for (const [index, [, body, headers]] of bodies.entries()) {
      const init = {
        method: methods[index % methods.length]!,
        headers: { 'x-own': 'yes', ...headers },
      };
      const request = new Request('/api/a', { ...init, ...(body !== undefined && { body }) });
      const sent = await request.clone().arrayBuffer();
      const digest = await crypto.subtle.digest('SHA-256', sent);
      digests.push(
        [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
      );
      statuses.push((await fetch(request)).status);
    }
    return { statuses, digests };
  }, writeMethods);
  expect(new Set(made.statuses)).toEqual(new Set([202]));

  await site.start();
  await flush(page);
  expect(ledger.taken.map(({ sha256 }) => sha256)).toEqual(made.digests);
  expect(ledger.taken.map(({ method }) => method)).toEqual(
    made.digests.map((_, index) => writeMethods[index % 4]),
  );
  expect(ledger.taken.map(({ type }) => type)).toEqual([
    'text/plain;charset=UTF-8',
    'application/json',
    'application/x-www-form-urlencoded;charset=UTF-8',
    expect.stringMatching(/^multipart\/form-data; boundary=/),
    'image/webp',
    undefined,
    undefined,
    undefined,
    'text/plain;charset=UTF-8',
    undefined,
    undefined,
  ]);
  expect(ledger.taken.every(({ headers }) => headers['x-own'] === 'yes')).toBe(true);
  const { origin, referer } = ledger.taken[0]!.headers;
  expect([origin, referer]).toEqual([site.origin, `${site.origin}/`]);
});

test('writes go out one after the other, in the order they were made', async ({ page, site }) => {
  const ledger = await openOutbox(page, site, { paths: ['/api/a', '/api/b'] });
  await site.stop();
  const names = Array.from({ length: 40 }, (_, index) => `write ${index}`);
  const statuses = await page.evaluate(
    async (bodies) =>
      Promise.all(
        bodies.map(async (body, index) => {
          const { status } = await fetch(`/api/${'ab'[index % 2]}`, { method: 'POST', body });
          return status;
        }),
      ),
    names,
  );
  expect(new Set(statuses)).toEqual(new Set([202]));
  ledger.treat = () => ({ delayMs: 3 });
  await site.start();
  await flush(page);
  expect(ledger.texts()).toEqual(names);
  expect([ledger.mostAtOnce, ledger.repeats]).toEqual([1, 0]);
});

test('a write made while others wait goes behind them, even if the server could be reached', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site);
  ledger.treat = () => ({ status: 503, headers: { 'retry-after': '600' } });
  expect((await post(page, 'first')).status).toBe(202);
  ledger.treat = () => ({});
  expect((await post(page, 'second')).status).toBe(202);
  await flush(page);
  expect(ledger.taken).toEqual([]);
  const [first] = await listItems(page);
  await page.evaluate(async (id) => window.holdfast.outbox.retry(id), first!.id);
  await expect.poll(() => ledger.texts()).toEqual(['first', 'second']);
});

test('a write made while an earlier one is being stored does not overtake it', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site, {
    // What is stored waits for the page's word.
    prelude: `
      const { arrayBuffer } = Blob.prototype;
      const word = new Promise((resolve) => {
        self.addEventListener('message', ({ data }) => { if (data === 'go on') resolve(); });
      });
      Blob.prototype.arrayBuffer = async function () {
        await word;
        return arrayBuffer.call(this);
      };`,
  });
  await site.stop();
  const first = post(page, 'first');
  await expect
    .poll(async () => {
      const { log } = await page.evaluate(() => window.holdfast.status());
      return log.map(({ code }) => code);
    })
    .toContain('outbox/unreachable');
  await site.start();
  const second = post(page, 'second');
  await page.evaluate(async () => void (await fetch('/index.html?uncached', { cache: 'reload' })));
  await page.evaluate(() => navigator.serviceWorker.controller!.postMessage('go on'));
  expect([(await first).status, (await second).status]).toEqual([202, 202]);
  await flush(page);
  await expect.poll(() => ledger.texts()).toEqual(['first', 'second']);
});

test('writes keep their order where their records cannot be read at first', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site, {
    prelude: `
      const { getAll } = IDBObjectStore.prototype;
      let isFirst = serviceWorker.state === 'activated';
      IDBObjectStore.prototype.getAll = function (...input) {
        if (this.name === 'outbox' && isFirst) {
          isFirst = false;
          throw new DOMException('not now', 'UnknownError');
        }
        return getAll.apply(this, input);
      };`,
  });
  await postOffline(page, site, 'one', 'two');
  await stopWorkers(page);
  await postOffline(page, site, 'three');
  await site.start();
  await flush(page);
  expect(ledger.texts()).toEqual(['one', 'two', 'three']);
});

test('with order "none" writes go out side by side, and one that fails holds up no other', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site, { outbox: { order: 'none' } });
  const writes = Array.from({ length: 12 }, (_, index) => `write ${index}`);
  await postOffline(page, site, ...writes);
  ledger.treat = ({ body }) => (String(body) === 'write 0' ? { status: 500 } : { delayMs: 50 });
  await site.start();
  await flush(page);
  expect(ledger.texts().toSorted()).toEqual(writes.slice(1).toSorted());
  expect(ledger.mostAtOnce).toBeGreaterThan(1);
  expect(ledger.mostAtOnce).toBeLessThanOrEqual(6);
  expect(await listItems(page)).toMatchObject([{ state: 'waiting', answer: { status: 500 } }]);
});

for (const status of [429, 502, 503, 504]) {
  test(`a write that is answered with ${status} is kept`, async ({ page, site }) => {
    const ledger = await openOutbox(page, site);
    ledger.treat = () => ({ status });
    expect((await post(page, 'one')).status).toBe(202);
    ledger.treat = () => ({});
    await flush(page);
    expect(ledger.taken).toHaveLength(1);
  });
}

for (const status of [400, 401, 404, 409, 422, 500]) {
  test(`a page that is there gets a ${status} as it is, and nothing is kept`, async ({
    page,
    site,
  }) => {
    const ledger = await openOutbox(page, site);
    ledger.treat = () => ({ status, body: 'as it is' });
    expect(await fetchIn(page, '/api/a', { method: 'POST', body: 'x' })).toMatchObject({
      status,
      body: 'as it is',
    });
    expect(await listItems(page)).toEqual([]);
  });
}

for (const status of [400, 404, 409, 410, 413, 422]) {
  test(`a delivery that is answered with ${status} is final, and does not hold up the next`, async ({
    page,
    site,
  }) => {
    const ledger = await openOutbox(page, site);
    const [id] = await postOffline(page, site, 'refused', 'welcome');
    await site.start();
    ledger.treat = ({ body }) =>
      String(body) === 'refused'
        ? { status, headers: { 'x-why': 'because' }, body: '{"error":"no"}' }
        : {};
    // Whether the first attempt reached the server is not known, so a 409 may be about that one.
    await flush(page);
    await flush(page);
    await expect.poll(() => ledger.texts()).toEqual(['welcome']);
    expect(await listItems(page)).toMatchObject([
      { id, state: 'dead', reason: 'refused', answer: { status } },
    ]);
    const events = await heardEvents(page);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      item: { id, reason: 'refused', answer: { status } },
    });
    const header = events.flatMap((event) => event.item.answer?.headers ?? []);
    expect(header).toContainEqual(['x-why', 'because']);
    const said = await page.evaluate(async () => {
      const [item] = await window.holdfast.outbox.list();
      return item!.answer!.body!.text();
    });
    expect(said).toBe('{"error":"no"}');

    ledger.treat = () => ({});
    expect(await page.evaluate(async (of) => window.holdfast.outbox.retry(of), id!)).toBe(true);
    await expect.poll(() => ledger.texts()).toEqual(['welcome', 'refused']);
  });
}

for (const status of [401, 403]) {
  test(`a delivery that is answered with ${status} blocks its route until the page resumes it`, async ({
    page,
    site,
  }) => {
    const ledger = await openOutbox(page, site, {
      paths: ['/api/a', '/other'],
      routes: [writeRoute('other')],
    });
    const [id] = await postOffline(page, site, 'first', 'second');
    await post(page, 'elsewhere', '/other');
    await site.start();
    ledger.treat = ({ path }) => (path === '/other' ? {} : { status });
    await flush(page);
    expect(ledger.texts()).toEqual(['elsewhere']);
    expect(await listItems(page)).toMatchObject([{ id, state: 'blocked' }, { state: 'waiting' }]);
    await expect
      .poll(async () => (await heardEvents(page)).filter(({ type }) => type === 'blocked'))
      .toMatchObject([{ item: { id, route: 'writes', answer: { status } } }]);

    ledger.treat = () => ({});
    const before = ledger.requests;
    await stopWorkers(page);
    await flush(page);
    expect(ledger.requests).toBe(before);
    expect(await page.evaluate(async () => window.holdfast.outbox.resume('writes'))).toBe(1);
    await expect.poll(() => ledger.texts()).toEqual(['elsewhere', 'first', 'second']);
  });
}

test('a write of which the server has had enough is dead, and the page can discard it', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site, { outbox: { deadAfterAttempts: 3 } });
  const [id] = await postOffline(page, site, 'poison', 'after it');
  await site.start();
  ledger.treat = ({ body }) => (String(body) === 'poison' ? { status: 500 } : {});
  await expect
    .poll(async () => {
      await flush(page);
      return (await listItems(page)).map(({ reason, state }) => [state, reason]);
    })
    .toEqual([['dead', 'attempts']]);
  expect(ledger.texts()).toEqual(['after it']);
  const discard = (): Promise<boolean> =>
    page.evaluate(async (of) => window.holdfast.outbox.discard(of), id!);
  expect(await discard()).toBe(true);
  expect(await discard()).toBe(false);
  expect(await listItems(page)).toEqual([]);
});

test('a write that is discarded while it is under way leaves nothing behind', async ({
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site);
  const [id] = await postOffline(page, site, 'unwanted', 'wanted');
  ledger.treat = () => ({ body: '{"id":7}' });
  const { promise: discarded, resolve: goOn } = withResolvers();
  const answer = site.answers.get('/api/a')!;
  site.seen.length = 0;
  site.answers.set('/api/a', async (request, response) => {
    await discarded;
    await answer(request, response);
  });
  await site.start();
  const flushed = flush(page);
  await expect.poll(() => site.paths()).toContain('/api/a');
  expect(await page.evaluate(async (of) => window.holdfast.outbox.discard(of), id!)).toBe(true);
  goOn();
  await flushed;
  expect(ledger.texts()).toEqual(['unwanted', 'wanted']);
  // Each once the page has acknowledged what it heard of the other.
  await expect.poll(() => countRecords(page, 'outbox')).toBe(0);
  expect(await countRecords(page, 'bodies')).toBe(0);
});

test('the page can read the body of a write that waits', async ({ page, site }) => {
  await openOutbox(page, site);
  await site.stop();
  await page.evaluate(async () => {
    const form = new FormData();
    form.append('note', 'a note');
    form.append('photo', new File(['pixels'], 'photo.png', { type: 'image/png' }));
    await fetch('/api/a', { method: 'POST', body: form });
  });
  await stopWorkers(page);
  const read = await page.evaluate(async () => {
    const [item] = await window.holdfast.outbox.list();
    const headers = item!.headers.map(([name, value]): [string, string] => [name, value]);
    const form = await new Response(item!.body, { headers }).formData();
    const photo = form.get('photo') as File;
    return [form.get('note'), photo.name, photo.type, await photo.text()];
  });
  expect(read).toEqual(['a note', 'photo.png', 'image/png', 'pixels']);
});

test('an outcome that no page was there to hear is told to the next one, once', async ({
  context,
  page,
  site,
}) => {
  const ledger = await openOutbox(page, site);
  ledger.treat = ({ body }) =>
    String(body) === 'good' ? { body: '{"id":7}' } : { status: 422, body: 'bad' };
  await postOffline(page, site, 'good', 'wrong');
  // A page of the scope that does not listen.
  const mute = await context.newPage();
  site.answers.set('/mute', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>mute');
  });
  await page.close();
  await site.start();
  await mute.goto(`${site.origin}/mute`);
  await expect.poll(() => ledger.taken.length).toBe(1);
  await expect.poll(() => ledger.requests).toBeGreaterThanOrEqual(2);
  await stopWorkers(mute);

  const second = await context.newPage();
  await second.goto(site.origin);
  const outcomes = async (): Promise<unknown> =>
    (await heardEvents(second)).map(({ type, item }) => [type, item.answer?.status]);
  await expect.poll(outcomes).toEqual([
    ['delivered', 201],
    ['failed', 422],
  ]);
  const bodies = await second.evaluate(async () =>
    Promise.all(
      window.heard.map(async ({ event }) => {
        const { item } = event as { item: { answer: { body: Blob } } };
        return item.answer.body.text();
      }),
    ),
  );
  expect(bodies).toEqual(['{"id":7}', 'bad']);

  await expect.poll(() => countRecords(second, 'outbox')).toBe(1);
  await second.reload();
  await expect.poll(() => listItems(second)).toMatchObject([{ state: 'dead' }]);
  expect(await heardEvents(second)).toEqual([]);
});
