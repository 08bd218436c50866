import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import type { WorkerStatus } from '../../src/protocol/messages.js';
import {
  flush,
  heardEvents,
  listItems,
  serveOutbox,
  post,
  type OutboxSiteOptions,
} from '../harness/outbox-site.js';
import {
  bundlePageScript,
  controlled,
  expect,
  findUpdate,
  html,
  openControlled,
  test,
  type Site,
} from '../harness/site.js';
import { startSite } from '../harness/site-server.js';

/** Collects what nobody in the worker has caught, and tells it to who asks. */
const prelude = `
  const faults = [];
  self.addEventListener('unhandledrejection', ({ reason }) => faults.push(String(reason)));
  self.addEventListener('error', ({ message }) => faults.push(message));
  self.addEventListener('message', ({ data, ports }) => {
    if (data === 'faults?') ports[0].postMessage(faults);
  });`;

/** The commands that change something, and those that tell something. */
const commands = [
  { type: 'status' },
  { type: 'activate' },
  { type: 'idle' },
  { type: 'outbox-list' },
  { type: 'outbox-outcomes' },
  { type: 'outbox-wake', mode: 'all', isAwaited: true },
  { type: 'outbox-retry', id: 'ID' },
  { type: 'outbox-discard', id: 'ID' },
  { type: 'outbox-resume', route: 'writes' },
  { type: 'outbox-heard', ids: ['ID'] },
];

/** Asks a worker of the page's own registration, past the page's client; waits for the answer. */
function askDirectly(
  page: Page,
  message: unknown,
  which: 'active' | 'waiting' = 'active',
): Promise<unknown> {
  return page.evaluate(
    async ([data, role]) => {
      const registration = await navigator.serviceWorker.getRegistration();
      const { port1, port2 } = new MessageChannel();
      const answer = new Promise<unknown>((resolve) => {
        port1.addEventListener('message', (event) => resolve(event.data));
      });
      port1.start();
      registration![role as 'active']!.postMessage(data, [port2]);
      return answer;
    },
    [message, which] as const,
  );
}

async function readRefusals(page: Page, which: 'active' | 'waiting'): Promise<string[]> {
  const answer = await askDirectly(page, { holdfast: 1, type: 'status' }, which);
  const { log } = (answer as { value: WorkerStatus }).value;
  return log.filter(({ code }) => code === 'protocol/refused').map(({ subject }) => subject);
}

/** An app in /app/ whose updates wait, beside a page that is none of it. */
async function deployApp(site: Site, title: string): Promise<string> {
  const { version } = await site.deploy(
    {
      'index.html': html(title, '/app/app.js'),
      'app.js': await bundlePageScript(),
      '../outside.html': html('outside'),
      '../application/index.html': html('its name only begins alike'),
    },
    {
      under: 'app/',
      register: false,
      manifest: {
        precache: { include: ['**/*.{html,js}'] },
        routes: [
          {
            name: 'writes',
            match: { path: '/api/*', methods: ['POST'] },
            strategy: 'network-only',
            outbox: { order: 'none' },
          },
        ],
        update: { activate: 'on-accept' },
      },
    },
  );
  return version;
}

