import { HoldfastError } from '../../errors.js';
import type { PlannedPrecache } from '../../manifest/plan.js';
import type { CacheStatus } from '../../protocol/messages.js';
import type { FeatureFactory, WorkerContext } from '../feature.js';
import { answerRange } from '../range.js';
import { install } from './install.js';
import { readStoredList } from './list.js';
import { createLookup, type PrecachedFile } from './lookup.js';

/** Stores the app's own files when the worker installs, and answers from them before any route. */
export const precache: FeatureFactory = (context) => {
  const { names, plan, report, runtime } = context;
  const planned = requirePrecache(plan.precache);
  const lookup = createLookup(plan, planned);

  async function read(
    { kind, path }: PrecachedFile,
    request: Request,
  ): Promise<Response | undefined> {
    const cacheName = kind === 'asset' ? names.assets : names.shell(plan.version);
    try {
      const response = await runtime.caches.match(new URL(path, runtime.scope).href, {
        cacheName,
        ignoreVary: true,
      });
      if (response) return await answerRange(request, response);
      // An asset's path says only that it may be one of ours; a shell file is missing.
      if (kind === 'shell') report.note('precache/missing', path);
    } catch (error) {
      report.fault('cache/read-failed', cacheName, error);
    }
    return undefined;
  }

  return {
    name: 'precache',
    respond(admitted) {
      const file = lookup(admitted);
      return file && read(file, admitted.request);
    },
    async fallback({ request }) {
      const path = plan.offline[request.destination as keyof typeof plan.offline];
      if (path === undefined) return undefined;
      return read({ kind: planned.shell.includes(path) ? 'shell' : 'asset', path }, request);
    },
    install: () => install(context, planned),
    activate: () => collectAssets(context),
    async status() {
      const files = (await readStoredList(context, plan.version)) ?? [];
      const count = async (
        kind: PrecachedFile['kind'],
        cacheName: string,
      ): Promise<CacheStatus> => {
        const cache = await runtime.caches.open(cacheName);
        const urls = (await cache.keys()).map(({ url }) => url);
        const own = files.filter((file) => file.kind === kind);
        return {
          cacheName,
          kind: kind === 'asset' ? 'assets' : kind,
          ...(kind === 'shell' && { of: plan.version }),
          // The list lies beside the files it lists.
          entries: urls.filter((url) => !url.endsWith(planned.list.path)).length,
          sizeBytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
        };
      };
      return [await count('asset', names.assets), await count('shell', names.shell(plan.version))];
    },
  };
};

function requirePrecache(planned: PlannedPrecache | undefined): PlannedPrecache {
  if (planned) return planned;
  throw new HoldfastError(
    'worker/incomplete',
    'The feature `precache` needs a plan with `precache` in its manifest',
  );
}

/** Deletes the assets that this version does not name. */
async function collectAssets(context: WorkerContext): Promise<void> {
  const { names, plan, runtime } = context;
  const files = await readStoredList(context, plan.version);
  // Without the list nothing can be told from leftovers.
  if (!files) return;
  const kept = new Set(files.map(({ path }) => new URL(path, runtime.scope).href));
  const cache = await runtime.caches.open(names.assets);
  for (const request of await cache.keys()) {
    if (!kept.has(request.url)) await cache.delete(request, { ignoreVary: true });
  }
}
