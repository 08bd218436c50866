import { createCacheNames, databaseName } from '../protocol/cache-names.js';
import { createRuntime } from './runtime.js';

declare const self: ServiceWorkerGlobalScope;

/**
 * The kill switch: a worker that takes over at once, deletes the caches and the database of its own scope, and unregisters.
 * Pages go on as they are, on plain network from their next request. Another scope's data is never touched.
 */
export function selfDestroy(): void {
  const runtime = createRuntime(self);
  const { scope } = runtime;
  self.addEventListener('install', (event) => {
    event.waitUntil(self.skipWaiting());
  });
  self.addEventListener('activate', (event) => {
    event.waitUntil(destroy());
  });

  async function destroy(): Promise<void> {
    // There is no later start: what failed once is tried again now.
    for (let rounds = 0; rounds < 2; rounds++) {
      await runtime.within(deleteAll()).catch(() => {
        // Leftovers cost space; a worker that stays would cost more.
      });
    }
    await self.registration.unregister();
  }

  async function deleteAll(): Promise<void> {
    // A connection still open holds the deletion up, not this worker: it goes through when the last one closes.
    self.indexedDB.deleteDatabase(databaseName(scope));
    const names = createCacheNames(scope);
    const cacheNames = await self.caches.keys();
    await Promise.allSettled(
      cacheNames.filter((name) => names.isOwn(name)).map((name) => self.caches.delete(name)),
    );
  }
}
