import { toCacheKey } from '../../protocol/cache-key.js';
import type { appShell } from '../../routing/app-shell.js';
import { createLookup, type PrecachedFile } from '../../routing/lookup.js';
import type { offlineFile } from '../../routing/offline-file.js';
import type { AdmittedRequest } from '../admit.js';
import type { FeatureFactory } from '../feature.js';
import { answerRange } from '../range.js';
import { collect } from './collect.js';
import { install, type PackDownload } from './install.js';
import { createPins } from './pins.js';
import { createProgress } from './progress.js';
import { createRepair } from './repair.js';

/**
 * Stores the app's own files when the worker installs, and answers from them before any route. A client gets the files of
 * the version it was loaded with, for as long as it lives; a navigation gets the worker's own version. A plan that precaches
 * nothing leaves it nothing to do.
 * @param download takes what is missing from the pack, in one go; absent where the build has made none
 * @param createNavigation answers navigations with the shell; absent where the plan has none
 * @param findOffline absent where the plan has no offline files
 */
export function precache(
  download?: PackDownload,
  createNavigation?: typeof appShell,
  findOffline?: typeof offlineFile,
): FeatureFactory {
  return (context) => {
    const { names, plan, report, runtime } = context;
    const planned = plan.precache;
    if (!planned) return { name: 'precache' };
    const lookup = createLookup(planned);
    const findShell = createNavigation ? createNavigation(plan) : undefined;
    const pins = createPins(context);
    const repair = createRepair(context, planned, pins, download);
    void pins.load();

    async function read(
      { event, request }: AdmittedRequest,
      file: PrecachedFile,
      version: string,
    ): Promise<Response | undefined> {
      const cacheName = file.kind === 'asset' ? names.assets : names.shell(version);
      let response: Response | undefined;
      try {
        response = await runtime.within(
          runtime.caches.match(toCacheKey(file.path, runtime.scope), { cacheName }),
        );
        report.recovered('cache/read-failed');
      } catch (error) {
        report.fault('cache/read-failed', cacheName, error);
        return undefined;
      }
      response ??= await repair.findAgain(event, file, version);
      return response && answerRange(request, response);
    }

    /** What a client of an older version gets; `undefined` for a path that its version does not have either. */
    async function readPinned(
      admitted: AdmittedRequest,
      file: PrecachedFile | undefined,
    ): Promise<Response | undefined> {
      await pins.load();
      const version = pins.versionOf(admitted.event.clientId);
      if (version === plan.version) return file && read(admitted, file, version);
      const pinned = (await pins.filesOf(version))?.get(file?.path ?? admitted.path ?? '');
      return pinned && read(admitted, pinned, version);
    }

    /** Pins what is being loaded: a document to the version that answers, a worker to that of its creator. */
    async function pinResult({ event, request }: AdmittedRequest): Promise<void> {
      const { clientId, resultingClientId } = event;
      await pins.load();
      const isDocument = request.mode === 'navigate';
      await pins.pin([resultingClientId], isDocument ? plan.version : pins.versionOf(clientId));
      if (!isDocument) return;
      // Once this document is there, the one it replaces is gone.
      await runtime.within(runtime.clients.get(resultingClientId));
      await collect(context, pins, 'navigate');
    }

    return {
      name: 'precache',
      respond(admitted) {
        const { event, request, url, path } = admitted;
        if (path === undefined || request.method !== 'GET') return undefined;
        if (event.resultingClientId) {
          event.waitUntil(
            pinResult(admitted).catch((error: unknown) =>
              report.note('precache/uncollected', plan.version, error),
            ),
          );
        }
        const file = lookup(url, path) ?? (findShell ? findShell(request, path) : undefined);
        const isDocument = request.mode === 'navigate';
        const version = isDocument ? plan.version : pins.versionOf(event.clientId);
        // Right after the worker's start it is not known yet whether the client is one of an older version.
        const isOwn = isDocument || (pins.isLoaded() && version === plan.version);
        // All versions share their assets, so which one the client has makes no difference.
        if (isOwn || file?.kind === 'asset') return file && read(admitted, file, version);
        return readPinned(admitted, file);
      },
      ...(findOffline && {
        async fallback(admitted: AdmittedRequest): Promise<Response | undefined> {
          const file = findOffline(plan, admitted.request);
          return file && read(admitted, file, plan.version);
        },
      }),
      async install() {
        // Where it has been in charge before, as after a rollback, what it stores now is that of an install under way.
        if ((await pins.listActivated()).indexOf(plan.version) > 0) {
          await pins.recordVersion(plan.version, false);
        }
        await install(context, planned, download, (files) => createProgress(context, files));
        // A worker that is killed while it takes charge had no time for it then.
        await pins.load(true);
      },
      async activate() {
        await pins.load(true);
        await collect(context, pins, 'activate');
      },
      async idle() {
        await repair.audit();
        await collect(context, pins, 'idle');
      },
      async status(clientId) {
        await pins.load();
        return { clientVersion: pins.versionOf(clientId) };
      },
    };
  };
}