test('pages of the same origin outside the scope are neither obeyed nor answered', async ({
  context,
  page,
  site,
}) => {
  await context.addInitScript(() => Object.assign(globalThis, { workerUrl: '/app/sw.js' }));
  await deployApp(site, 'one');
  let answers = [503, 400];
  let requests = 0;
  site.answers.set('/api/a', (_request, response) => {
    requests++;
    response.writeHead(answers.shift() ?? 200).end();
  });
  await page.goto(`${site.origin}/app/`);
  await controlled(page);
  // The server has refused this one for good.
  const { id } = await post(page, 'dead');
  await flush(page);
  expect(await listItems(page)).toMatchObject([{ id, state: 'dead' }]);
  // And wants to hear of this one later.
  answers = [503];
  site.answers.set('/api/b', (_request, response) => {
    requests++;
    response.writeHead(503, { 'retry-after': '3600' }).end();
  });
  const { id: later } = await post(page, 'later', '/api/b');
  const before = await listItems(page);
  expect(before.map((item) => item.id)).toEqual([id, later]);
  await findUpdate(page, await deployApp(site, 'two'));
  await expect
    .poll(() =>
      page.evaluate(async () =>
        Boolean((await navigator.serviceWorker.getRegistration())!.waiting),
      ),
    )
    .toBe(true);
  requests = 0;

  const outsiders = ['/outside.html', '/application/index.html'];
  const outside = await context.newPage();
  const heard: unknown[] = [];
  for (const path of outsiders) {
    await outside.goto(site.origin + path);
    await outside.evaluate(
      async ([all, known]) => {
        const registration = await navigator.serviceWorker.getRegistration('/app/');
        const answered: unknown[] = [];
        Object.assign(globalThis, { answered });
        navigator.serviceWorker.addEventListener('message', ({ data }) => answered.push(data));
        navigator.serviceWorker.startMessages();
        for (const worker of [registration!.active!, registration!.waiting!]) {
          for (const command of all) {
            const { port1, port2 } = new MessageChannel();
            port1.addEventListener('message', ({ data }) => answered.push(data));
            port1.start();
            const text = JSON.stringify({ holdfast: 1, ...command }).replaceAll('ID', known);
            worker.postMessage(JSON.parse(text), [port2]);
          }
        }
      },
      [commands, id!] as const,
    );
    for (const which of ['active', 'waiting'] as const) {
      await expect
        .poll(async () => (await readRefusals(page, which)).filter((url) => url.endsWith(path)))
        .toEqual(commands.map(() => site.origin + path));
    }
    heard.push(
      ...(await outside.evaluate(
        () => (globalThis as unknown as { answered: unknown[] }).answered,
      )),
    );
  }
  expect(heard).toEqual([]);
  expect(await listItems(page)).toEqual(before);
  expect(requests).toBe(0);
  expect(
    await page.evaluate(async () =>
      Boolean((await navigator.serviceWorker.getRegistration())!.waiting),
    ),
  ).toBe(true);
  // From a page of the scope the same command is obeyed.
  expect(await askDirectly(page, { holdfast: 1, type: 'outbox-discard', id })).toEqual({
    ok: true,
    value: true,
  });
});

