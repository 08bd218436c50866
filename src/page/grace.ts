import { updateGraceMs } from '../protocol/messages.js';
import { askStatus } from './ask-status.js';
import { leavesState } from './watch.js';

/** When a page may speak to the worker in charge: in Chromium what reaches it holds up the one that is to replace it. */
export interface Grace {
  /**
   * Settles at once where no newer worker is about to take over by itself; otherwise when that one has, was given up, or has
   * been installed for so long that something else must hold it up. Never rejects.
   */
  whenFree(): Promise<void>;
  /** Has a newer worker take over, and every page of the scope keep quiet until it has. */
  during<TValue>(takeover: () => Promise<TValue>): Promise<TValue>;
}

/** As much of a registration as says what replaces its worker. */
type Replaced = Pick<
  ServiceWorkerRegistration,
  'active' | 'addEventListener' | 'installing' | 'scope' | 'waiting'
>;

/**
 * Follows a registration for as long as the page lives.
 * @param locks not in every engine; without them a page does not know what others have accepted
 */
export function createGrace(
  registration: Replaced,
  locks: Pick<LockManager, 'request'> | undefined,
): Grace {
  const lockName = `holdfast:${new URL(registration.scope).pathname}:takeover`;
  const takeovers = new Set<Promise<unknown>>();

  function waitFor(takeover: Promise<unknown>): void {
    const done: Promise<unknown> = takeover
      .catch(() => {
        // Whoever wanted it hears of that.
      })
      .then(() => takeovers.delete(done));
    takeovers.add(done);
  }

  function follow(newer: ServiceWorker | null): void {
    // The first worker replaces none.
    if (newer && registration.active) waitFor(takesOver(newer));
  }

  registration.addEventListener('updatefound', () => follow(registration.installing));
  follow(registration.installing);
  follow(registration.waiting);

  return {
    async whenFree() {
      while (takeovers.size > 0) await Promise.all(takeovers);
      if (registration.waiting) await locks?.request(lockName, { mode: 'shared' }, () => undefined);
    },
    during(takeover) {
      const done = locks ? locks.request(lockName, takeover) : takeover();
      waitFor(done);
      return done;
    },
  };
}

/** Settles when a worker has taken over, or need not be waited for. */
async function takesOver(newer: ServiceWorker): Promise<void> {
  if (await waitsForUser(newer)) return;
  // Browsers put an end to an install that lasts for minutes.
  await leavesState(newer, 'installing');
  await leavesState(newer, 'installed', updateGraceMs);
  // One that is just taking charge looks then who is there, and with which version.
  await leavesState(newer, 'activating');
}

async function waitsForUser(newer: ServiceWorker): Promise<boolean> {
  try {
    return (await askStatus(newer)).update.activate !== 'immediately';
  } catch {
    // One that does not answer says nothing of how it takes over either.
    return false;
  }
}
