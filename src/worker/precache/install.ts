import { HoldfastError } from '../../errors.js';
import type { PlannedPrecache, PrecacheFile, PrecacheList } from '../../manifest/plan.js';
import type { WorkerContext } from '../feature.js';
import { forEach } from './concurrent.js';
import type { downloadPack } from './download.js';
import { fetchVerified, installRetryDelaysMs, readHttpCache } from './fetch-verified.js';
import { readList } from './list.js';
import type { Progress } from './progress.js';
import { openStore } from './store.js';

/** Takes what it can from the pack. */
export type PackDownload = typeof downloadPack;

/**
 * Stores every required file of this version, verified. What an older version or an interrupted install has stored already
 * is not downloaded again. A rejection leaves the older versions as they were.
 * @param download absent where the build has made no pack
 * @param startProgress absent where nobody is told
 * @param isRepeated what an install before has stored did not stay
 */
export async function install(
  context: WorkerContext,
  precache: PlannedPrecache,
  download: PackDownload | undefined,
  startProgress?: (files: readonly PrecacheFile[]) => Progress,
  isRepeated = false,
): Promise<void> {
  // The list lies beside the files it lists.
  const listFile = { ...precache.list, kind: 'shell' } as const;
  const store = await openStore(context);
  const { files, pack } = (await readList(context, context.plan.version)) ?? (await fetchList());
  const required = files.filter(({ isOptional }) => !isOptional);
  const missing = new Set(required.filter((file) => !store.has(file)));
  const progress = startProgress?.(required);
  for (const file of required) if (!missing.has(file)) progress?.(file);

  await forEach(missing.values(), async (file) => {
    const found =
      (await store.findCopy(file)) ?? (file.isEntry && (await readHttpCache(context, file)));
    if (found) await keep(file, found);
  });
  await Promise.all([
    pack && download?.(context, pack, files, missing, keep),
    forEach([...missing].filter(({ packed }) => !packed).values(), fetchOne),
  ]);
  await forEach(missing.values(), fetchOne);

  // A cache that is deleted while it is filled (by another worker's clean-up, or by the browser) goes on taking files, and
  // they are lost. So each of the two is looked at once more by its name, for a file that it got early.
  for (const file of [listFile, ...required.filter(({ kind }) => kind === 'asset').slice(0, 1)]) {
    if (await store.stays(file)) continue;
    if (isRepeated) {
      throw new HoldfastError('precache/unreachable', `${file.path} does not stay stored`);
    }
    context.report.note('precache/lost', file.path);
    return install(context, precache, download, startProgress, true);
  }

  /** Stored before any file: it tells later installs whose files these are. */
  async function fetchList(): Promise<PrecacheList> {
    const response = await fetchVerified(context, listFile, installRetryDelaysMs);
    await store.put(listFile, response.clone());
    return (await response.json()) as PrecacheList;
  }

  async function keep(file: PrecacheFile, response: Response): Promise<void> {
    await store.put(file, response);
    if (missing.delete(file)) progress?.(file);
  }

  async function fetchOne(file: PrecacheFile): Promise<void> {
    await keep(file, await fetchVerified(context, file, installRetryDelaysMs));
  }
}
