import * as fc from 'fast-check';
import type { BrowserContext, Page, Worker } from 'playwright/test';
import { expect, fetchIn, html, openControlled, test, type Site } from '../harness/site.js';
import { readEntries, stopWorkers } from '../harness/worker.js';

const maxEntries = 4;
const maxBytes = 10_000;
const maxAgeMs = 3_600_000;
const cacheName = 'holdfast:/:route:entries';
// Always the same, so that what breaks is what was changed.
const seed = Number(process.env['HOLDFAST_SEED'] ?? 1);

/** What the route's cache should hold, least recently used first, in the simplest way to say it. */
class Model {
  readonly entries: { name: string; sizeBytes: number; storedAtMs: number; isGone: boolean }[] = [];
  nowMs = 0;

  put(name: string, sizeBytes: number): void {
    if (sizeBytes > maxBytes) return;
    this.#remove(name);
    this.entries.push({ name, sizeBytes, storedAtMs: this.nowMs, isGone: false });
    while (this.entries.length > maxEntries || this.sizeBytes > maxBytes) this.entries.shift();
  }

  /** Whether it is answered from the cache. */
  hit(name: string): boolean {
    const entry = this.entries.find((one) => one.name === name);
    if (!entry || entry.isGone) return false;
    this.#remove(name);
    if (this.nowMs - entry.storedAtMs > maxAgeMs) return false;
    this.entries.push(entry);
    return true;
  }

  deleteBehind(name: string): void {
    const entry = this.entries.find((one) => one.name === name);
    if (entry) entry.isGone = true;
  }

  restart(): void {
    for (const { name } of this.entries.filter(({ isGone }) => isGone)) this.#remove(name);
  }

  get sizeBytes(): number {
    return this.entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  }

  #remove(name: string): void {
    const index = this.entries.findIndex((entry) => entry.name === name);
    if (index >= 0) this.entries.splice(index, 1);
  }
}

type Step =
  | { readonly do: 'put'; readonly name: string; readonly sizeBytes: number }
  | { readonly do: 'hit' | 'delete'; readonly name: string }
  | { readonly do: 'restart' }
  | { readonly do: 'jump'; readonly byMs: number };

const anyName = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      name: anyName,
      sizeBytes: fc.integer({ min: 0, max: 6000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      name: anyName,
      sizeBytes: fc.constantFrom(10_000, 10_001),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('hit' as const), name: anyName }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), name: anyName }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('jump' as const),
      byMs: fc.constantFrom(-7_200_000, -60_000, 1_100_000, 7_200_000),
    }),
  },
);

/** The same site for every history: a network-first route, whose server gives what it is told to, or is in trouble. */
async function deploy(site: Site): Promise<void> {
  await site.deploy(
    // No client of ours in the page: its upkeep would come at a moment that no model knows.
    {
      'index.html': html('model', '/start.js'),
      'start.js': "navigator.serviceWorker.register('/sw.js');",
    },
    {
      register: false,
      manifest: {
        precache: { include: ['**/*.{html,js}'] },
        routes: [
          {
            name: 'entries',
            match: '/e/*',
            strategy: 'network-first',
            expire: { maxEntries, maxBytes, maxAge: maxAgeMs / 1000 },
          },
        ],
      },
    },
  );
}

