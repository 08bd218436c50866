import type { Page } from 'playwright';
import type { Outbox } from './subject.js';

// Each function here runs in the page as it stands, so none may name anything outside itself.

/** Registers the worker and waits until it is active and in charge of the page; how long until it was active. */
export function installWorker(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const startedAtMs = performance.now();
    const controlled = new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
    });
    const registration = await navigator.serviceWorker.register('/sw.js');
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    if (!worker) throw new Error('the registration has no worker');
    await new Promise<void>((resolve, reject) => {
      function look(): void {
        if (worker!.state === 'activated') resolve();
        if (worker!.state === 'redundant') reject(new Error('the install failed'));
      }
      worker.addEventListener('statechange', look);
      look();
    });
    const tookMs = performance.now() - startedAtMs;
    if (!navigator.serviceWorker.controller) await controlled;
    return tookMs;
  });
}

/** How long after `update()` the new worker had stored what it stores, and was active. */
export interface UpdateTimes {
  readonly installedMs: number;
  readonly activeMs: number;
}

/** Asks for a new worker and waits until it is active. */
export function updateWorker(page: Page): Promise<UpdateTimes> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const startedAtMs = performance.now();
    const activated = new Promise<UpdateTimes>((resolve, reject) => {
      registration.addEventListener('updatefound', () => {
        const worker = registration.installing!;
        let installedMs = Number.NaN;
        worker.addEventListener('statechange', () => {
          const sinceMs = performance.now() - startedAtMs;
          if (worker.state === 'installed') installedMs = sinceMs;
          if (worker.state === 'activated') resolve({ installedMs, activeMs: sinceMs });
          if (worker.state === 'redundant') reject(new Error('the update failed'));
        });
      });
    });
    await registration.update();
    return activated;
  });
}

/** Fetches and reads one URL after the other; how long each took. */
export function fetchInTurn(page: Page, urls: readonly string[]): Promise<number[]> {
  return page.evaluate(async (all) => {
    const times: number[] = [];
    for (const url of all) {
      const startedAtMs = performance.now();
      const response = await fetch(url);
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      times.push(performance.now() - startedAtMs);
    }
    return times;
  }, urls);
}

/** Fetches and reads all URLs at once; how long until the last was read. */
export function fetchAtOnce(page: Page, urls: readonly string[]): Promise<number> {
  return page.evaluate(async (all) => {
    const startedAtMs = performance.now();
    await Promise.all(
      all.map(async (url) => {
        const response = await fetch(url);
        await response.arrayBuffer();
        if (!response.ok) throw new Error(`${url}: ${response.status}`);
      }),
    );
    return performance.now() - startedAtMs;
  }, urls);
}

/** How many responses there are in all caches of the origin. */
export function countCached(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let count = 0;
    for (const name of await caches.keys()) {
      count += (await (await caches.open(name)).keys()).length;
    }
    return count;
  });
}

/**
 * The first byte of the navigation that made this page, from its start. It came from a cache, by the worker or, with static
 * routes, without one. Source: Navigation Timing, `responseStart`; Resource Timing, `deliveryType`.
 */
export function readFirstByteMs(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    const { deliveryType } = entry as unknown as { deliveryType: string };
    if (deliveryType !== 'cache-storage') throw new Error('this navigation came from no cache');
    return entry!.responseStart - entry!.startTime;
  });
}

/** Waits until every one of these is in some cache. */
export async function waitForStored(page: Page, urls: readonly string[]): Promise<void> {
  await page.evaluate(async (wanted) => {
    for (const url of wanted) while (!(await caches.match(url)));
  }, urls);
}

/** What one put cost: through the worker, and the platform's own share of it. */
export interface PutTimes {
  /** From the fetch of a new URL until it is stored and its victim gone. */
  readonly put: number;
  /** One bare `put` and `delete` in the same cache, at the same number of entries. */
  readonly bare: number;
}

/**
 * Fetches new URLs one by one, and waits each time until it is stored and the next of the victims gone; where no worker evicts
 * them, the page deletes them. By turns with it the page puts and deletes something itself, in the cache that has the victims.
 */
export function putAndEvict(
  page: Page,
  added: readonly string[],
  victims: readonly string[],
  hasLimits: boolean,
): Promise<PutTimes[]> {
  return page.evaluate(
    async ([fresh, stale, evicts]) => {
      let cache: Cache | undefined;
      for (const name of await caches.keys()) {
        const candidate = await caches.open(name);
        if (await candidate.match(stale[0]!)) cache = candidate;
      }
      if (!cache) throw new Error(`${stale[0]} is in no cache`);
      const body = 'x'.repeat(2048);
      const times: { put: number; bare: number }[] = [];
      for (const [index, url] of fresh.entries()) {
        const startedAtMs = performance.now();
        const response = await fetch(url);
        await response.arrayBuffer();
        while (!(await cache.match(url)));
        if (!evicts) await cache.delete(stale[index]!);
        while (await cache.match(stale[index]!));
        const storedAtMs = performance.now();
        await cache.put('/bare', new Response(body));
        await cache.delete('/bare');
        times.push({ put: storedAtMs - startedAtMs, bare: performance.now() - storedAtMs });
      }
      return times;
    },
    [added, victims, hasLimits] as const,
  );
}

/** What a page got for its writes. */
export interface WriteAnswers {
  /** From the first request to the last answer. */
  readonly tookMs: number;
  /** In the order of the requests; 0 for one that failed. */
  readonly statuses: readonly number[];
}

/** Posts all bodies at once, or each when the one before it is answered. */
export function postWrites(
  page: Page,
  url: string,
  bodies: readonly string[],
  way: 'at-once' | 'in-turn',
): Promise<WriteAnswers> {
  return page.evaluate(
    async ([target, all, isBurst]) => {
      async function post(body: string): Promise<number> {
        try {
          const headers = { 'content-type': 'application/json' };
          const response = await fetch(target, { method: 'POST', headers, body });
          return response.status;
        } catch {
          return 0;
        }
      }
      const startedAtMs = performance.now();
      const statuses: number[] = [];
      if (isBurst) statuses.push(...(await Promise.all(all.map(post))));
      else for (const body of all) statuses.push(await post(body));
      return { tookMs: performance.now() - startedAtMs, statuses };
    },
    [url, bodies, way === 'at-once'] as const,
  );
}

/** How many records of an outbox are still to be sent, in whichever database of the origin they are. */
export function countUnsent(page: Page, { sentState, store }: Outbox): Promise<number> {
  return page.evaluate(
    async ([name, sent]) => {
      // oxlint-disable-next-line unicorn/consistent-function-scoping
      function settle<TValue>(request: IDBRequest<TValue>): Promise<TValue> {
        return new Promise((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result));
          request.addEventListener('error', () => reject(request.error ?? new Error('aborted')));
        });
      }
      let count = 0;
      for (const database of await indexedDB.databases()) {
        const connection = await settle(indexedDB.open(database.name!));
        if (connection.objectStoreNames.contains(name)) {
          const all = connection.transaction(name).objectStore(name).getAll();
          const records = (await settle(all)) as { readonly state?: unknown }[];
          count += records.filter(({ state }) => sent === undefined || state !== sent).length;
        }
        connection.close();
      }
      return count;
    },
    [store, sentState] as const,
  );
}

/** Posts a message to the worker in charge, with a port for an answer that nobody waits for. */
export async function tellWorker(page: Page, message: unknown): Promise<void> {
  await page.evaluate((data) => {
    navigator.serviceWorker.controller!.postMessage(data, [new MessageChannel().port2]);
  }, message);
}
