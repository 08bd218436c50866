import type { Plan, PlannedRoute } from '../../manifest/plan.js';
import type { EvictReason } from '../../protocol/messages.js';
import { readAll, useStore } from '../database.js';
import type { WorkerContext } from '../feature.js';
import { createLru, type Entry, type Lru } from './lru.js';

/** What one route's cache holds. */
export interface Holding {
  readonly cacheName: string;
  readonly limits: NonNullable<PlannedRoute['expire']>;
  readonly lru: Lru;
  /** Hits from before the records were read, oldest first. */
  readonly early: Set<string>;
  readonly evictions: Partial<Record<EvictReason, number>>;
}

/** What the caches of all routes hold: in memory, with records in IndexedDB that follow a little later. */
export interface Holdings {
  /** By cache name. */
  readonly all: ReadonlyMap<string, Holding>;
  /**
   * Reads the records, and makes up for what the caches hold otherwise: a crash between the two, or somebody who deleted one.
   * Once per worker; never rejects.
   */
  load(): Promise<void>;
  /** Whether anybody has needed the records yet: a worker that waits must not read them, as they go on changing. */
  isLoading(): boolean;
  /** Compares with the caches now: once more, or as part of `load` where that has yet to. Never rejects. */
  reconcile(): Promise<void>;
  /** Counts an entry as the most recently used. */
  set(holding: Holding, url: string, entry: Omit<Entry, 'usedAtMs'>): void;
  touch(holding: Holding, url: string): void;
  forget(holding: Holding, url: string): void;
  /** When an entry was stored. Waits for one record at most where the rest is not read yet. */
  readStoredAtMs(holding: Holding, url: string): Promise<number | undefined>;
  /** Writes to the database, in one transaction, what has changed since the last time. */
  write(): Promise<void>;
}

