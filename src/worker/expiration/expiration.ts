import type { EvictReason, RouteStatus } from '../../protocol/messages.js';
import type { FeatureFactory } from '../feature.js';
import { createHoldings, readStamp, stamp, toUrl, type Holding } from './holdings.js';
import type { Entry } from './lru.js';
import type { readShortage } from './shortage.js';

// Recency is written down this often; a worker that is killed loses no more of it.
const writeIntervalMs = 1000;
// What a full disk is relieved of at least: less would only make the next response hit it again.
const leastFreedBytes = 256 * 1024;

/**
 * Keeps the routes' caches within their limits, least recently used entries first. A hit touches memory alone; what was
 * used and stored is written to IndexedDB in batches.
 * @param shortage absent where the plan has no quota to keep free
 */
export function expiration(shortage?: typeof readShortage): FeatureFactory {
  return (context) => {
    const { names, plan, report, runtime } = context;
    const storage = plan.storage ?? { opaqueBytes: 0 };
    const { maxBytes: maxTotalBytes = Infinity, opaqueBytes } = storage;
    const holdings = createHoldings(context, storage);
    const { all, forget, load, touch } = holdings;
    let upkeep: Promise<void> | undefined;

    async function evict(holding: Holding, url: string, reason: EvictReason): Promise<void> {
      forget(holding, url);
      holding.evictions[reason] = (holding.evictions[reason] ?? 0) + 1;
      try {
        // An entry stored with `Vary` would not be found by its URL alone.
        await (await runtime.caches.open(holding.cacheName)).delete(url, { ignoreVary: true });
      } catch (error) {
        report.fault('cache/delete-failed', url, error);
      }
    }

    /** Evicts the least recently used entries of all caches together until so many bytes are free. */
    async function free(bytes: number, reason: EvictReason): Promise<void> {
      const evicted: Promise<void>[] = [];
      let left = bytes;
      while (left > 0) {
        let oldest: readonly [holding: Holding, url: string, entry: Entry] | undefined;
        for (const holding of all.values()) {
          const first = holding.lru.first();
          if (first && first[1].usedAtMs < (oldest?.[2].usedAtMs ?? Infinity)) {
            oldest = [holding, ...first];
          }
        }
        if (!oldest) break;
        left -= oldest[2].sizeBytes;
        evicted.push(evict(oldest[0], oldest[1], reason));
      }
      await Promise.all(evicted);
    }

    async function freeSpace(sizeBytes: number): Promise<void> {
      await load();
      await free(Math.max(2 * sizeBytes, leastFreedBytes), 'quota');
    }

    async function enforce(): Promise<void> {
      const evicted: Promise<void>[] = [];
      let totalBytes = 0;
      for (const holding of all.values()) {
        const { lru, limits } = holding;
        const { maxEntries = Infinity, maxBytes = Infinity } = limits;
        while (lru.entries.size > maxEntries || lru.sizeBytes > maxBytes) {
          const reason = lru.entries.size > maxEntries ? 'entries' : 'bytes';
          evicted.push(evict(holding, lru.first()![0], reason));
        }
        totalBytes += lru.sizeBytes;
      }
      evicted.push(free(totalBytes - maxTotalBytes, 'storage'));
      await Promise.all(evicted);
    }

    /** Brings caches and records up to date, a moment later for all that happens until then. */
    function settle(): Promise<void> {
      return (upkeep ??= runtime.wait(writeIntervalMs).then(async () => {
        upkeep = undefined;
        await load();
        await enforce();
        try {
          if (shortage) await free(await shortage(runtime, storage), 'storage');
        } catch (error) {
          report.note('expiration/quota-unknown', runtime.scope.href, error);
        }
        await holdings.write();
      }));
    }

    async function isExpired(holding: Holding, url: string, response?: Response): Promise<boolean> {
      const { maxAgeMs } = holding.limits;
      if (maxAgeMs === undefined) return false;
      const nowMs = runtime.now();
      let storedAtMs = response && readStamp(response);
      // A time to come is that of a clock put back since, or a server's, from before the route had a limit: records know.
      if (storedAtMs === undefined || storedAtMs > nowMs) {
        storedAtMs = await holdings.readStoredAtMs(holding, url);
      }
      return storedAtMs !== undefined && nowMs - storedAtMs > maxAgeMs;
    }

    return {
      name: 'expiration',
      freeSpace,
      access(handler, cacheName, access) {
        const holding = all.get(cacheName);
        if (!holding) return access;
        const { limits, lru } = holding;
        return {
          ...access,
          async match(request) {
            const url = toUrl(request);
            const response = await access.match(request);
            if (!response) return undefined;
            void handler.waitUntil(settle());
            if (!(await isExpired(holding, url, response))) {
              touch(holding, url);
              return response;
            }
            void handler.waitUntil(evict(holding, url, 'age'));
            return undefined;
          },
          async put(request, response) {
            const url = toUrl(request);
            // A blob leaves this worker's memory, knows its size, and can be stored twice. An opaque body can be none.
            const blob = response.body && (await response.blob());
            const sizeBytes = blob ? blob.size : response.type === 'opaque' ? opaqueBytes : 0;
            if (sizeBytes > Math.min(limits.maxBytes ?? Infinity, maxTotalBytes)) {
              report.note('expiration/too-large', url, `${sizeBytes} bytes`);
              return;
            }
            await load();
            // From now on the last to be evicted: nobody deletes it while it is stored anew.
            touch(holding, url);
            if (response.headers.has('vary') && lru.entries.has(url)) {
              // One variant for each URL, so that what is charged is what is stored.
              await (await runtime.caches.open(cacheName)).delete(url, { ignoreVary: true });
            }
            const storedAtMs = runtime.now();
            const store = (): Promise<void> =>
              access.put(request, stamp(response, blob, storedAtMs));
            try {
              await store();
            } catch (error) {
              if ((error as Error).name !== 'QuotaExceededError') throw error;
              await freeSpace(sizeBytes);
              await store();
            }
            holdings.set(holding, url, { sizeBytes, storedAtMs });
            void handler.waitUntil(enforce());
            void handler.waitUntil(settle());
          },
        };
      },
      async activate() {
        // Narrower limits than the version before had; the activation does not wait for the deletions.
        void settle();
      },
      async idle() {
        await holdings.reconcile();
        for (const holding of all.values()) {
          for (const url of holding.lru.entries.keys()) {
            if (await isExpired(holding, url)) await evict(holding, url, 'age');
          }
        }
        await settle();
      },
      async status() {
        if (!holdings.isLoading()) return {};
        await load();
        const routes: Record<string, RouteStatus> = {};
        for (const { name } of plan.routes) {
          const holding = all.get(names.route(name));
          if (holding) routes[name] = describe(holding);
        }
        return { routes };
      },
    };
  };
}

function describe({ evictions, limits, lru }: Holding): RouteStatus {
  let [oldestAtMs, newestAtMs] = [Infinity, -Infinity];
  for (const { storedAtMs } of lru.entries.values()) {
    oldestAtMs = Math.min(oldestAtMs, storedAtMs);
    newestAtMs = Math.max(newestAtMs, storedAtMs);
  }
  return {
    entries: lru.entries.size,
    sizeBytes: lru.sizeBytes,
    limits,
    evictions,
    ...(lru.entries.size > 0 && { oldestAtMs, newestAtMs }),
  };
}
