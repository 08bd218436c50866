import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isOutboxEvent,
  isOutboxItem,
  isOutboxOutlook,
  isReply,
  isWorkerMessage,
  isWorkerStatus,
} from '../../../src/protocol/from-worker.js';
import { protocolVersion, type WorkerMessage } from '../../../src/protocol/messages.js';
import type { OutboxEvent, OutboxItem } from '../../../src/protocol/outbox.js';

const answer = { status: 201, statusText: 'Created', headers: [['location', '/a/1']] } as const;
const item: OutboxItem = {
  id: 'a',
  route: 'writes',
  method: 'POST',
  url: 'https://app.example/a',
  headers: [['content-type', 'text/plain']],
  sizeBytes: 3,
  createdAtMs: 1,
  expiresAtMs: 2,
  state: 'dead',
  attempts: 1,
  nextAttemptAtMs: 2,
  reason: 'refused',
  answer,
};
const events: readonly OutboxEvent[] = [
  { type: 'queued', item },
  { type: 'delivered', item, answer },
  { type: 'failed', item },
  { type: 'blocked', item },
  { type: 'expired', item },
];
const messages: readonly WorkerMessage[] = [
  {
    holdfast: protocolVersion,
    type: 'install-progress',
    version: 'v',
    files: 1,
    totalFiles: 2,
    bytes: 3,
    totalBytes: 4,
  },
  { holdfast: protocolVersion, type: 'unrecoverable', version: 'v', url: 'https://app.example/a' },
  { holdfast: protocolVersion, type: 'state', version: 'v', state: { name: 'normal' } },
  {
    holdfast: protocolVersion,
    type: 'state',
    version: 'v',
    state: { name: 'degraded', reason: 'no database' },
  },
  ...events.map((event) => ({ holdfast: protocolVersion, type: 'outbox' as const, event })),
];
const status = {
  version: 'v',
  clientVersion: 'v',
  scope: 'https://app.example/',
  update: { activate: 'immediately' },
  state: { name: 'normal' },
  log: [{ atMs: 1, code: 'a/b', subject: 'c', detail: 'd' }],
  routes: {
    constructor: {
      entries: 1,
      sizeBytes: 2,
      limits: { maxEntries: 3 },
      evictions: {},
      oldestAtMs: 1,
      newestAtMs: 1,
    },
  },
  outbox: { waiting: 1, sending: 0, blocked: 0, dead: 0, sizeBytes: 3, oldestAtMs: 1 },
};
const outlook = { waiting: 1, dueInMs: 100, isUnreachable: false };

type Guard = (value: unknown) => boolean;
const cases: readonly (readonly [what: string, isWhole: Guard, whole: readonly object[]])[] = [
  ['a message', isWorkerMessage, messages],
  ['a status', isWorkerStatus, [status]],
  ['an event of the outbox', isOutboxEvent, events],
  ['a write', isOutboxItem, [item]],
  ['an outlook', isOutboxOutlook, [outlook]],
];

/** Where in a value its leaves are. */
function listPlaces(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, field]) => listPlaces(field, [...path, name]))
    : [path];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[name] = replaced(copy[name], rest, by);
  return copy;
}

describe.each(cases)('%s', (_what, isWhole, whole) => {
  it('passes whole, as structured clones leave it, and with what a newer worker adds', () => {
    for (const value of whole) {
      expect(isWhole(structuredClone(value))).toBe(true);
      expect(isWhole({ ...value, addedLater: {} })).toBe(true);
    }
  });

  it('does not pass with anything else in one of its places', () => {
    const places = whole.flatMap((value) =>
      // What the limits are, is for people to read.
      listPlaces(value)
        .filter((path) => !path.includes('limits'))
        .flatMap((path) => path.map((_name, depth) => [value, path.slice(0, depth + 1)] as const)),
    );
    for (const [value, path] of places) {
      for (const other of [null, Number.NaN, Symbol.iterator, { length: 1 }, [[1, 2]]]) {
        expect([path, isWhole(replaced(value, path, other))]).toEqual([path, false]);
      }
    }
  });

  it('does not pass where it is anything else', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withMap: true }), (value) => {
        expect(isWhole(value)).toBe(false);
      }),
    );
  });
});

it('a message of a type that the page does not know is none, whatever objects are called by', () => {
  for (const type of ['status', 'outbox-list', 'constructor', '__proto__', 'toString', '']) {
    expect(isWorkerMessage({ ...messages[0], type })).toBe(false);
  }
});

it('a message of a newer version of the protocol passes if it is whole', () => {
  expect(isWorkerMessage({ ...messages[1], holdfast: protocolVersion + 1 })).toBe(true);
});

it.each([
  [{ ok: true, value: undefined }, true],
  [{ ok: true }, true],
  [{ ok: false, message: 'no' }, true],
  [{ ok: false }, false],
  [{ ok: false, message: null }, false],
  [{ ok: 'true', value: 1 }, false],
  [{ ok: 1 }, false],
  [{}, false],
  ['pong', false],
  [null, false],
  [undefined, false],
  [[true], false],
])('%j is a reply: %s', (value, is) => {
  expect(isReply(value)).toBe(is);
});
