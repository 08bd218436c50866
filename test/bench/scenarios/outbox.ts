import { setTimeout as wait } from 'node:timers/promises';
import { denyBackgroundSync, withBrowser } from '../browser.js';
import { buildSite } from '../build-site.js';
import { countUnsent, installWorker, postWrites, tellWorker, type WriteAnswers } from '../page.js';
import type { Case, Scenario } from '../scenario.js';
import { withServer, type BenchServer } from '../server.js';
import type { App, AppRoute, Subject } from '../subject.js';

const folder = '/api/';
const url = `${folder}items`;
const latencyMs = 20;
const patienceMs = 60_000;
const bodies = Array.from({ length: 200 }, (_, index) =>
  JSON.stringify({ index, title: `Item ${index}`, isDone: index % 2 === 0, tags: ['a', 'b'] }),
);

/**
 * Writes that a page makes while the host is down: until each is answered, by which time it is kept; and sending them when it is
 * back, until the host has the last. Who keeps writes in order sends them in order.
 */
export const outbox: Scenario = {
  name: 'outbox',
  title: `${bodies.length} writes while the host refuses connections; sending them at ${latencyMs} ms latency`,
  cases: [defineQueueCase(), defineDeliverCase('in-order'), defineDeliverCase('side-by-side')],
};

function defineQueueCase(): Case {
  return {
    name: 'queue',
    measures: { burst: 'ms', series: 'ms' },
    bars: [
      { measure: 'burst', atMost: 1, times: 'workbox' },
      { measure: 'series', atMost: 1, times: 'workbox' },
    ],
    async run(subject) {
      const burst = await withWritesKept(subject, 'in-order', 'at-once', ({ tookMs }) => tookMs);
      const series = await withWritesKept(subject, 'in-order', 'in-turn', ({ tookMs }) => tookMs);
      return { burst, series };
    },
  };
}

function defineDeliverCase(order: NonNullable<AppRoute['outbox']>): Case {
  return {
    name: order === 'in-order' ? 'deliver' : 'deliver-unordered',
    measures: { time: 'ms' },
    bars: [{ measure: 'time', atMost: order === 'in-order' ? 1 : 0.35, times: 'workbox' }],
    run: (subject) =>
      withWritesKept(subject, order, 'in-turn', async (_, { countKept, send, server }) => {
        server.latencyMs = latencyMs;
        await server.comeBack();
        if (server.writes.length > 0) throw new Error('sent before it was told to');
        const startedAtMs = performance.now();
        const deadlineMs = startedAtMs + patienceMs;
        await send();
        await waitUntil(deadlineMs, () => server.writes.length >= bodies.length);
        const tookMs = server.writes.at(-1)!.atMs - startedAtMs;
        // The last answer is on its way; after it nothing may be left to send again.
        await waitUntil(deadlineMs, async () => (await countKept()) === 0);
        requireWrites(server, order);
        return { time: tookMs };
      }),
  };
}

interface KeptWrites {
  readonly server: BenchServer;
  /** How many writes the worker still keeps. */
  countKept(): Promise<number>;
  /** Has the worker send them. */
  send(): Promise<void>;
}

/** Has a page post all writes while the host is down, makes sure that each is kept, and lends the rest. */
async function withWritesKept<TResult>(
  subject: Subject,
  order: NonNullable<AppRoute['outbox']>,
  way: 'at-once' | 'in-turn',
  use: (answers: WriteAnswers, kept: KeptWrites) => TResult | Promise<TResult>,
): Promise<TResult> {
  const app: App = {
    precache: false,
    routes: [{ name: 'writes', folder, strategy: 'network-only', outbox: order }],
    sendsWhenTold: true,
  };
  const site = await buildSite(subject, { files: 4, fileBytes: 2 * 1024 }, app);
  return withServer('http1', site, (server) =>
    withBrowser(async (browser) => {
      const { page } = browser;
      await denyBackgroundSync(browser);
      await page.goto(server.origin);
      await installWorker(page);
      await server.goDown();
      const answers = await postWrites(page, url, bodies, way);
      const countKept = (): Promise<number> => countUnsent(page, subject.outbox);
      // At once, not after a while: an answer is a promise.
      const kept = await countKept();
      if (kept !== bodies.length) throw new Error(`${kept} of ${bodies.length} writes are kept`);
      // A toolkit without answers of its own passes the failure on.
      const wrong = answers.statuses.find((status) => status !== 202 && status !== 0);
      if (wrong !== undefined) throw new Error(`a write was answered ${wrong}`);
      const send = (): Promise<void> => tellWorker(page, subject.outbox.sendMessage);
      return use(answers, { server, countKept, send });
    }),
  );
}

async function waitUntil(
  deadlineMs: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) throw new Error(`not all sent in ${patienceMs} ms`);
    await wait(5);
  }
}

/** Makes sure that each write has arrived exactly once, and in order where order is kept. */
function requireWrites({ writes }: BenchServer, order: NonNullable<AppRoute['outbox']>): void {
  const arrived = writes.map(({ body }) => body);
  const isSorted = arrived.every((body, index) => body === bodies[index]);
  const isWhole =
    arrived.length === bodies.length && bodies.every((body) => arrived.includes(body));
  if (!isWhole) throw new Error(`${arrived.length} writes arrived, not each of them once`);
  if (order === 'in-order' && !isSorted) throw new Error('the writes arrived in another order');
}