async function follow(context: BrowserContext, site: Site, steps: readonly Step[]): Promise<void> {
  const page = await context.newPage();
  const model = new Model();
  let offsetMs = 0;
  let next: number | undefined;
  for (const one of 'abcdefg') {
    site.answers.set(`/e/${one}`, (_request, response) => {
      if (next === undefined) response.writeHead(503).end();
      else response.writeHead(200).end(one.repeat(next));
    });
  }
  await openControlled(page, `${site.origin}/`);
  await setClock(await findWorker(context), offsetMs);

  for (const todo of steps) {
    next = todo.do === 'put' ? todo.sizeBytes : undefined;
    if (todo.do === 'put') {
      model.put(todo.name, todo.sizeBytes);
      expect(await fetchIn(page, `/e/${todo.name}`)).toMatchObject({ status: 200 });
    } else if (todo.do === 'hit') {
      const status = model.hit(todo.name) ? 200 : 503;
      expect(await fetchIn(page, `/e/${todo.name}`)).toMatchObject({ status });
    } else if (todo.do === 'delete') {
      model.deleteBehind(todo.name);
      await page.evaluate(async ([cache, url]) => (await caches.open(cache)).delete(url), [
        cacheName,
        `/e/${todo.name}`,
      ] as const);
    } else if (todo.do === 'jump') {
      offsetMs += todo.byMs;
      model.nowMs += todo.byMs;
      await setClock(await findWorker(context), offsetMs);
    } else {
      await expectRecords(page, model);
      await stopWorkers(page);
      model.restart();
      // Wakes it; a name that no step uses.
      await fetchIn(page, '/e/z');
      await setClock(await findWorker(context), offsetMs);
      // The records are read when something is first stored or served; only then what is missing is missed.
      next = 10;
      model.put('a', next);
      await fetchIn(page, '/e/a');
      await expect.poll(() => hasReadRecords(page)).toBe(true);
    }
    await expectStored(page, model);
  }
  await expectRecords(page, model);
  await page.close();
}

/** The running worker; one that was stopped leaves the list a moment later. */
async function findWorker(context: BrowserContext): Promise<Worker> {
  return context.serviceWorkers().at(-1) ?? context.waitForEvent('serviceworker');
}

/** The status has the routes once their records are read. */
function hasReadRecords(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<{ value: { routes?: unknown } }>((resolve) => {
      port1.addEventListener('message', ({ data }) => resolve(data as { value: object }));
    });
    port1.start();
    navigator.serviceWorker.controller!.postMessage({ holdfast: 1, type: 'status' }, [port2]);
    return (await answer).value.routes !== undefined;
  });
}

function setClock(worker: Worker, offsetMs: number): Promise<void> {
  return worker.evaluate((ms) => {
    const clock = globalThis as unknown as { realNow?: () => number };
    clock.realNow ??= Date.now.bind(Date);
    Date.now = () => clock.realNow!() + ms;
  }, offsetMs);
}

/** The survivors agree, and the sums are those of the bodies that are really stored. */
async function expectStored(page: Page, model: Model): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(async (name) => {
        const cache = await caches.open(name);
        const sizes: Record<string, number> = {};
        for (const request of await cache.keys()) {
          // Gone meanwhile: the next look will tell.
          const body = await (await cache.match(request))?.blob();
          sizes[new URL(request.url).pathname.slice(3)] = body?.size ?? -1;
        }
        return sizes;
      }, cacheName),
    )
    .toEqual(
      Object.fromEntries(
        model.entries
          .filter(({ isGone }) => !isGone)
          .map(({ name, sizeBytes }) => [name, sizeBytes]),
      ),
    );
}

/** The records agree with the model, entry by entry, in the order of use. */
async function expectRecords(page: Page, model: Model): Promise<void> {
  await expect
    .poll(async () =>
      (await readEntries(page)).map(({ url, sizeBytes }) => ({ name: url.slice(3), sizeBytes })),
    )
    .toEqual(model.entries.map(({ name, sizeBytes }) => ({ name, sizeBytes })));
}

test(`after any history the cache, the sums and the order are those of a simple model, by HOLDFAST_SEED=${seed}`, async ({
  browser,
  site,
}) => {
  await deploy(site);
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 15, maxLength: 40 }), async (steps) => {
      const context = await browser.newContext();
      try {
        await follow(context, site, steps);
      } finally {
        await context.close();
      }
    }),
    // Each history is a real worker's life; shrinking one would take minutes.
    { seed, numRuns: 8, endOnFailure: true },
  );
});
