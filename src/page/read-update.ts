import { updateGraceMs } from '../protocol/messages.js';
import { askStatus } from './ask-status.js';
import { compareLists } from './precache-list.js';
import { readList } from './stored.js';
import type { UpdateChanges, UpdateEvent } from './types.js';
import { becomesActive, leavesState } from './watch.js';

/**
 * Reads what a newer worker brings to a tab that is on `previousVersion`. Never rejects. The worker in charge is not asked:
 * in Chromium a message to it, sent in the moment in which the newer one takes over, kept that one waiting for over 45 s.
 * @returns `undefined` for a worker that an even newer one has replaced meanwhile
 */
export async function readUpdate(
  { scope }: ServiceWorkerRegistration,
  newer: ServiceWorker,
  previousVersion: string | undefined,
): Promise<UpdateEvent | undefined> {
  // A worker that cannot be asked still has a version.
  const status = await askStatus(newer).catch(() => undefined);
  const { version = 'unknown', update } = status ?? {};
  // One that takes over by itself is told as what it then is.
  if (!update || update.activate === 'immediately') {
    await leavesState(newer, 'installed', updateGraceMs);
  }
  const changes =
    previousVersion === undefined
      ? undefined
      : await readChanges(new URL(scope), previousVersion, version);
  if (newer.state === 'redundant') return undefined;
  return {
    version,
    ...(previousVersion !== undefined && { previousVersion }),
    state: readState(newer),
    ...(changes && { changes }),
  };
}

/** Whether a newer worker still waits. */
export function readState({ state }: ServiceWorker): UpdateEvent['state'] {
  return state === 'installed' ? 'waiting' : 'active';
}

/** Asks for the version that a tab is on, which stays the same for as long as it lives. */
export async function readOwnVersion(worker: ServiceWorker): Promise<string | undefined> {
  // One that is just taking charge looks then who is there, and with which version.
  if (!(await becomesActive(worker))) return undefined;
  try {
    return (await askStatus(worker)).clientVersion;
  } catch {
    // Updates are told all the same, without what they change.
    return undefined;
  }
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
