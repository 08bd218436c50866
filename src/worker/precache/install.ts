import { HoldfastError } from '../../errors.js';
import type { PlannedPrecache, PrecacheFile, PrecacheList } from '../../manifest/plan.js';
import { protocolVersion } from '../../protocol/messages.js';
import type { WorkerContext } from '../feature.js';
import { forEach } from './concurrent.js';
import type { downloadPack } from './download.js';
import { fetchVerified, installRetryDelaysMs, readHttpCache } from './fetch-verified.js';
import { parseList, readStoredList, readWholeList } from './list.js';

// Pages draw a progress bar with these, so a few a second are enough.
const progressIntervalMs = 100;

/** Takes what it can from the pack. */
export type PackDownload = typeof downloadPack;

/**
 * Stores every file of this version, verified. What an older version or an interrupted install has stored already is
 * not downloaded again. A rejection leaves the older versions as they were.
 * @param download absent where the build has made no pack
 * @param isRepeated what an install before has stored did not stay
 */
export async function install(
  context: WorkerContext,
  precache: PlannedPrecache,
  download: PackDownload | undefined,
  isRepeated = false,
): Promise<void> {
  const known = await readKnownFiles(context);
  const store = await openStore(context);
  const { files, pack } = await loadList(context, precache, store);
  const progress = createProgress(context, files);

  const missing = new Set<PrecacheFile>();
  for (const file of files) {
    if (isStored(file)) progress(file);
    else missing.add(file);
  }
  await forEach(missing.values(), async (file) => {
    const found =
      (await copyShellFile(context, ownersOf(file), file)) ??
      (file.isEntry && (await readHttpCache(context, file)));
    if (found) await keep(file, found);
  });

  const waiting = [...missing];
  await Promise.all([
    pack && download?.(context, pack, waiting, keep),
    forEach(waiting.filter(({ packed }) => !packed).values(), fetchOne),
  ]);
  await forEach(missing.values(), fetchOne);

  // A cache that is deleted while it is filled (by another worker's clean-up, or by the browser) goes on taking files, and
  // they are lost. So the caches are opened and looked at once more.
  const after = await openStore(context);
  const lost = [...files, toListFile(precache)].find((file) => !after.has(file));
  if (!lost) return;
  if (isRepeated) {
    throw new HoldfastError('precache/unreachable', `${lost.path} does not stay stored`);
  }
  context.report.note('precache/lost', lost.path);
  await install(context, precache, download, true);

  function ownersOf({ path }: PrecacheFile): readonly KnownFile[] {
    return known.get(path) ?? [];
  }

  function isStored(file: PrecacheFile): boolean {
    if (!store.has(file)) return false;
    // Assets are shared by all versions, so one is ours only if no list says that other bytes are stored there.
    const owners = ownersOf(file);
    return (
      file.kind === 'shell' ||
      (owners.length > 0 && owners.every(({ sha256 }) => sha256 === file.sha256))
    );
  }

  async function keep(file: PrecacheFile, response: Response): Promise<void> {
    await store.put(file, response);
    if (missing.delete(file)) progress(file);
  }

  async function fetchOne(file: PrecacheFile): Promise<void> {
    await keep(file, await fetchVerified(context, file, installRetryDelaysMs));
  }
}

type StoredFile = Pick<PrecacheFile, 'path' | 'sha256' | 'kind'>;

/** The two caches that a version's files are in. */
interface Store {
  /** Whether the file was there when the store was opened. */
  has(file: StoredFile): boolean;
  put(file: StoredFile, response: Response): Promise<void>;
}

async function openStore({ names, plan, runtime }: WorkerContext): Promise<Store> {
  const toUrl = (path: string): string => new URL(path, runtime.scope).href;
  const open = async (name: string): Promise<{ cache: Cache; urls: Set<string> }> => {
    const cache = await runtime.caches.open(name);
    return { cache, urls: new Set((await cache.keys()).map(({ url }) => url)) };
  };
  const stores = { asset: await open(names.assets), shell: await open(names.shell(plan.version)) };
  return {
    has: ({ kind, path }) => stores[kind].urls.has(toUrl(path)),
    put: ({ kind, path }, response) => stores[kind].cache.put(toUrl(path), response),
  };
}

/** A file as the list of a stored version names it. */
interface KnownFile {
  readonly sha256: string;
  /** The shell cache it is in; absent for an asset. */
  readonly shellName?: string;
}

/** What the lists of all versions of this scope say is stored, by path; an interrupted install has left its list too. */
async function readKnownFiles(context: WorkerContext): Promise<Map<string, KnownFile[]>> {
  const { names, runtime } = context;
  const known = new Map<string, KnownFile[]>();
  for (const cacheName of await runtime.caches.keys()) {
    const version = names.readShellVersion(cacheName);
    const files = version === undefined ? undefined : await readStoredList(context, version);
    for (const { path, sha256, kind } of files ?? []) {
      const owner = kind === 'asset' ? { sha256 } : { sha256, shellName: cacheName };
      known.set(path, [...(known.get(path) ?? []), owner]);
    }
  }
  return known;
}

/** Fetches the list, verified by the hash in the worker, and stores it with its version before any file. */
async function loadList(
  context: WorkerContext,
  precache: PlannedPrecache,
  store: Store,
): Promise<PrecacheList> {
  const stored = await readWholeList(context, context.plan.version);
  if (stored) return stored;
  const file = toListFile(precache);
  const response = await fetchVerified(context, file, installRetryDelaysMs);
  await store.put(file, response.clone());
  return parseList(await response.json());
}

/** The list lies beside the files it lists. */
function toListFile({ list }: PlannedPrecache): StoredFile {
  return { ...list, kind: 'shell' };
}

/** A version stores under its own name alone, so what its shell cache holds is what its list says. */
async function copyShellFile(
  { runtime }: WorkerContext,
  owners: readonly KnownFile[],
  file: PrecacheFile,
): Promise<Response | undefined> {
  const url = new URL(file.path, runtime.scope).href;
  for (const { sha256, shellName } of owners) {
    if (sha256 !== file.sha256 || shellName === undefined) continue;
    const copy = await runtime.caches.match(url, { cacheName: shellName, ignoreVary: true });
    if (copy) return copy;
  }
  return undefined;
}

function createProgress(
  { plan, report, runtime }: WorkerContext,
  all: readonly PrecacheFile[],
): (done: PrecacheFile) => void {
  const totalBytes = all.reduce((sum, { bytes }) => sum + bytes, 0);
  let [files, bytes, toldAtMs] = [0, 0, 0];
  return (done) => {
    files++;
    bytes += done.bytes;
    const nowMs = runtime.now();
    if (files < all.length && nowMs - toldAtMs < progressIntervalMs) return;
    toldAtMs = nowMs;
    void report.tell({
      holdfast: protocolVersion,
      type: 'install-progress',
      version: plan.version,
      files,
      totalFiles: all.length,
      bytes,
      totalBytes,
    });
  };
}
