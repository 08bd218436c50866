import { toCacheKey } from '../protocol/cache-key.js';
import { createCacheNames, listPath, type CacheNames } from '../protocol/cache-names.js';
import { parseList, type ListedFile } from './precache-list.js';
import type { CacheStatus, Status } from './types.js';

/** What Cache Storage holds for one scope, or why it cannot be read. */
export interface Stored extends Pick<Status, 'versions' | 'caches'> {
  readonly fault?: string;
}

type Measure = Pick<CacheStatus, 'entries' | 'sizeBytes'>;

/** Reads what is stored for a scope. Never rejects. */
export async function readStored(scope: URL): Promise<Stored> {
  try {
    const names = createCacheNames(scope);
    const own = (await caches.keys()).filter((name) => names.isOwn(name));
    const versions = own.flatMap((name) => names.readShellVersion(name) ?? []);
    // Cache Storage keeps the order in which caches were made. Browsers in use need not have `toReversed`.
    // oxlint-disable-next-line unicorn/no-array-reverse -- the array is our own
    versions.reverse();
    const lists = new Map(
      await Promise.all(
        versions.map(async (version) => [version, await readList(scope, version)] as const),
      ),
    );
    const found = await Promise.all(own.map((name) => readCache(scope, names, name, lists)));
    return { versions, caches: found.flatMap((cache) => cache ?? []) };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { versions: [], caches: [], fault: `Cache Storage cannot be read: ${fault}` };
  }
}

/**
 * Reads the list that a version has stored in its own shell cache.
 * @returns `undefined` where there is none, or none that this page understands
 */
export async function readList(
  scope: URL,
  version: string,
): Promise<readonly ListedFile[] | undefined> {
  const response = await caches.match(new URL(listPath(version), scope), {
    cacheName: createCacheNames(scope).shell(version),
    ignoreVary: true,
  });
  try {
    return parseList(await response?.json());
  } catch {
    // Not JSON, so not a list; the worker notes the same when it reads it.
    return undefined;
  }
}

async function readCache(
  scope: URL,
  names: CacheNames,
  cacheName: string,
  lists: ReadonlyMap<string, readonly ListedFile[] | undefined>,
): Promise<CacheStatus | undefined> {
  const version = names.readShellVersion(cacheName);
  const list = version === undefined ? undefined : lists.get(version);
  if (version !== undefined && list) {
    const stored = await readShell(scope, cacheName, list);
    return stored && { cacheName, kind: 'shell', of: version, ...stored };
  }
  // One that the worker has deleted meanwhile must not be made anew: opening would do that.
  if (!(await caches.has(cacheName))) return undefined;
  const urls = await listUrls(cacheName);
  if (version !== undefined) {
    urls.delete(new URL(listPath(version), scope).href);
    return { cacheName, kind: 'shell', of: version, entries: urls.size };
  }
  if (cacheName === names.assets) {
    return { cacheName, kind: 'assets', ...measureAssets(scope, urls, lists.values()) };
  }
  const routePrefix = names.route('');
  if (!cacheName.startsWith(routePrefix)) return undefined;
  const route = cacheName.slice(routePrefix.length);
  return { cacheName, kind: 'route', of: route, entries: urls.size };
}

/**
 * Counts what a version has stored of its shell, without opening its cache, which the worker may delete at any time.
 * @returns `undefined` where it is deleted
 */
async function readShell(
  scope: URL,
  cacheName: string,
  list: readonly ListedFile[],
): Promise<Measure | undefined> {
  const files = list.filter(({ kind }) => kind === 'shell');
  const found = await Promise.all(
    files.map(({ path }) => caches.match(toCacheKey(path, scope), { cacheName, ignoreVary: true })),
  );
  if (!(await caches.has(cacheName))) return undefined;
  const stored = files.filter((_, index) => found[index]);
  return { entries: stored.length, sizeBytes: sumBytes(stored) };
}

/** Lists come newest first: where two of them name the same file, the newer one has stored it. */
function measureAssets(
  scope: URL,
  urls: Set<string>,
  lists: Iterable<readonly ListedFile[] | undefined>,
): Measure {
  const entries = urls.size;
  const known = [...lists].filter((files) => files !== undefined);
  if (known.length === 0) return { entries };
  const stored = known
    .flat()
    .filter(({ kind, path }) => kind === 'asset' && urls.delete(toCacheKey(path, scope)));
  return { entries, sizeBytes: sumBytes(stored) };
}

function sumBytes(files: readonly ListedFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function listUrls(cacheName: string): Promise<Set<string>> {
  try {
    const requests = await (await caches.open(cacheName)).keys();
    return new Set(requests.map(({ url }) => url));
  } catch (error) {
    // Chromium lists no cache of more than some ten thousand entries; of routes the worker knows how many there are.
    if ((error as Error).name === 'AbortError') return new Set();
    throw error;
  }
}
