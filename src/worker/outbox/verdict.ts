import type { PlannedOutbox } from '../../manifest/plan.js';
import type { OutboxAnswer, WakeMode } from '../../protocol/outbox.js';
import type { OutboxRecord } from './record.js';

const firstBackoffMs = 1000;
const longestBackoffMs = 5 * 60_000;
// A server that names a later time is asked then anyway.
const longestRetryAfterMs = 24 * 3_600_000;

/** What a verdict depends on besides the write. */
export interface Circumstances {
  readonly nowMs: number;
  /** From 0 to less than 1. */
  readonly random: number;
}

/** `judge`, here and now. */
export type Settle = (record: OutboxRecord, answer?: Omit<OutboxAnswer, 'body'>) => OutboxRecord;

/**
 * What becomes of a write after one attempt at it.
 * @param answer the server's; `undefined` where none came
 */
export function judge(
  record: OutboxRecord,
  { deadAfterAttempts = Infinity, retryStatuses }: PlannedOutbox,
  answer: Omit<OutboxAnswer, 'body'> | undefined,
  { nowMs, random }: Circumstances,
): OutboxRecord {
  const { setback, ...tried } = { ...record, attemptedAtMs: nowMs };
  if (!answer) {
    const nextAttemptAtMs = nowMs + readBackoff(record.attempts, random);
    return { ...tried, state: 'waiting', setback: 'unreachable', nextAttemptAtMs };
  }
  const { status } = answer;
  const judged = { ...tried, answer };
  if (status === 401 || status === 403) return { ...judged, state: 'blocked' };
  // A server that is still at work on an attempt whose answer got lost says 409.
  // Source: draft-ietf-httpapi-idempotency-key-header §2.6
  const isAtWork = status === 409 && setback === 'unreachable';
  if (retryStatuses.includes(status) || isAtWork) {
    const refusals = record.refusals + 1;
    if (refusals >= deadAfterAttempts) {
      return { ...judged, refusals, state: 'dead', reason: 'attempts', isUnheard: true };
    }
    const retryAfterMs = readRetryAfter(answer, nowMs);
    // All those who were told the same time need not come at the same moment.
    const delayMs =
      retryAfterMs === undefined
        ? readBackoff(refusals, random)
        : retryAfterMs + readBackoff(1, random);
    return {
      ...judged,
      refusals,
      state: 'waiting',
      setback: retryAfterMs === undefined ? 'refused' : 'deferred',
      nextAttemptAtMs: nowMs + delayMs,
    };
  }
  return status >= 400
    ? { ...judged, state: 'dead', reason: 'refused', isUnheard: true }
    : { ...judged, state: 'delivered', isUnheard: true };
}

/**
 * How long to wait after so many attempts: exponential, with full jitter, from 0 ms to five minutes.
 * @param random from 0 to less than 1
 */
export function readBackoff(attempts: number, random: number): number {
  // Whole, as clocks and timers are: a timer for the rest of a millisecond fires before its end.
  return Math.ceil(random * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempts - 1)));
}

/** How long the server wants to be left alone: 0 ms to a day; `undefined` where it does not say. Source: RFC 9110 §10.2.3. */
export function readRetryAfter(
  { headers }: Pick<OutboxAnswer, 'headers'>,
  nowMs: number,
): number | undefined {
  const value = headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1].trim();
  if (!value) return undefined;
  // Engines read almost anything as a date; those of HTTP have a time of day.
  const isDate = value.includes(':');
  const delayMs = /^\d+$/.test(value)
    ? Number(value) * 1000
    : (isDate ? Date.parse(value) : Number.NaN) - nowMs;
  return Number.isNaN(delayMs) ? undefined : Math.min(Math.max(delayMs, 0), longestRetryAfterMs);
}

/** Whether a waiting write is to be sent now; one that this wake-up has sent already waits for its time. */
export function isDue(
  { attemptedAtMs = 0, nextAttemptAtMs, setback }: OutboxRecord,
  mode: WakeMode,
  isTried: boolean,
  nowMs: number,
): boolean {
  // A clock that was put back must not make a write wait for hours.
  if (nowMs >= nextAttemptAtMs || nowMs < attemptedAtMs) return true;
  if (isTried || mode === 'due') return false;
  return setback === 'unreachable' || (mode === 'all' && setback !== 'deferred');
}
