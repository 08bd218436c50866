import { updateGraceMs } from '../protocol/messages.js';

const firstSeenMs = new WeakMap<ServiceWorker, number>();

/**
 * For how many ms more the worker in charge should be left alone, so that a newer one can take over; 0 where none is on its
 * way. A newer one may wait for days until the user accepts it, so the time counts from when this tab saw it first.
 */
export function readGraceMs({
  installing,
  waiting,
}: Pick<ServiceWorkerRegistration, 'installing' | 'waiting'>): number {
  const newer = installing ?? waiting;
  if (!newer) return 0;
  const nowMs = performance.now();
  const seenMs = firstSeenMs.get(newer) ?? nowMs;
  firstSeenMs.set(newer, seenMs);
  return Math.max(0, seenMs + updateGraceMs - nowMs);
}
