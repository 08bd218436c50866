import type { HoldfastError } from '../../errors.js';
import type { PlannedPrecache } from '../../manifest/plan.js';
import { toCacheKey } from '../../protocol/cache-key.js';
import { protocolVersion } from '../../protocol/messages.js';
import type { PrecachedFile } from '../../routing/lookup.js';
import type { WorkerContext } from '../feature.js';
import { fetchVerified } from './fetch-verified.js';
import { install, type PackDownload } from './install.js';
import type { Pins } from './pins.js';

// A file the server cannot give now is not asked for again with every request that misses it.
const retryIntervalMs = 60_000;

/** What keeps the stored files whole. */
export interface Repair {
  /**
   * Answers for a precached file that turned out missing: fetches it once more, verified, and stores it again.
   * Where one file of the worker's own version is missing others may be, so all are looked after then, in the background.
   * @returns `undefined` for a path that the version does not name, and where the server has the file no longer; pages
   *   are then told that the version is unrecoverable, and the request gets what the network has for it
   */
  findAgain(event: FetchEvent, file: PrecachedFile, version: string): Promise<Response | undefined>;
  /** Looks after every required file of the worker's own version, and fetches what is missing. Never rejects. */
  audit(): Promise<void>;
}

/** Makes the repair of one worker. */
export function createRepair(
  context: WorkerContext,
  precache: PlannedPrecache,
  pins: Pins,
  download: PackDownload | undefined,
): Repair {
  const { names, plan, report, runtime } = context;
  let failedAtMs = -Infinity;
  let underway: Promise<void> | undefined;

  async function lookAfterAll(): Promise<void> {
    if (runtime.now() - failedAtMs < retryIntervalMs) return;
    try {
      await install(context, precache, download);
    } catch (error) {
      failedAtMs = runtime.now();
      await giveUp(error, plan.version);
    }
  }

  function audit(): Promise<void> {
    return (underway ??= lookAfterAll().finally(() => {
      underway = undefined;
    }));
  }

  async function giveUp(error: unknown, version: string, isRequired = true): Promise<void> {
    const { code, url = version } = error as Partial<HoldfastError>;
    report.note('precache/unrepaired', url, error);
    // A network that fails says nothing of what the server has.
    const isGone = code === 'precache/mismatch' || code === 'precache/gone';
    if (!isGone || !isRequired) return;
    await report.tell({ holdfast: protocolVersion, type: 'unrecoverable', version, url });
  }

  async function findAgain(
    event: FetchEvent,
    { kind, path }: PrecachedFile,
    version: string,
  ): Promise<Response | undefined> {
    const file = (await pins.filesOf(version))?.get(path);
    // A shell file is one of the plan's own even where the list is missing too.
    if (file ? file.kind !== kind : kind === 'asset') return undefined;
    const url = toCacheKey(path, runtime.scope);
    // An optional file may not have come yet.
    if (!file?.isOptional) report.note('precache/missing', url);
    try {
      if (!file) return undefined;
      const response = await fetchVerified(context, file);
      const copy = response.clone();
      const cacheName = kind === 'asset' ? names.assets : names.shell(version);
      event.waitUntil(
        runtime.caches
          .open(cacheName)
          .then((cache) => cache.put(url, copy))
          .catch((error: unknown) => report.fault('cache/write-failed', url, error)),
      );
      return response;
    } catch (error) {
      await giveUp(error, version, !file?.isOptional);
      return undefined;
    } finally {
      if (version === plan.version && !file?.isOptional) event.waitUntil(audit());
    }
  }

  return { findAgain, audit };
}
