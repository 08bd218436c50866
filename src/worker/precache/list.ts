import type { PrecacheFile, PrecacheList } from '../../manifest/plan.js';
import { listPath } from '../../protocol/cache-names.js';
import type { WorkerContext } from '../feature.js';

/**
 * Reads the list that an install stored with its version, whole or interrupted.
 * @returns `undefined` where there is none, or none that this worker understands
 */
export async function readList(
  { names, report, runtime }: WorkerContext,
  version: string,
): Promise<PrecacheList | undefined> {
  try {
    const stored = await runtime.within(
      runtime.caches.match(runtime.scope.href + listPath(version), {
        cacheName: names.shell(version),
      }),
    );
    const list = (await stored?.json()) as PrecacheList | undefined;
    // Its bytes were verified before they were stored, so this only tells formats apart.
    if (list && (list.format as unknown) !== 1) throw new TypeError('is of another format');
    return list;
  } catch (error) {
    report.note('precache/list-unreadable', version, error);
    return undefined;
  }
}

/** Reads the lists of all versions that are stored, whole or interrupted, each with the shell cache it lies in. */
export async function readLists(
  context: WorkerContext,
): Promise<{ readonly cacheName: string; readonly files: readonly PrecacheFile[] }[]> {
  const lists = [];
  for (const cacheName of await context.runtime.caches.keys()) {
    const version = context.names.readShellVersion(cacheName);
    const list = version === undefined ? undefined : await readList(context, version);
    if (list) lists.push({ cacheName, files: list.files });
  }
  return lists;
}