test('hostile messages get no answer, and leave the worker as it was', async ({ page, site }) => {
  const options: OutboxSiteOptions = { prelude, outbox: { order: 'none' } };
  const ledger = await serveOutbox(site, options);
  await openControlled(page, `${site.origin}/`);
  let answers = [503, 400];
  ledger.treat = () => ({ status: answers.shift() ?? 201 });
  const { id } = await post(page, 'kept');
  await flush(page);
  const before = await listItems(page);
  expect(before).toMatchObject([{ id, state: 'dead' }]);
  answers = [];

  await page.evaluate(() => {
    const { controller } = navigator.serviceWorker;
    const answered: unknown[] = [];
    Object.assign(globalThis, { answered });
    const cyclic: Record<string, unknown> = { holdfast: 1, type: 'outbox-discard' };
    cyclic['id'] = cyclic;
    // There is nothing in it, but to look at each of its places takes minutes.
    const longest: string[] = [];
    longest.length = 2 ** 32 - 1;
    const huge = 'x'.repeat(8 * 1024 * 1024);
    const messages: unknown[] = [
      null,
      0,
      Number.NaN,
      1n,
      '',
      huge,
      new Date(Number.NaN),
      /status/,
      new Error('status'),
      new Map<string, unknown>([
        ['holdfast', 1],
        ['type', 'status'],
      ]),
      new Blob([huge]),
      new ArrayBuffer(1024),
      [1, 'status'],
      {},
      JSON.parse('{"__proto__":{"holdfast":1,"type":"status"}}'),
      JSON.parse('{"holdfast":1,"__proto__":{"type":"status"}}'),
      { constructor: { holdfast: 1, type: 'status' } },
      ...[2, 99, -1, 0.5, Infinity, Number.NaN, '1', true, [1], null].map((holdfast) => ({
        holdfast,
        type: 'status',
      })),
      ...['', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'outbox', huge].map(
        (type) => ({ holdfast: 1, type }),
      ),
      ...[null, 7, ['status'], new String('status'), { length: 6 }].map((type) => ({
        holdfast: 1,
        type,
      })),
      cyclic,
      ...[undefined, null, 5, ['a'], new String('a')].flatMap((value) => [
        { holdfast: 1, type: 'outbox-retry', id: value },
        { holdfast: 1, type: 'outbox-discard', id: value },
        { holdfast: 1, type: 'outbox-resume', route: value },
      ]),
      ...['constructor', '__proto__', 'length', ['all'], null].map((mode) => ({
        holdfast: 1,
        type: 'outbox-wake',
        mode,
        isAwaited: true,
      })),
      { holdfast: 1, type: 'outbox-wake', mode: 'all', isAwaited: 'true' },
      ...[null, 'a', { length: 1, 0: 'a' }, [1], [['a']], longest].map((ids) => ({
        holdfast: 1,
        type: 'outbox-heard',
        ids,
      })),
    ];
    for (const message of messages) {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', ({ data }) => answered.push([message, data]));
      port1.start();
      controller!.postMessage(message, [port2]);
    }
    // Nobody is there to hear these answers, or there is nowhere to put them.
    controller!.postMessage({ holdfast: 1, type: 'status' });
    controller!.postMessage({ holdfast: 1, type: 'outbox-list' });
    const { port1, port2 } = new MessageChannel();
    port1.close();
    controller!.postMessage({ holdfast: 1, type: 'outbox-list' }, [port2]);
  });

  // What comes after them is answered, and as ever.
  expect(
    await askDirectly(page, { holdfast: 1, type: 'outbox-wake', mode: 'all', isAwaited: true }),
  ).toMatchObject({ ok: true, value: { waiting: 0 } });
  for (const name of ['__proto__', 'constructor']) {
    for (const [message, value] of [
      [{ type: 'outbox-retry', id: name }, false],
      [{ type: 'outbox-discard', id: name }, false],
      [{ type: 'outbox-resume', route: name }, 0],
    ] as const) {
      expect(await askDirectly(page, { holdfast: 1, ...message })).toEqual({ ok: true, value });
    }
  }
  const status = await page.evaluate(() => window.holdfast.status());
  expect(status).toMatchObject({ state: { name: 'normal' }, outbox: { dead: 1, waiting: 0 } });
  expect(await listItems(page)).toEqual(before);
  expect(ledger.requests).toBe(2);
  expect(await askDirectly(page, 'faults?')).toEqual([]);
  expect(
    await page.evaluate(() => (globalThis as unknown as { answered: unknown[] }).answered),
  ).toEqual([]);
});

/** What a worker might say, were it only in the shape of it. */
const toldByHolders = [
  { type: 'state', version: 'evil', state: { name: 'broken-install', reason: 'evil' } },
  { type: 'unrecoverable', version: 'evil', url: 'https://evil.test/' },
  {
    type: 'install-progress',
    version: 'evil',
    files: 1,
    totalFiles: 1,
    bytes: 1,
    totalBytes: 1,
  },
  {
    type: 'outbox',
    event: {
      type: 'failed',
      item: {
        id: 'evil',
        route: 'writes',
        method: 'POST',
        url: 'https://evil.test/',
        headers: [],
        sizeBytes: 0,
        createdAtMs: 1,
        expiresAtMs: 2,
        state: 'dead',
        attempts: 1,
      },
    },
  },
].map((message) => ({ holdfast: 1, ...message }));

