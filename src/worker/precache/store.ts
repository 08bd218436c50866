import type { PrecacheFile } from '../../manifest/plan.js';
import { toCacheKey } from '../../protocol/cache-key.js';
import type { WorkerContext } from '../feature.js';
import { verify } from './fetch-verified.js';
import { readLists } from './list.js';

/** What tells a stored file from others. */
type StoredFile = Pick<PrecacheFile, 'path' | 'sha256' | 'kind'>;

/** The two caches that the files of the worker's own version are in. */
export interface Store {
  /** Whether the file, with these bytes, was there when the store was opened. */
  has(file: StoredFile): boolean;
  put(file: StoredFile, response: Response): Promise<void>;
  /** Whether the file is there now, in the cache that has its name now. */
  stays(file: StoredFile): Promise<boolean>;
  /** The same bytes as an older version has them. */
  findCopy(file: StoredFile): Promise<Response | undefined>;
}

/** Looks at what is stored, and at what the lists of all versions, whole or interrupted, say of it. */
export async function openStore(context: WorkerContext): Promise<Store> {
  const { names, plan, runtime } = context;
  const ownName = names.shell(plan.version);
  const hashesOf = new Map<string, Set<string>>();
  const copies = new Map<string, string>();
  for (const { cacheName, files } of await readLists(context)) {
    for (const { path, sha256, kind } of files) {
      if (kind === 'asset') hashesOf.set(path, (hashesOf.get(path) ?? new Set()).add(sha256));
      else if (cacheName !== ownName) copies.set(path + sha256, cacheName);
    }
  }
  const stores = { asset: await open(names.assets), shell: await open(ownName) };

  async function open(cacheName: string): Promise<{ cache: Cache; urls: Set<string> }> {
    const cache = await runtime.caches.open(cacheName);
    return { cache, urls: new Set((await cache.keys()).map(({ url }) => url)) };
  }

  function toUrl({ path }: StoredFile): string {
    return toCacheKey(path, runtime.scope);
  }

  return {
    has(file) {
      const { kind, path, sha256 } = file;
      // Assets are shared by all versions, so one is ours only if no list says that other bytes are stored there.
      const hashes = hashesOf.get(path);
      return (
        stores[kind].urls.has(toUrl(file)) &&
        (kind === 'shell' || (hashes?.size === 1 && hashes.has(sha256)))
      );
    },
    put: (file, response) => stores[file.kind].cache.put(toUrl(file), response),
    async stays(file) {
      const cacheName = file.kind === 'asset' ? names.assets : ownName;
      return (await runtime.caches.match(toUrl(file), { cacheName })) !== undefined;
    },
    async findCopy(file) {
      // A version stores under its own name alone, so what its shell cache holds is what its list says.
      const cacheName = copies.get(file.path + file.sha256);
      const found =
        cacheName === undefined
          ? undefined
          : await runtime.caches.match(toUrl(file), { cacheName });
      // Disks forget.
      return found && plan.precache?.verify !== 'off' ? verify(runtime, file.sha256, found) : found;
    },
  };
}
