import type {
  DeadReason,
  OutboxAnswer,
  OutboxEventItem,
  OutboxState,
} from '../../protocol/outbox.js';

/** What a write was made with, besides URL, method, headers and body. */
type RequestOptions = Pick<
  Request,
  'mode' | 'credentials' | 'cache' | 'redirect' | 'referrer' | 'referrerPolicy' | 'integrity'
>;

/**
 * Why a write still waits after an attempt. `'unreachable'`: no answer came, so the server may have it or not.
 * `'refused'`: the server said to come again. `'deferred'`: it also said when.
 */
type Setback = 'unreachable' | 'refused' | 'deferred';

/** What a page made; it stays as it is. */
export interface MadeWrite {
  readonly id: string;
  /** Its place in the order in which writes were made; of two workers at once, two may have the same. */
  readonly order: number;
  readonly route: string;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly options: RequestOptions;
  /** Of the request's body. */
  readonly sizeBytes: number;
  readonly createdAtMs: number;
}

/** One write as it is stored, beside its bodies; replaced as a whole, never changed. */
export interface OutboxRecord extends MadeWrite {
  readonly expiresAtMs: number;
  /** A delivered one is kept for its answer's sake, until a page has heard it. */
  readonly state: OutboxState | 'delivered';
  readonly attempts: number;
  /** Attempts that the server answered without taking it. */
  readonly refusals: number;
  readonly attemptedAtMs?: number;
  readonly nextAttemptAtMs: number;
  readonly setback?: Setback;
  readonly reason?: DeadReason;
  readonly answer?: Omit<OutboxAnswer, 'body'>;
  /** Whether pages have yet to hear what became of it. */
  readonly isUnheard?: boolean;
}

/** The records' key: in the order in which they are sent. */
export type RecordKey = [order: number, id: string];

/** Which body of which write. */
export type BodyKey = [id: string, of: 'request' | 'response'];

/** Small bodies lie in the database itself, which is faster; the others in files of the browser's. */
export type StoredBody = Blob | ArrayBuffer;

/** A write to which nothing has happened yet. */
export function toRecord(
  { createdAtMs, headers, id, method, options, order, route, sizeBytes, url }: MadeWrite,
  retainForMs: number,
  nowMs: number,
): OutboxRecord {
  return {
    id,
    order,
    route,
    method,
    url,
    headers,
    options,
    sizeBytes,
    createdAtMs,
    expiresAtMs: nowMs + retainForMs,
    state: 'waiting',
    attempts: 0,
    refusals: 0,
    nextAttemptAtMs: nowMs,
  };
}

/** Whether a write waits to be sent, or is under way. */
export function isOpen({ state }: OutboxRecord): boolean {
  return state === 'waiting' || state === 'sending';
}

/** What pages get of a stored body. */
export function toBlob(body: StoredBody): Blob {
  return body instanceof Blob ? body : new Blob([body]);
}

/** Reads off what a request was made with. */
export function readOptions({
  mode,
  credentials,
  cache,
  redirect,
  referrer,
  referrerPolicy,
  integrity,
}: Request): RequestOptions {
  return { mode, credentials, cache, redirect, referrer, referrerPolicy, integrity };
}

/** Makes the request of a write: the same for each attempt. */
export function toRequest(
  { headers, method, options, url }: OutboxRecord,
  body: StoredBody | undefined,
  signal: AbortSignal,
): Request {
  return new Request(url, {
    ...options,
    method,
    headers: headers as [string, string][],
    signal,
    ...(body && { body }),
  });
}

/**
 * What pages are told of a write.
 * @param answerBody of the server's answer; absent where it is not wanted, or there is none
 */
export function toItem(record: OutboxRecord, answerBody?: StoredBody): OutboxEventItem {
  const { id, route, method, url, headers, sizeBytes, createdAtMs, expiresAtMs } = record;
  const { answer, attempts, nextAttemptAtMs, reason, state } = record;
  return {
    id,
    route,
    method,
    url,
    headers,
    sizeBytes,
    createdAtMs,
    expiresAtMs,
    // The events of a delivered one say so by their type.
    state: state === 'delivered' ? 'sending' : state,
    attempts,
    ...(state === 'waiting' && { nextAttemptAtMs }),
    ...(reason && { reason }),
    ...(answer && { answer: { ...answer, ...(answerBody && { body: toBlob(answerBody) }) } }),
  };
}
