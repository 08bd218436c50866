import type { WorkerStatus } from '../protocol/messages.js';
import { ask } from './messenger.js';

/** Which workers have an outbox, as far as they have been asked. A worker's routes never change. */
const outboxes = new WeakMap<ServiceWorker, Promise<boolean>>();

/**
 * Asks a worker for its status, and remembers whether it has an outbox.
 * @throws {HoldfastError} code `"page/no-answer"`
 */
export function askStatus(worker: ServiceWorker): Promise<WorkerStatus> {
  const status = ask(worker, { type: 'status' });
  if (!outboxes.has(worker)) {
    const answer = status.then(({ outbox, state }) => {
      if (outbox) return true;
      // Its records may only be unreadable for now.
      const isUnknown = state.name === 'degraded';
      if (isUnknown) outboxes.delete(worker);
      return isUnknown;
    });
    outboxes.set(worker, answer);
    // Whoever asks for it next asks the worker again.
    answer.catch(() => outboxes.delete(worker));
  }
  return status;
}

/**
 * Tells whether a worker may have an outbox: one without keeps silent to all that is asked of the outbox, and whoever asks
 * waits ten seconds for nothing. Costs a message only where nobody has asked for the worker's status yet.
 * @throws {HoldfastError} code `"page/no-answer"`
 */
export async function hasOutbox(worker: ServiceWorker): Promise<boolean> {
  if (!outboxes.has(worker)) await askStatus(worker);
  // Deleted while it waited: a degraded worker.
  return (await outboxes.get(worker)) ?? true;
}
