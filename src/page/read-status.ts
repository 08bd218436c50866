import type { RouteStatus, WorkerStatus } from '../protocol/messages.js';
import { askStatus } from './ask-status.js';
import { isFrom, type Registered } from './register.js';
import { readStored } from './stored.js';
import type { CacheStatus, Status } from './types.js';
import { leavesState } from './watch.js';

// Requests wait for the worker that takes charge as well, and longer.
const takeoverMs = 3000;

/** Puts together what the worker says and what the page itself sees. Never rejects. */
export async function readStatus(registered: Registered): Promise<Status> {
  const plain: Status = {
    online: typeof navigator === 'undefined' || navigator.onLine,
    ...(await readStorage()),
    availability: 'unavailable',
    versions: [],
    state: { name: 'normal' },
    caches: [],
    log: [],
  };
  if (!registered.registration) return { ...plain, reason: registered.reason };

  const { container, registration, scriptUrl } = registered;
  const { waiting } = registration;
  const [{ fault, versions, caches }, { routes = {}, ...worker }, waitingVersion] =
    await Promise.all([
      readStored(new URL(registration.scope)),
      readWorker(registration),
      waiting && readVersion(waiting),
    ]);
  const isControlled = isFrom(container.controller, scriptUrl);
  // A route may be called like what every object has.
  const counted = new Map(Object.entries(routes));
  const status: Status = {
    ...plain,
    versions,
    caches: caches.map((cache) => withCounted(cache, counted.get(cache.of ?? ''))),
    availability: isControlled ? 'controlled' : 'registered',
    ...worker,
    ...(waitingVersion !== null && { waitingVersion }),
  };
  return fault !== undefined && status.state.name === 'normal'
    ? { ...status, state: { name: 'degraded', reason: fault } }
    : status;
}

/** The worker's part of the status, or why there is none. */
async function readWorker(
  registration: ServiceWorkerRegistration,
): Promise<Partial<Status> & Pick<WorkerStatus, 'routes'>> {
  // One that is just taking charge looks then who is there, and with which version.
  if (registration.active) await leavesState(registration.active, 'activating', takeoverMs);
  const { active } = registration;
  if (!active) {
    return (registration.installing ?? registration.waiting)
      ? { reason: 'the worker is being installed' }
      : { reason: 'the worker is gone; a reload registers it anew', availability: 'unavailable' };
  }
  try {
    const { version, clientVersion, state, log, outbox, routes } = await askStatus(active);
    return {
      version: clientVersion,
      activeVersion: version,
      state,
      log,
      ...(outbox && { outbox }),
      ...(routes && { routes }),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { reason, state: { name: 'degraded', reason } };
  }
}

/** The worker's own count of entries may be a moment behind what the page sees; where the page sees none, it has to do. */
function withCounted(cache: CacheStatus, route: RouteStatus | undefined): CacheStatus {
  if (cache.kind !== 'route' || !route) return cache;
  return { ...cache, ...route, entries: cache.entries || route.entries };
}

/** A worker that cannot be asked still has a version; which one is then unknown. */
export async function readVersion(worker: ServiceWorker): Promise<string> {
  try {
    return (await askStatus(worker)).version;
  } catch {
    return 'unknown';
  }
}

async function readStorage(): Promise<Pick<Status, 'storage'>> {
  try {
    // Not in every engine, and not on plain http.
    const storage = globalThis.navigator.storage as StorageManager | undefined;
    const { usage, quota } = (await storage?.estimate()) ?? {};
    if (usage === undefined || quota === undefined) return {};
    return { storage: { usageBytes: usage, quotaBytes: quota } };
  } catch {
    // An estimate is a courtesy; a browser that refuses it is no fault.
    return {};
  }
}