/** Finds the routes that store, and counts what their caches hold. */
export function createHoldings(
  context: WorkerContext,
  storage: NonNullable<Plan['storage']>,
): Holdings {
  const { names, plan, report, runtime } = context;
  const all = new Map<string, Holding>();
  for (const { name, strategy, expire: limits = {} } of plan.routes) {
    if (strategy.endsWith('-only')) continue;
    const cacheName = names.route(name);
    all.set(cacheName, { cacheName, limits, lru: createLru(), early: new Set(), evictions: {} });
  }
  const changed = new Map<string, readonly [cacheName: string, url: string]>();
  let lastUsedMs = 0;
  let isRead = false;
  let loading: Promise<void> | undefined;

  function mark(cacheName: string, url: string): void {
    changed.set(`${cacheName} ${url}`, [cacheName, url]);
  }

  function set({ cacheName, lru }: Holding, url: string, entry: Omit<Entry, 'usedAtMs'>): void {
    // Later than every use before it, wherever the clock was set meanwhile.
    lastUsedMs = Math.max(runtime.now(), lastUsedMs + 1);
    lru.set(url, { ...entry, usedAtMs: lastUsedMs });
    mark(cacheName, url);
  }

  function touch(holding: Holding, url: string): void {
    const entry = holding.lru.entries.get(url);
    if (entry) set(holding, url, entry);
    else if (!isRead) {
      holding.early.delete(url);
      holding.early.add(url);
    }
  }

  function forget({ cacheName, lru }: Holding, url: string): void {
    lru.delete(url);
    mark(cacheName, url);
  }

  async function read(): Promise<void> {
    const rows = (await readAll(context, 'entries')) ?? [];
    for (const [[cacheName, url], entry] of byUse(rows)) {
      lastUsedMs = Math.max(lastUsedMs, entry.usedAtMs);
      const holding = all.get(cacheName);
      if (holding) holding.lru.set(url, entry);
      // Of a route that is gone.
      else mark(cacheName, url);
    }
    isRead = true;
    for (const holding of all.values()) {
      for (const url of holding.early) touch(holding, url);
      holding.early.clear();
    }
  }

  async function compareAll(): Promise<void> {
    for (const holding of all.values()) {
      try {
        await compare(holding);
      } catch (error) {
        // Chromium lists no cache of more than some ten thousand entries; the records have to do.
        report.note('expiration/unreconciled', holding.cacheName, error);
      }
    }
  }

  async function compare(holding: Holding): Promise<void> {
    const { cacheName, lru } = holding;
    // Before the cache is looked at: what is stored from now on is counted by whoever stores it.
    const counted = [...lru.entries.keys()];
    if (counted.length === 0 && !(await runtime.caches.has(cacheName))) return;
    const cache = await runtime.caches.open(cacheName);
    const urls = new Set((await cache.keys()).map(toUrl));
    for (const url of counted) if (!urls.delete(url)) forget(holding, url);
    for (const url of urls) {
      const responses = await cache.matchAll(url, { ignoreVary: true });
      if (responses.length === 0 || lru.entries.has(url)) continue;
      let sizeBytes = 0;
      for (const response of responses) sizeBytes += await readSize(response);
      const [first] = responses as [Response];
      const nowMs = runtime.now();
      // A date says the second it was in; what it was used since, nobody knows.
      const dateMs = Date.parse(first.headers.get('date') ?? '') + 999;
      const storedAtMs = Math.min(readStamp(first) ?? (dateMs || nowMs), nowMs);
      lru.set(url, { sizeBytes, storedAtMs, usedAtMs: storedAtMs });
      mark(cacheName, url);
    }
    if (urls.size > 0) for (const row of byUse([...lru.entries])) lru.set(...row);
  }

  async function readSize(response: Response): Promise<number> {
    return response.type === 'opaque' ? storage.opaqueBytes : (await response.blob()).size;
  }

  function load(): Promise<void> {
    return (loading ??= read().then(compareAll));
  }

  return {
    all,
    load,
    isLoading: () => Boolean(loading),
    reconcile: () => (isRead ? load().then(compareAll) : load()),
    set,
    touch,
    forget,
    async readStoredAtMs({ cacheName, lru }, url) {
      let entry = lru.entries.get(url);
      // Right after the worker's start one record is read faster than all.
      if (!isRead) {
        entry ??= await useStore(context, 'entries', (store) => store.get([cacheName, url]));
      }
      if (!entry) {
        await load();
        entry = lru.entries.get(url);
      }
      return entry?.storedAtMs;
    },
    async write() {
      const keys = [...changed.values()];
      changed.clear();
      if (keys.length === 0) return;
      await useStore(context, 'entries', (store) =>
        Promise.all(
          keys.map(([cacheName, url]) => {
            const entry = all.get(cacheName)?.lru.entries.get(url);
            return entry ? store.put(entry, [cacheName, url]) : store.delete([cacheName, url]);
          }),
        ),
      );
    },
  };
}

/** Least recently used first. */
function byUse<TKey>(rows: [TKey, Entry][]): [TKey, Entry][] {
  // Browsers in use need not have `toSorted`.
  // oxlint-disable-next-line unicorn/no-array-sort -- callers hand over arrays of their own
  return rows.sort((left, right) => left[1].usedAtMs - right[1].usedAtMs);
}

// Else the first hit of a worker would wait until the database is open.
const stampHeader = 'holdfast-stored-at';

/** What is stored of a response: its body, and in a header when that was; an opaque one has nowhere to say it. */
export function stamp(response: Response, body: Blob | null, storedAtMs: number): Response {
  if (response.type === 'opaque') return response.clone();
  const stored = new Response(body, response);
  stored.headers.set(stampHeader, String(storedAtMs));
  return stored;
}

/** When a stored response was stored, by itself. */
export function readStamp({ headers }: Response): number | undefined {
  return Number(headers.get(stampHeader)) || undefined;
}

/** Cache Storage knows no fragments. */
export function toUrl({ url }: Request): string {
  return url.split('#')[0]!;
}
