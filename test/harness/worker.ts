import type { Page } from 'playwright/test';
import type { Tab } from './engines/tab.js';

/** Kills the workers of a page's browser, as the browser does when it wants their memory. */
export async function stopWorkers(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await session.detach();
}

/** One record of what a route's cache holds; `url` is its path and query. */
interface EntryRecord {
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
        const { pathname, search } = new URL((key as string[])[1]!);
        const { sizeBytes, usedAtMs } = values[index] as { sizeBytes: number; usedAtMs: number };
        return { url: pathname + search, sizeBytes, usedAtMs };
      })
      .toSorted((left, right) => left.usedAtMs - right.usedAtMs);
  });
}
