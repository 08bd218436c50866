import { afterEach, describe, expect, it, vi } from 'vitest';
import { hasOutbox } from '../../../src/page/ask-status.js';
import { createOutbox, type Outbox } from '../../../src/page/outbox.js';
import type { Registered } from '../../../src/page/register.js';
import {
  createFakeWorker,
  someItem,
  someOutbox,
  statusOf,
  type FakeWorker,
} from './fake-worker.js';

afterEach(() => void vi.useRealTimers());

const empty = { waiting: 0, sending: 0, blocked: 0, dead: 0, sizeBytes: 0 };

function commandsOf(found: Registered): Outbox['commands'] {
  const listeners = { hasListener: () => false, tell: () => undefined };
  return createOutbox(() => Promise.resolve(found), listeners).commands;
}

function registered(active: FakeWorker | null): Registered {
  return { registration: { active } } as unknown as Registered;
}

describe('without a service worker', () => {
  const { discard, flush, list, resume, retry } = commandsOf({ reason: 'plain http' });

  it('the outbox is empty, and flushed at once', async () => {
    await expect(list()).resolves.toEqual([]);
    await expect(flush()).resolves.toEqual(empty);
  });

  it.each([
    ['retry', retry],
    ['discard', discard],
    ['resume', resume],
  ])('%s says why it cannot be done', async (_name, command) => {
    await expect(command('a')).rejects.toMatchObject({
      code: 'page/unavailable',
      message: 'No worker is registered: plain http',
    });
  });
});

describe.each([
  ['a worker without an outbox', () => createFakeWorker({ status: statusOf() })],
  ['a worker that is being installed', () => null],
])('with %s', (_what, create) => {
  it('nothing is there to list, to flush or to change, and nobody waits', async () => {
    const worker = create();
    const { discard, flush, list, resume, retry } = commandsOf(registered(worker));
    await expect(list()).resolves.toEqual([]);
    await expect(flush()).resolves.toEqual(empty);
    await expect(retry('a')).resolves.toBe(false);
    await expect(discard('a')).resolves.toBe(false);
    await expect(resume('writes')).resolves.toBe(0);
    expect(worker?.asked.map(({ type }) => type) ?? ['status']).toEqual(['status']);
  });
});

describe('with an outbox', () => {
  const answers = { status: statusOf({ outbox: someOutbox }) };

  it('commands reach the worker, and its answers the page', async () => {
    const items = [someItem];
    const worker = createFakeWorker({
      ...answers,
      'outbox-list': items,
      'outbox-retry': true,
      'outbox-discard': false,
      'outbox-resume': 3,
    });
    const { discard, list, resume, retry } = commandsOf(registered(worker));
    await expect(list()).resolves.toEqual(items);
    await expect(retry('a')).resolves.toBe(true);
    await expect(discard('b')).resolves.toBe(false);
    await expect(resume('writes')).resolves.toBe(3);
    expect(worker.asked.slice(1)).toMatchObject([
      { type: 'outbox-list' },
      { type: 'outbox-retry', id: 'a' },
      { type: 'outbox-discard', id: 'b' },
      { type: 'outbox-resume', route: 'writes' },
    ]);
  });

  it('a flush wakes all that may be sent, waits for the end, and tells what is left', async () => {
    const outlook = { waiting: 1, isUnreachable: true };
    const worker = createFakeWorker({ ...answers, 'outbox-wake': outlook });
    await expect(commandsOf(registered(worker)).flush()).resolves.toEqual(someOutbox);
    expect(worker.asked).toContainEqual({
      holdfast: 1,
      type: 'outbox-wake',
      mode: 'all',
      isAwaited: true,
    });
  });

  it('a flush is waited for as long as a browser keeps an event alive', async () => {
    const worker = createFakeWorker(answers);
    await hasOutbox(worker);
    vi.useFakeTimers();
    const rejects = expect(commandsOf(registered(worker)).flush()).rejects.toMatchObject({
      code: 'page/no-answer',
      message: expect.stringContaining('"outbox-wake" in 300000 ms') as string,
    });
    await vi.advanceTimersByTimeAsync(300_000);
    await rejects;
  });

  it('a worker that cannot read its records says so', async () => {
    const worker = createFakeWorker({
      status: statusOf({ state: { name: 'degraded' } }),
      'outbox-list': () => {
        throw new Error('no database');
      },
      'outbox-wake': { waiting: 0, isUnreachable: false },
    });
    const { flush, list } = commandsOf(registered(worker));
    await expect(list()).rejects.toMatchObject({ code: 'page/no-answer' });
    await expect(flush()).rejects.toMatchObject({ code: 'page/no-answer' });
  });
});
