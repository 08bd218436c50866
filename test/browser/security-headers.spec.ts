import { movableClock, putForward } from '../harness/clock.js';
import { flush, heardEvents, listItems, serveOutbox, post } from '../harness/outbox-site.js';
import {
  bundlePageScript,
  expect,
  fetchIn,
  findUpdate,
  html,
  openControlled,
  readCaches,
  settled,
  test,
  type Site,
} from '../harness/site.js';

const evil = 'fine\r\nX-Evil: 1\r\n\r\nGET /evil HTTP/1.1';

test('a write keeps the headers that the page gave it, and no others get in', async ({
  page,
  site,
}) => {
  const ledger = await serveOutbox(site);
  await openControlled(page, site.origin);
  ledger.treat = () => ({ status: 503 });
  const refused = await page.evaluate(async (value) => {
    const attempts: HeadersInit[] = [
      { 'X-App': value },
      [['X-App\r\nX-Evil', '1']],
      [['X-App: 1', '']],
      { 'X-App': 'a\0b' },
      { 'X-App': 'a\nb' },
      { 'X-App': '\u0100' },
      { 'Idempotency-Key': value },
    ];
    const names: string[] = [];
    for (const headers of attempts) {
      names.push(
        await fetch('/api/a', { method: 'POST', headers, body: 'x' }).then(
          () => 'sent',
          ({ name }: Error) => name,
        ),
      );
    }
    return names;
  }, evil);
  expect(refused).toEqual(refused.map(() => 'TypeError'));
  expect(ledger.requests).toBe(0);

  // A line break that is quoted is text like any other; and a body is no place for headers.
  const sent = await fetchIn(page, '/api/a', {
    method: 'POST',
    headers: { 'X-App': String.raw`a\r\nX-Evil: 1`, 'X-Empty': '' },
    body: evil,
  });
  expect(sent).toMatchObject({ status: 202 });
  await page.reload();
  ledger.treat = () => ({});
  await flush(page);
  const [taken] = ledger.taken;
  expect(String(taken!.body)).toBe(evil);
  expect(taken!.headers).toMatchObject({
    'x-app': String.raw`a\r\nX-Evil: 1`,
    'x-empty': '',
  });
  expect(taken!.headers).not.toHaveProperty('x-evil');
  expect(site.paths()).not.toContain('/evil');
});

test('what `beforeDelivery` puts on a write is checked by the browser; a write it breaks is kept', async ({
  page,
  site,
}) => {
  const ledger = await serveOutbox(site, {
    hooks: `{
      beforeDelivery(request) {
        if (request.headers.has('x-break')) {
          return new Request(request, { headers: { authorization: ${JSON.stringify(evil)} } });
        }
        const headers = new Headers(request.headers);
        for (const name of ['host', 'cookie', 'content-length', 'transfer-encoding', 'origin', 'sec-evil', 'proxy-evil']) {
          headers.set(name, 'evil');
        }
        headers.set('authorization', 'Bearer fresh');
        return new Request(request, { headers });
      },
    }`,
    outbox: { order: 'none' },
  });
  await openControlled(page, site.origin);
  ledger.treat = () => ({ status: 503 });
  await fetchIn(page, '/api/a', { method: 'POST', headers: { 'x-break': '1' }, body: 'broken' });
  await post(page, 'fresh');
  ledger.requests = 0;
  ledger.treat = () => ({});
  await flush(page);
  await expect.poll(() => ledger.taken.map(({ body }) => String(body))).toEqual(['fresh']);
  expect(ledger.requests).toBe(1);
  const { headers } = ledger.taken[0]!;
  expect(headers.authorization).toBe('Bearer fresh');
  expect(headers.host).toBe(new URL(site.origin).host);
  expect(headers['content-length']).toBe('5');
  for (const value of Object.values(headers)) expect(value).not.toBe('evil');
  const [kept, ...others] = await listItems(page);
  expect(others).toEqual([]);
  expect(kept).toMatchObject({ state: 'waiting' });
  expect(kept!.attempts).toBeGreaterThan(1);
});

