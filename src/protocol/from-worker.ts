import type { Reply, RouteStatus, WorkerMessage, WorkerStatus } from './messages.js';
import type { OutboxEvent, OutboxItem, OutboxOutlook } from './outbox.js';

/**
 * What a page takes from a worker: at its script's URL there may be a newer one, or another toolkit's that was there before.
 * What these tell to be of a type has all that the type must have; a newer worker may have put more to it.
 */
type Guard = (value: unknown) => boolean;

type Shape<TValue> = { readonly [TName in keyof TValue]-?: Guard };

/** Tells whether a value is a worker's reply to a question of the page. */
export function isReply(value: unknown): value is Reply<unknown> {
  const { ok, message } = Object(value) as Record<string, unknown>;
  return ok === true || (ok === false && isText(message));
}

/** Tells whether a message that reached a page is a worker's. */
export function isWorkerMessage(value: unknown): value is WorkerMessage {
  const { holdfast, type } = Object(value) as Record<string, unknown>;
  const shape = shapes.get(type as WorkerMessage['type']);
  return isNumber(holdfast) && shape !== undefined && hasShape(value, shape);
}

export function isWorkerStatus(value: unknown): value is WorkerStatus {
  return hasShape(value, {
    version: isText,
    clientVersion: isText,
    scope: isText,
    state: isState,
    update: isUpdate,
    log: isListOf(isReportEntry),
    routes: orAbsent(isRecordOfRoutes),
    outbox: orAbsent(isOutboxStatus),
  } satisfies Shape<WorkerStatus>);
}

export function isOutboxOutlook(value: unknown): value is OutboxOutlook {
  return hasShape(value, {
    waiting: isNumber,
    dueInMs: orAbsent(isNumber),
    isUnreachable: isBoolean,
  } satisfies Shape<OutboxOutlook>);
}

export function isOutboxEvent(value: unknown): value is OutboxEvent {
  const { type, answer } = Object(value) as Record<string, unknown>;
  return (
    ['queued', 'delivered', 'failed', 'blocked', 'expired'].includes(type as OutboxEvent['type']) &&
    hasShape(value, { item: isOutboxItem }) &&
    (type !== 'delivered' || isAnswer(answer))
  );
}

export function isOutboxItem(value: unknown): value is OutboxItem {
  return hasShape(value, {
    id: isText,
    route: isText,
    method: isText,
    url: isText,
    headers: isListOf(isHeader),
    body: isAnything,
    sizeBytes: isNumber,
    createdAtMs: isNumber,
    expiresAtMs: isNumber,
    state: isText,
    attempts: isNumber,
    nextAttemptAtMs: orAbsent(isNumber),
    reason: orAbsent(isText),
    answer: orAbsent(isAnswer),
  } satisfies Shape<OutboxItem>);
}

export function isListOf(isItem: Guard): Guard {
  return (value) => Array.isArray(value) && value.every((item) => isItem(item));
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** Any number that can be counted with. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}

export function isAnything(): boolean {
  return true;
}

const shapes: ReadonlyMap<WorkerMessage['type'], Readonly<Record<string, Guard>>> = new Map([
  [
    'install-progress',
    {
      version: isText,
      files: isNumber,
      totalFiles: isNumber,
      bytes: isNumber,
      totalBytes: isNumber,
    },
  ],
  ['unrecoverable', { version: isText, url: isText }],
  ['state', { version: isText, state: isState }],
  ['outbox', { event: isOutboxEvent }],
]);

function hasShape(value: unknown, shape: Readonly<Record<string, Guard>>): boolean {
  const fields = Object(value) as Record<string, unknown>;
  return Object.entries(shape).every(([name, isField]) => isField(fields[name]));
}

function orAbsent(isField: Guard): Guard {
  return (value) => value === undefined || isField(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isState(value: unknown): boolean {
  return hasShape(value, { name: isText, reason: orAbsent(isText) });
}

function isUpdate(value: unknown): boolean {
  return hasShape(value, { activate: isText } satisfies Shape<WorkerStatus['update']>);
}

function isReportEntry(value: unknown): boolean {
  return hasShape(value, {
    atMs: isNumber,
    code: isText,
    subject: isText,
    detail: orAbsent(isText),
  });
}

function isRecordOfRoutes(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isRouteStatus);
}

function isRouteStatus(value: unknown): boolean {
  return hasShape(value, {
    entries: isNumber,
    sizeBytes: isNumber,
    limits: isObject,
    oldestAtMs: orAbsent(isNumber),
    newestAtMs: orAbsent(isNumber),
    evictions: isObject,
  } satisfies Shape<RouteStatus>);
}

function isOutboxStatus(value: unknown): boolean {
  return hasShape(value, {
    waiting: isNumber,
    sending: isNumber,
    blocked: isNumber,
    dead: isNumber,
    sizeBytes: isNumber,
    oldestAtMs: orAbsent(isNumber),
  });
}

function isAnswer(value: unknown): boolean {
  return hasShape(value, { status: isNumber, statusText: isText, headers: isListOf(isHeader) });
}

function isHeader(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isText);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
