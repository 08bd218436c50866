import type { PrecacheFile } from '../../manifest/plan.js';
import type { FeatureFactory } from '../feature.js';
import { fetchVerified } from './fetch-verified.js';
import { readList } from './list.js';
import { openStore, type Store } from './store.js';

/** How long to wait before each further try for a file; what fails then is tried again when the next page is idle. */
const retryDelaysMs: readonly number[] = [1000, 5000];

/**
 * Stores the optional files of the precache: what an older version has, at install; the rest when a page is idle, one by
 * one, and not while the user asks for less traffic. A file that does not come is reported, and fails nothing.
 */
export const optionalFiles: FeatureFactory = (context) => {
  const { plan, report, runtime } = context;
  let underway: Promise<void> | undefined;

  async function forMissing(
    find: (store: Store, file: PrecacheFile) => Promise<Response | undefined>,
  ): Promise<void> {
    const list = await readList(context, plan.version);
    const store = await openStore(context);
    for (const file of list?.files ?? []) {
      if (!file.isOptional || store.has(file)) continue;
      try {
        const response = await find(store, file);
        if (response) await store.put(file, response);
      } catch (error) {
        tell(error, file.path);
      }
    }
  }

  /** Whether the user asks for less traffic. Source: Save Data API, `NetworkInformation`, saveData. */
  function savesData(): boolean {
    const { connection } = runtime.navigator as { connection?: { saveData?: boolean } };
    return connection?.saveData === true;
  }

  function tell(error: unknown, path = plan.version): void {
    report.note('precache/optional-missing', path, error);
  }

  async function download(): Promise<void> {
    await forMissing(async (_, file) =>
      // A newer version has files of its own, and waits for this worker to have nothing left to do.
      savesData() || runtime.isUpdating() ? undefined : fetchVerified(context, file, retryDelaysMs),
    ).catch((error: unknown) => tell(error));
    underway = undefined;
  }

  return {
    name: 'optional-files',
    // The older version may be gone by the time a page is idle.
    install: () =>
      forMissing((store, file) => store.findCopy(file)).catch((error: unknown) => tell(error)),
    idle: () => (underway ??= download()),
  };
};
