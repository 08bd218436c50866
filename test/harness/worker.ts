import type { CDPSession, Page } from 'playwright/test';
import type { Tab } from './engines/tab.js';

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
  /** A page may start them again at once, so each has to have been dead once. */
  const dying = new Set<string>();
  /** Of their workers, nobody may hear. */
  const deleted = new Set<string>();
  let onChange: (() => void) | undefined;
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    for (const { isDeleted, registrationId } of registrations) {
      if (isDeleted) deleted.add(registrationId);
    }
    onChange?.();
  });
  const listed = new Promise<void>((resolve) => {
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      for (const { registrationId, runningStatus, status, versionId } of versions) {
        const id = `${registrationId} ${versionId}`;
        if (runningStatus === 'stopped' || status === 'redundant') {
          running.delete(id);
          dying.delete(id);
        } else {
          running.add(id);
          if (runningStatus === 'stopping') dying.add(id);
        }
      }
      onChange?.();
      resolve();
    });
  });
  await session.send('ServiceWorker.enable');
  await listed;
  const isDying = (): boolean => [...dying].some((id) => !deleted.has(id.split(' ')[0]!));
  return async () => {
    for (const id of running) dying.add(id);
    await session.send('ServiceWorker.stopAllWorkers');
    while (isDying()) {
      await new Promise<void>((resolve) => {
        onChange = resolve;
      });
    }
    dying.clear();
  };
}

/** Waits until no worker of a page's browser waits any more for the pages of another one to go. */
export async function noneWaits(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const statuses = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      for (const { status, versionId } of versions) statuses.set(versionId, status);
      const isOver = [...statuses.values()].every((one) => /^(activated|redundant)$/.test(one));
      if (isOver) resolve();
    });
    session.send('ServiceWorker.enable').catch(reject);
  });
  await session.detach();
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
