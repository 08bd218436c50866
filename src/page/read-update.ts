import type { WorkerStatus } from '../protocol/messages.js';
import { ask } from './messenger.js';
import { compareLists } from './precache-list.js';
import { readVersion } from './read-status.js';
import { readList } from './stored.js';
import type { UpdateChanges, UpdateEvent } from './types.js';
import { becomesActive } from './watch.js';

/**
 * Reads what a newer worker brings to this tab. Never rejects.
 * @returns `undefined` for a worker that an even newer one has replaced meanwhile
 */
export async function readUpdate(
  registration: ServiceWorkerRegistration,
  newer: ServiceWorker,
): Promise<UpdateEvent | undefined> {
  const version = await readVersion(newer);
  const ownVersion = await readOwnVersion(registration, newer);
  // Where nobody remembers what this tab was loaded with, it counts as being on the newest.
  const previousVersion = ownVersion === version ? undefined : ownVersion;
  const changes =
    previousVersion === undefined
      ? undefined
      : await readChanges(new URL(registration.scope), previousVersion, version);
  if (newer.state === 'redundant') return undefined;
  return {
    version,
    ...(previousVersion !== undefined && { previousVersion }),
    state: isWaiting(newer) ? 'waiting' : 'active',
    ...(changes && { changes }),
  };
}

/** Which version this tab is on, the worker in charge knows; while it is being replaced, the one that comes after it. */
async function readOwnVersion(
  { active }: ServiceWorkerRegistration,
  newer: ServiceWorker,
): Promise<string | undefined> {
  if (isWaiting(newer) && active) {
    const own = await Promise.race([readClientVersion(active), leavesWaiting(newer)]);
    if (own !== undefined || isWaiting(newer)) return own;
  }
  // It looks who is there, and with which version, before it is activated.
  return (await becomesActive(newer)) ? readClientVersion(newer) : undefined;
}

function isWaiting({ state }: ServiceWorker): boolean {
  return state === 'installed';
}

async function readClientVersion(worker: ServiceWorker): Promise<string | undefined> {
  try {
    return (await ask<WorkerStatus>(worker, 'status')).clientVersion;
  } catch {
    // The update is told all the same.
    return undefined;
  }
}

async function leavesWaiting(worker: ServiceWorker): Promise<undefined> {
  await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
}

async function readChanges(
  scope: URL,
  previousVersion: string,
  version: string,
): Promise<UpdateChanges | undefined> {
  try {
    const [previous, next] = await Promise.all([
      readList(scope, previousVersion),
      readList(scope, version),
    ]);
    return previous && next && compareLists(previous, next);
  } catch {
    // Cache Storage cannot be read; `status()` says so.
    return undefined;
  }
}
