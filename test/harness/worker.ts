import { setTimeout as wait } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright/test';
import type { Tab } from './engines/tab.js';

// Of one that is unregistered meanwhile, nobody hears.
const longestStopMs = 500;

/** Kills the workers of a page's browser, as the browser does when it wants their memory, and waits until they are dead. */
export async function stopWorkers(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await (
    await createStop(session)
  )();
  await session.detach();
}

/** Makes what kills every worker, and waits until all are dead: one that is dying takes events still. */
export async function createStop(session: CDPSession): Promise<() => Promise<void>> {
  const running = new Set<string>();
  let onStopped: (() => void) | undefined;
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { runningStatus, status, versionId } of versions) {
      if (runningStatus === 'stopped' || status === 'redundant') running.delete(versionId);
      else running.add(versionId);
    }
    if (running.size === 0) onStopped?.();
  });
  await session.send('ServiceWorker.enable');
  return async () => {
    const stopped = new Promise<void>((resolve) => {
      onStopped = resolve;
    });
    await session.send('ServiceWorker.stopAllWorkers');
    if (running.size > 0) await Promise.race([stopped, wait(longestStopMs)]);
    running.clear();
  };
}

/** One record of what a route's cache holds; `url` is its path and query. */
interface EntryRecord {
  readonly cacheName: string;
  readonly url: string;
  readonly sizeBytes: number;
  readonly usedAtMs: number;
}

/** The records of all routes' caches as they are in the database of the scope `/`, least recently used first. */
export async function readEntries(page: Tab): Promise<EntryRecord[]> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('holdfast:/');
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error!));
    });
    const store = database.transaction('entries').objectStore('entries');
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- it runs in the page
    const read = <TValue>(request: IDBRequest<TValue>): Promise<TValue> =>
      new Promise((resolve) => request.addEventListener('success', () => resolve(request.result)));
    const [keys, values] = await Promise.all([read(store.getAllKeys()), read(store.getAll())]);
    database.close();
    return keys
      .map((key, index) => {
        const [cacheName, href] = key as [string, string];
        const { pathname, search } = new URL(href);
        const { sizeBytes, usedAtMs } = values[index] as { sizeBytes: number; usedAtMs: number };
        return { cacheName, url: pathname + search, sizeBytes, usedAtMs };
      })
      .toSorted((left, right) => left.usedAtMs - right.usedAtMs);
  });
}
