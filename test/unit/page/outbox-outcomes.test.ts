import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createOutcomes, type Outcomes } from '../../../src/page/outbox-outcomes.js';
import type { OutboxEvent, OutboxEventItem } from '../../../src/protocol/outbox.js';
import { createFakeWindow, type FakeWindow } from './fake-window.js';

function item(id: string, rest: Partial<OutboxEventItem> = {}): OutboxEventItem {
  return {
    id,
    route: 'writes',
    method: 'POST',
    url: 'https://app.example/api/visits',
    headers: [],
    sizeBytes: 0,
    createdAtMs: 1,
    expiresAtMs: 1000,
    state: 'sending',
    attempts: 1,
    ...rest,
  };
}

function delivered(id: string): OutboxEvent {
  return {
    type: 'delivered',
    item: item(id),
    answer: { status: 201, statusText: 'Created', headers: [] },
  };
}

function blocked(id: string, expiresAtMs = 1000): OutboxEvent {
  return { type: 'blocked', item: item(id, { state: 'blocked', expiresAtMs }) };
}

function failed(id: string, expiresAtMs = 1000): OutboxEvent {
  return { type: 'failed', item: item(id, { state: 'dead', reason: 'refused', expiresAtMs }) };
}

let window: FakeWindow;
let outcomes: Outcomes;
let isHeard: boolean;
let told: OutboxEvent[];
let missed: () => Promise<readonly OutboxEvent[]>;
let acknowledged: (readonly string[])[];
let takesAcknowledgements: boolean;
/** When the worker may be spoken to. */
let free: Promise<void>;

beforeEach(() => {
  vi.useFakeTimers();
  window = createFakeWindow();
  isHeard = true;
  told = [];
  missed = async () => [];
  acknowledged = [];
  takesAcknowledgements = true;
  free = Promise.resolve();
  outcomes = createOutcomes({
    window,
    hasListener: () => isHeard,
    tell: (event) => told.push(event),
    readMissed: () => missed(),
    async acknowledge(ids) {
      if (!takesAcknowledgements) throw new Error('no answer');
      acknowledged.push(ids);
    },
    whenFree: () => free,
  });
});
afterEach(() => void vi.useRealTimers());

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

it('tells every event, and acknowledges the outcomes of 100 ms in one message', async () => {
  const events: OutboxEvent[] = [
    { type: 'queued', item: item('a', { state: 'waiting' }) },
    delivered('a'),
    blocked('b'),
    failed('c'),
    { type: 'expired', item: item('d', { state: 'dead', reason: 'expired' }) },
  ];
  for (const event of events) outcomes.take(event);
  expect(told).toEqual(events);
  await pass(99);
  expect(acknowledged).toEqual([]);
  await pass(1);
  expect(acknowledged).toEqual([['a', 'c', 'd']]);
  outcomes.take(delivered('e'));
  await pass(100);
  expect(acknowledged).toEqual([['a', 'c', 'd'], ['e']]);
  expect(vi.getTimerCount()).toBe(0);
});

it('acknowledges at once as the page is left', async () => {
  outcomes.take(delivered('a'));
  window.leave();
  expect(acknowledged).toEqual([['a']]);
  await pass(1000);
  window.leave();
  expect(acknowledged).toHaveLength(1);
});

it('leaves with the worker what nobody listens to, and asks for it later', async () => {
  isHeard = false;
  outcomes.take(delivered('a'));
  await outcomes.catchUp();
  await pass(1000);
  window.leave();
  expect([told, acknowledged]).toEqual([[], []]);
  isHeard = true;
  missed = async () => [delivered('a')];
  await outcomes.catchUp();
  await pass(1000);
  expect([told, acknowledged]).toEqual([[delivered('a')], [['a']]]);
});

it('does not acknowledge what comes in after the last listener has gone', async () => {
  missed = async () => {
    isHeard = false;
    return [delivered('a')];
  };
  await outcomes.catchUp();
  await pass(1000);
  expect([told, acknowledged]).toEqual([[], []]);
});

it('tells once what comes live and is read as well, in either order', async () => {
  missed = async () => {
    outcomes.take(delivered('a'));
    return [delivered('a'), delivered('b')];
  };
  await outcomes.catchUp();
  outcomes.take(delivered('b'));
  await pass(1000);
  outcomes.take(delivered('b'));
  expect(told).toEqual([delivered('a'), delivered('b')]);
  await pass(1000);
  expect(acknowledged).toEqual([['a', 'b'], ['b']]);
});

it('tells once that a write is blocked, until it was sent again and is blocked once more', async () => {
  outcomes.take(blocked('a', 1000));
  missed = async () => [blocked('a', 1000)];
  await outcomes.catchUp();
  expect(told).toHaveLength(1);
  outcomes.take(blocked('a', 2000));
  expect(told).toHaveLength(2);
  await pass(1000);
  expect(acknowledged).toEqual([]);
});

it('tells a second failure of a write that the page has sent again', () => {
  outcomes.take(failed('a', 1000));
  outcomes.take(failed('a', 2000));
  expect(told).toEqual([failed('a', 1000), failed('a', 2000)]);
});

it('sends an acknowledgement that did not arrive with the next one', async () => {
  takesAcknowledgements = false;
  outcomes.take(delivered('a'));
  await pass(1000);
  takesAcknowledgements = true;
  outcomes.take(delivered('b'));
  await pass(100);
  expect(acknowledged.map((ids) => ids.toSorted())).toEqual([['a', 'b']]);
});

it('keeps what it could not read for the next time', async () => {
  missed = () => Promise.reject(new Error('no answer'));
  await outcomes.catchUp();
  missed = async () => [delivered('a')];
  await outcomes.catchUp();
  expect(told).toEqual([delivered('a')]);
});

it('leaves a worker alone that is about to be replaced', async () => {
  let release!: () => void;
  free = new Promise((resolve) => (release = resolve));
  let isAsked = false;
  missed = async () => {
    isAsked = true;
    return [];
  };
  outcomes.take(delivered('a'));
  void outcomes.catchUp();
  await pass(60_000);
  outcomes.take(delivered('b'));
  await pass(60_000);
  expect([isAsked, acknowledged]).toEqual([false, []]);
  release();
  await pass(0);
  expect([isAsked, acknowledged]).toEqual([true, [['a', 'b']]]);
});