test('a frame of another origin is neither heard by the page nor told anything', async ({
  page,
  site,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-foreign-'));
  const foreign = await startSite(folder);
  try {
    await writeFile(join(folder, 'frame.html'), html('foreign', '/frame.js'));
    await writeFile(
      join(folder, 'sw.js'),
      `const got = [];
      addEventListener('install', () => skipWaiting());
      addEventListener('activate', (event) => event.waitUntil(clients.claim()));
      addEventListener('fetch', ({ request }) => got.push(request.url));
      addEventListener('message', async ({ data, ports }) => {
        if (data !== 'got?') return got.push(data);
        const all = await clients.matchAll({ includeUncontrolled: true, type: 'all' });
        ports[0].postMessage([...got, ...all.map(({ url }) => url)]);
      });`,
    );
    await writeFile(
      join(folder, 'frame.js'),
      `const got = [];
      addEventListener('message', async ({ data, source }) => {
        if (data.told) for (const message of data.told) source.postMessage(message, '*');
        if (data !== 'got?') return;
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = (event) => source.postMessage({ got: [...got, ...event.data] }, '*');
        navigator.serviceWorker.controller.postMessage('got?', [port2]);
      });
      navigator.serviceWorker.addEventListener('message', ({ data }) => got.push(data));
      navigator.serviceWorker.register('/sw.js');
      const { serviceWorker } = navigator;
      if (!serviceWorker.controller) {
        await new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve));
      }
      const refused = await serviceWorker.getRegistration(${JSON.stringify(`${site.origin}/`)})
        .then(() => 'found', ({ name }) => name);
      parent.postMessage({ ready: refused }, '*');`,
    );
    const ledger = await serveOutbox(site);
    ledger.treat = () => ({ status: 503 });
    await openControlled(page, `${site.origin}/`);
    await page.evaluate(() => (window.heard.length = 0));

    /** Sends something to the frame, or just opens it, and waits for so many messages from it. */
    const exchange = (message: unknown, count: number): Promise<unknown[]> =>
      page.evaluate(
        async ([url, data, wanted]) => {
          const all: unknown[] = [];
          const done = new Promise<void>((resolve) => {
            addEventListener('message', (event) => {
              if (all.push(event.data) === wanted) resolve();
            });
          });
          const frame = document.querySelector('iframe');
          if (frame) frame.contentWindow!.postMessage(data, '*');
          else document.body.append(Object.assign(document.createElement('iframe'), { src: url }));
          await done;
          return all;
        },
        [`${foreign.origin}/frame.html`, message, count] as const,
      );

    expect(await exchange(undefined, 1)).toEqual([{ ready: 'SecurityError' }]);
    const told = await exchange({ told: toldByHolders }, toldByHolders.length);
    expect(told).toEqual(toldByHolders);
    expect((await post(page, 'mine')).status).toBe(202);
    await expect
      .poll(async () => (await heardEvents(page)).map(({ type }) => type))
      .toContain('queued');

    const [{ got }] = (await exchange('got?', 1)) as [{ got: string[] }];
    expect(got.filter((what) => what !== `${foreign.origin}/frame.html`)).toEqual([]);
    const heard = await page.evaluate(() => JSON.stringify(window.heard));
    expect(heard).not.toContain('evil');
    const status = await page.evaluate(() => window.holdfast.status());
    expect(status).toMatchObject({ state: { name: 'normal' }, outbox: { dead: 0 } });
  } finally {
    await foreign.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test("what another toolkit's worker says at the worker's URL breaks nothing in the page", async ({
  page,
  site,
}) => {
  await serveOutbox(site);
  const malformed = toldByHolders.flatMap((message) =>
    Object.keys(message)
      .filter((name) => name !== 'holdfast' && name !== 'type')
      .flatMap((name) => [null, true, {}, []].map((value) => ({ ...message, [name]: value }))),
  );
  const replies = [null, 'pong', { ok: 'yes' }, { ok: true }, { ok: true, value: {} }, { ok: 0 }];
  site.answers.set('/sw.js', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(`
      addEventListener('install', () => skipWaiting());
      addEventListener('activate', (event) => event.waitUntil(clients.claim()));
      const replies = ${JSON.stringify(replies)};
      let turn = 0;
      addEventListener('message', ({ data, ports, source }) => {
        if (data === 'speak') for (const told of ${JSON.stringify(malformed)}) source.postMessage(told);
        if (data === 'speak') source.postMessage('spoken');
        else ports[0]?.postMessage(replies[turn++ % replies.length]);
      });`);
  });
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  await openControlled(page, `${site.origin}/`);
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        navigator.serviceWorker.addEventListener('message', ({ data }) => {
          if (data === 'spoken') resolve();
        });
        navigator.serviceWorker.controller!.postMessage('speak');
      }),
  );
  for (const _ of replies) {
    const status = await page.evaluate(() => window.holdfast.status());
    expect(status).toMatchObject({ availability: 'controlled', state: { name: 'degraded' } });
    expect(status.state.reason).toContain('is it a Holdfast worker?');
    const failed = await page.evaluate(() =>
      window.holdfast.outbox.list().catch(({ code }: { code: string }) => code),
    );
    expect(failed).toBe('page/no-answer');
  }
  const heard = await page.evaluate(() => window.heard);
  expect(heard).toEqual([{ type: 'offline-ready', event: { version: 'unknown' } }]);
  expect(errors).toEqual([]);
});
