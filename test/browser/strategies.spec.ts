import type { Page, Worker } from 'playwright/test';
import type { RouteOptions, StrategyName } from '../../src/manifest/types.js';
import {
  expect,
  fetchIn,
  html,
  openControlled,
  test,
  withResolvers,
  type Site,
} from '../harness/site.js';

/**
 * One situation a line. `before` and `after`: what the cache holds. `network`: what the server does; `held` answers only after
 * the page has its response, `late` once the route's timeout has sent the worker to the cache, `silent` never. `asks`: what the worker asks of the platform,
 * in order; `put` writes. `answer`: status and body that the page gets, or `error` where its fetch rejects. `requests`: those that
 * reached the server.
 */
const table = `
strategy                before  network  timeout  asks                 answer        after    requests
cache-first             stored  ok       -        cache                200:stored    stored   0
cache-first             -       ok       -        cache,network,put    200:network   network  1
cache-first             -       404      -        cache,network        404:network   -        1
cache-first             -       500      -        cache,network        500:network   -        1
cache-first             stored  offline  -        cache                200:stored    stored   0
cache-first             -       offline  -        cache,network        error         -        0
network-first           -       ok       -        network,put          200:network   network  1
network-first           stored  ok       -        network,put          200:network   network  1
network-first           stored  404      -        network              404:network   stored   1
network-first           stored  500      -        network,cache,cache  200:stored    stored   1
network-first           -       500      -        network,cache        500:network   -        1
network-first           stored  offline  -        network,cache        200:stored    stored   0
network-first           -       offline  -        network,cache        error         -        0
network-first           stored  held     0.2s     network,cache,put    200:stored    network  1
network-first           -       late     0.2s     network,cache,put    200:network   network  1
network-first           stored  ok       10s      network,put          200:network   network  1
stale-while-revalidate  stored  ok       -        network,cache,put    200:stored    network  1
stale-while-revalidate  stored  held     -        network,cache,put    200:stored    network  1
stale-while-revalidate  -       ok       -        network,cache,put    200:network   network  1
stale-while-revalidate  stored  404      -        network,cache        200:stored    stored   1
stale-while-revalidate  stored  500      -        network,cache        200:stored    stored   1
stale-while-revalidate  stored  offline  -        network,cache        200:stored    stored   0
stale-while-revalidate  -       500      -        network,cache        500:network   -        1
stale-while-revalidate  -       offline  -        network,cache        error         -        0
cache-only              stored  ok       -        cache                200:stored    stored   0
cache-only              stored  offline  -        cache                200:stored    stored   0
cache-only              -       ok       -        cache                error         -        0
network-only            stored  ok       -        network              200:network   stored   1
network-only            -       404      -        network              404:network   -        1
network-only            -       500      -        network              500:network   -        1
network-only            stored  offline  -        network              error         stored   0
network-only            -       silent   0.2s     network              error         -        1
`;

interface Situation {
  readonly strategy: StrategyName;
  readonly before: string;
  readonly network: string;
  readonly timeout: string;
  readonly asks: string;
  readonly answer: string;
  readonly after: string;
  readonly requests: string;
}

const [header, ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.split(/ +/));
const situations = rows.map(
  (row) =>
    Object.fromEntries(header!.map((name, index) => [name, row[index]])) as unknown as Situation,
);

for (const situation of situations) {
  const { strategy, before, network, timeout, asks, after, requests } = situation;
  const title = `${strategy}: ${before === '-' ? 'nothing' : 'something'} stored, network ${network}`;
  test(timeout === '-' ? title : `${title}, timeout ${timeout}`, async ({ page, site }) => {
    const route: RouteOptions = { name: 'data', match: '/data', strategy };
    await site.deploy(
      { 'index.html': html('strategies') },
      // The trace is the worker's own, so every request has to reach it.
      {
        manifest: {
          staticRoutes: false,
          routes: [timeout === '-' ? route : { ...route, timeout }],
        },
      },
    );
    await openControlled(page, `${site.origin}/`);
    if (before !== '-') await seed(page, before);
    const release = await setNetwork(site, network);
    const worker = await traceWorker(page);
    site.seen.length = 0;

    const answering = fetchIn(page, '/data');
    if (network === 'late') {
      await expect.poll(() => readTrace(worker)).toContain('cache');
      release();
    }
    const answer = await answering;
    release();

    expect(answer === 'network error' ? 'error' : `${answer.status}:${answer.body}`).toBe(
      situation.answer,
    );
    await expect.poll(() => readTrace(worker)).toEqual(asks.split(','));
    await expect.poll(() => readStored(page)).toBe(after === '-' ? undefined : after);
    await expect
      .poll(() => site.paths().filter((path) => path !== '/favicon.ico'))
      .toEqual(Array.from({ length: Number(requests) }, () => '/data'));
  });
}

async function seed(page: Page, text: string): Promise<void> {
  await page.evaluate(async (content) => {
    const cache = await caches.open('holdfast:/:route:data');
    await cache.put('/data', new Response(content));
  }, text);
}

async function readStored(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => (await caches.match('/data'))?.text());
}

/** Makes the server behave; the function returned lets a held answer go. */
async function setNetwork(site: Site, network: string): Promise<() => void> {
  const { promise: released, resolve: release } = withResolvers();
  if (network === 'offline') {
    await site.stop();
    return release;
  }
  const status = network === '404' || network === '500' ? Number(network) : 200;
  site.answers.set('/data', async (_request, response) => {
    if (network === 'silent') return;
    if (network === 'held' || network === 'late') await released;
    response.writeHead(status, { 'content-type': 'text/plain' }).end('network');
  });
  return release;
}

/** Writes down, inside the real worker, what it asks of the platform and in which order. */
async function traceWorker(page: Page): Promise<Worker> {
  const [worker] = page.context().serviceWorkers();
  if (!worker) throw new Error('no worker is running');
  await worker.evaluate(() => {
    const trace: string[] = [];
    const { fetch } = globalThis;
    const match = caches.match.bind(caches);
    const put = Object.getOwnPropertyDescriptor(Cache.prototype, 'put')!.value as Cache['put'];
    Object.assign(globalThis, {
      trace,
      fetch: (request: Request) => {
        trace.push('network');
        return fetch(request);
      },
    });
    caches.match = (...args) => {
      trace.push('cache');
      return match(...args);
    };
    Cache.prototype.put = function (...args) {
      trace.push('put');
      return put.apply(this, args);
    };
  });
  return worker;
}

function readTrace(worker: Worker): Promise<string[]> {
  return worker.evaluate(() => (globalThis as unknown as { trace: string[] }).trace);
}
