import { toCacheKey } from '../../protocol/cache-key.js';
import type { WorkerContext } from '../feature.js';
import type { Pins } from './pins.js';

// Reading this many pins costs a worker's start nothing that could be measured.
const maxIdlePins = 20;

/**
 * Deletes the versions that no client uses any more, and the assets that no version left names. What an install under way
 * has stored is never touched: only versions that have been in charge are looked at, and a list stands for its assets
 * from the start of its install.
 * @param occasion what the worker does: when it takes charge, what failed installs before it have left behind goes too; and
 *   navigations are answered by a worker in charge alone, for engines that do not say which one is
 */
export async function collect(
  { names, plan, report, runtime }: WorkerContext,
  pins: Pins,
  occasion: 'activate' | 'navigate' | 'idle',
): Promise<void> {
  const isActivating = occasion === 'activate';
  const activated = await pins.listActivated();
  const isUnknown =
    !activated.includes(plan.version) && (runtime.isActivated() ?? occasion === 'navigate');
  // A worker that has been replaced since must not judge what its successor has.
  if (!isActivating && !isUnknown && activated[0] !== plan.version) return;
  // Also where that failed when it took charge.
  if (isActivating || isUnknown) await pins.recordVersion(plan.version, true);
  const older = activated.filter((version) => version !== plan.version);
  if (older.length === 0 && pins.clients.size <= maxIdlePins && !isActivating) return;

  await pins.load(!pins.isKnown());
  if (!pins.isKnown()) return;
  // A client that is just being loaded is waited for. Source: Service Workers, `Clients`, get().
  const gone = await Promise.all(
    [...pins.clients.keys()].map((id) =>
      runtime.within(runtime.clients.get(id)).then(
        (client) => (client ? [] : id),
        // Too busy to answer, so it is there.
        () => [],
      ),
    ),
  );
  await pins.pin(gone.flat(), undefined);

  const kept = new Set([
    plan.version,
    ...older.slice(0, plan.update.keepVersions),
    ...pins.clients.values(),
  ]);
  const isFailedInstall = isActivating && !runtime.isUpdating();
  let hasCollected = isActivating;
  const left: string[] = [];
  for (const cacheName of await runtime.caches.keys()) {
    const version = names.readShellVersion(cacheName);
    if (version === undefined) continue;
    if (kept.has(version) || !(activated.includes(version) || isFailedInstall)) {
      left.push(version);
      continue;
    }
    hasCollected = true;
    await runtime.caches.delete(cacheName);
    await pins.recordVersion(version, false);
    report.note('precache/collected', version);
  }
  if (hasCollected) await collectAssets(left);

  async function collectAssets(versions: readonly string[]): Promise<void> {
    const named = new Set<string>();
    for (const version of versions) {
      const files = await pins.filesOf(version);
      // Without one of the lists, what it names cannot be told from leftovers.
      if (!files) return;
      for (const path of files.keys()) named.add(toCacheKey(path, runtime.scope));
    }
    const assets = await runtime.caches.open(names.assets);
    for (const request of await assets.keys()) {
      if (!named.has(request.url)) await assets.delete(request);
    }
  }
}
