import type { PrecacheFile, PrecacheList } from '../../manifest/plan.js';
import { listPath } from '../../protocol/cache-names.js';
import type { WorkerContext } from '../feature.js';

/**
 * Reads the list that an install stored with its version, whole or interrupted.
 * @returns `undefined` where there is none, or none that this worker understands
 */
export async function readStoredList(
  context: WorkerContext,
  version: string,
): Promise<readonly PrecacheFile[] | undefined> {
  return (await readWholeList(context, version))?.files;
}

/** The same with what else the list says. */
export async function readWholeList(
  { names, runtime, report }: WorkerContext,
  version: string,
): Promise<PrecacheList | undefined> {
  const response = await runtime.caches.match(new URL(listPath(version), runtime.scope).href, {
    cacheName: names.shell(version),
    ignoreVary: true,
  });
  if (!response) return undefined;
  try {
    return parseList(await response.json());
  } catch (error) {
    report.note('precache/list-unreadable', version, error);
    return undefined;
  }
}

/** Checks the shape of a list; its bytes were verified before, so this only tells formats apart. */
export function parseList(value: unknown): PrecacheList {
  const list = value as PrecacheList;
  if ((list.format as unknown) !== 1) throw new TypeError('is not a list of format 1');
  return list;
}
