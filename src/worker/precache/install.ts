import type { PlannedPrecache, PrecacheFile } from '../../manifest/plan.js';
import { protocolVersion } from '../../protocol/messages.js';
import type { WorkerContext } from '../feature.js';
import { fetchVerified } from './fetch-verified.js';
import { parseList, readStoredList } from './list.js';

// Chromium lets about three of a worker's install-time fetches through at a time; more would only wait in its queue.
const concurrency = 6;
// Pages draw a progress bar with these, so a few a second are enough.
const progressIntervalMs = 100;

/**
 * Stores every file of this version, verified. What an older version or an interrupted install has stored already is
 * not downloaded again. A rejection leaves the older versions as they were.
 */
export async function install(context: WorkerContext, precache: PlannedPrecache): Promise<void> {
  const { names, plan, runtime } = context;
  const shellName = names.shell(plan.version);
  const shell = await runtime.caches.open(shellName);
  const assets = await runtime.caches.open(names.assets);

  const known = await readKnownFiles(context);
  const files = await loadList(context, precache, shell);
  const stored = {
    asset: await listUrls(assets),
    shell: await listUrls(shell),
  };
  const progress = createProgress(context, files);

  await forEach(files, concurrency, async (file) => {
    const url = new URL(file.path, runtime.scope).href;
    const owners = known.get(url) ?? [];
    if (!isStored(file, url, owners)) {
      const target = file.kind === 'asset' ? assets : shell;
      await target.put(
        url,
        (await copyShellFile(context, owners, file, url)) ?? (await fetchVerified(context, file)),
      );
    }
    progress(file);
  });

  function isStored(file: PrecacheFile, url: string, owners: readonly KnownFile[]): boolean {
    if (!stored[file.kind].has(url)) return false;
    // Assets are shared by all versions, so one is ours only if no list says that other bytes are stored there.
    return (
      file.kind === 'shell' ||
      (owners.length > 0 && owners.every(({ sha256 }) => sha256 === file.sha256))
    );
  }
}

/** A file as the list of a stored version names it. */
interface KnownFile {
  readonly sha256: string;
  /** The shell cache it is in; absent for an asset. */
  readonly shellName?: string;
}

/** What the lists of all versions of this scope say is stored, by URL; an interrupted install has left its list too. */
async function readKnownFiles(context: WorkerContext): Promise<Map<string, KnownFile[]>> {
  const { names, runtime } = context;
  const known = new Map<string, KnownFile[]>();
  for (const cacheName of await runtime.caches.keys()) {
    const version = names.readShellVersion(cacheName);
    const files = version === undefined ? undefined : await readStoredList(context, version);
    for (const { path, sha256, kind } of files ?? []) {
      const url = new URL(path, runtime.scope).href;
      const owner = kind === 'asset' ? { sha256 } : { sha256, shellName: cacheName };
      known.set(url, [...(known.get(url) ?? []), owner]);
    }
  }
  return known;
}

/** Fetches the list, verified by the hash in the worker, and stores it with its version before any file. */
async function loadList(
  context: WorkerContext,
  { list }: PlannedPrecache,
  shell: Cache,
): Promise<readonly PrecacheFile[]> {
  const stored = await readStoredList(context, context.plan.version);
  if (stored) return stored;
  const response = await fetchVerified(context, { ...list, kind: 'shell' });
  await shell.put(new URL(list.path, context.runtime.scope).href, response.clone());
  return parseList(await response.json());
}

async function listUrls(cache: Cache): Promise<Set<string>> {
  return new Set((await cache.keys()).map(({ url }) => url));
}

/** A version stores under its own name alone, so what its shell cache holds is what its list says. */
async function copyShellFile(
  { runtime }: WorkerContext,
  owners: readonly KnownFile[],
  file: PrecacheFile,
  url: string,
): Promise<Response | undefined> {
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
    report
      .tell({
        holdfast: protocolVersion,
        type: 'install-progress',
        version: plan.version,
        files,
        totalFiles: all.length,
        bytes,
        totalBytes,
      })
      .catch((error: unknown) => report.note('report/untold', 'install-progress', error));
  };
}

/** Works through a list, `limit` items at a time. The first rejection stops the rest from starting. */
async function forEach<TItem>(
  items: readonly TItem[],
  limit: number,
  work: (item: TItem) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  let hasFailed = false;
  async function run(): Promise<void> {
    for (const item of queue) {
      if (hasFailed) return;
      try {
        await work(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, run));
}