test('headers by which Holdfast speaks mean nothing when a server sends them', async ({
  page,
  site,
}) => {
  const ledger = await serveOutbox(site);
  ledger.treat = () => ({
    headers: { 'holdfast-queued': 'evil', 'holdfast-bypass': '1', 'holdfast-stored-at': '1' },
  });
  await openControlled(page, site.origin);
  expect((await post(page, 'one')).status).toBe(201);
  expect(await listItems(page)).toEqual([]);
  expect(await heardEvents(page)).toEqual([]);
});

/** A worker whose clock pages can put forward, and whose `maxAge` is a day. */
async function deployAged(site: Site, title: string, maxAge: string | undefined): Promise<string> {
  const { version } = await site.deploy(
    {
      'index.html': html(title, '/app.js'),
      'app.js': await bundlePageScript(),
    },
    {
      register: false,
      prelude: movableClock,
      manifest: {
        precache: { include: ['**/*.html', 'app.js'] },
        routes: [
          {
            name: 'data',
            match: '/data/*',
            strategy: 'cache-first',
            ...(maxAge !== undefined && { expire: { maxAge } }),
          },
        ],
      },
    },
  );
  return version;
}

function serveData(site: Site, headers: Readonly<Record<string, string | string[]>>): () => number {
  let turn = 0;
  site.answers.set('/data/1', (_request, response) => {
    response.writeHead(200, headers).end(String(++turn));
  });
  return () => turn;
}

test('a server cannot say when a response was stored', async ({ page, site }) => {
  const day = 24 * 3_600_000;
  serveData(site, { 'holdfast-stored-at': String(Date.now() + 1000 * day) });
  await deployAged(site, 'aged', '1d');
  await openControlled(page, site.origin);
  const read = async (): Promise<unknown> => fetchIn(page, '/data/1');
  await read();
  await expect
    .poll(async () => (await readCaches(page))['holdfast:/:route:data'])
    .toEqual(['/data/1']);
  expect(await read()).toMatchObject({ body: '1' });
  await putForward(page, 2 * day);
  expect(await read()).toMatchObject({ body: '2' });
});

test('nor could it before the route had a limit to the age', async ({ page, site }) => {
  const day = 24 * 3_600_000;
  serveData(site, { 'holdfast-stored-at': String(Date.now() + 1000 * day) });
  await deployAged(site, 'unlimited', undefined);
  await openControlled(page, site.origin);
  await fetchIn(page, '/data/1');
  await expect
    .poll(async () => (await readCaches(page))['holdfast:/:route:data'])
    .toEqual(['/data/1']);
  await findUpdate(page, await deployAged(site, 'limited', '1d'));
  await settled(page);
  // From when it is first looked at, as nobody else knows.
  expect(await fetchIn(page, '/data/1')).toMatchObject({ body: '1' });
  await putForward(page, 2 * day);
  expect(await fetchIn(page, '/data/1')).toMatchObject({ body: '2' });
});

test('neither a cookie nor `Vary: *` is stored', async ({ context, page, site }) => {
  const turns = serveData(site, { 'set-cookie': ['a=1', 'b=2; HttpOnly'], vary: '*' });
  site.answers.set('/data/2', (_request, response) => {
    response.writeHead(200, { 'set-cookie': 'c=3' }).end('two');
  });
  await deployAged(site, 'cookies', '1d');
  site.headers.set('/index.html', { 'set-cookie': 'd=4', vary: '*' });
  await openControlled(page, site.origin);
  expect(await fetchIn(page, '/data/1')).toMatchObject({ body: '1' });
  expect(await fetchIn(page, '/data/1')).toMatchObject({ body: '2' });
  expect(turns()).toBe(2);
  await fetchIn(page, '/data/2');
  await expect
    .poll(async () => (await readCaches(page))['holdfast:/:route:data'])
    .toEqual(['/data/2']);
  await context.clearCookies();
  await site.stop();
  await page.reload();
  await expect(page.locator('h1')).toHaveText('cookies');
  const answer = await fetchIn(page, '/data/2');
  expect(answer).toMatchObject({ body: 'two' });
  expect(answer).not.toHaveProperty(['headers', 'set-cookie']);
  expect(await context.cookies()).toEqual([]);
});
