import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPump, type Pump } from '../../../src/page/outbox-pump.js';
import type { OutboxOutlook, WakeMode } from '../../../src/protocol/outbox.js';
import { createFakeWindow, type FakeWindow } from './fake-window.js';

const nothing: OutboxOutlook = { waiting: 0, isUnreachable: false };
const unreachable: OutboxOutlook = { waiting: 3, dueInMs: 40_000, isUnreachable: true };
const refused = (dueInMs: number): OutboxOutlook => ({
  waiting: 1,
  dueInMs,
  isUnreachable: false,
});

let window: FakeWindow;
let pump: Pump;
/** What the worker answers; `'silent'` is no answer within ten seconds. */
let answer: OutboxOutlook | undefined | 'silent';
/** When the worker may be spoken to. */
let free: Promise<void>;
let startedAtMs: number;
/** Every wake, with its time in ms since the test began. */
let wakes: [mode: WakeMode, atMs: number][];
let inFlight: number;

async function wake(mode: WakeMode): Promise<OutboxOutlook | undefined> {
  wakes.push([mode, performance.now() - startedAtMs]);
  expect(++inFlight).toBe(1);
  const given = answer;
  if (given === 'silent') await new Promise((resolve) => setTimeout(resolve, 10_000));
  inFlight--;
  if (given === 'silent') throw new Error('no answer');
  return given;
}

beforeEach(() => {
  vi.useFakeTimers();
  startedAtMs = performance.now();
  window = createFakeWindow();
  answer = nothing;
  free = Promise.resolve();
  wakes = [];
  inFlight = 0;
  pump = createPump({ window, wake, whenFree: () => free });
});
afterEach(() => void vi.useRealTimers());

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

describe('the pump of a page that is looked at', () => {
  it('wakes the worker once, and never again while nothing waits', async () => {
    pump.start();
    await pass(3_600_000);
    expect(wakes).toEqual([['reachable', 0]]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does nothing by itself before it is started', async () => {
    await pass(3_600_000);
    expect(wakes).toEqual([]);
  });

  it('tries a server that cannot be reached every 1.5 s, until nothing waits', async () => {
    answer = unreachable;
    pump.start();
    await pass(3000);
    answer = nothing;
    await pass(60_000);
    expect(wakes).toEqual([
      ['reachable', 0],
      ['reachable', 1500],
      ['reachable', 3000],
      ['reachable', 4500],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('wakes for a server that has refused when the write is due', async () => {
    answer = refused(7000);
    pump.start();
    await pass(14_000);
    expect(wakes).toEqual([
      ['reachable', 0],
      ['due', 7000],
      ['due', 14_000],
    ]);
  });

  it('looks again after a minute at the latest, and after 100 ms at the earliest', async () => {
    answer = refused(86_400_000);
    pump.start();
    await pass(60_000);
    answer = refused(0);
    await pass(60_000);
    answer = { waiting: 1, isUnreachable: false };
    await pass(100);
    answer = nothing;
    await pass(60_000);
    expect(wakes).toEqual([
      ['reachable', 0],
      ['due', 60_000],
      ['due', 120_000],
      ['due', 120_100],
      ['due', 120_200],
    ]);
  });

  it('looks soon after a write was queued, once for many', async () => {
    pump.start();
    await pass(5000);
    answer = unreachable;
    for (let count = 0; count < 50; count++) {
      pump.look();
      await pass(1);
    }
    await pass(1000);
    expect(wakes).toEqual([
      ['reachable', 0],
      ['due', 5100],
    ]);
  });

  it('is not put off by writes that are queued all the time', async () => {
    answer = unreachable;
    pump.start();
    for (let count = 0; count < 30; count++) {
      await pass(100);
      pump.look();
    }
    expect(wakes).toEqual([
      ['reachable', 0],
      ['reachable', 1500],
      ['reachable', 3000],
    ]);
  });

  it('looks sooner than it would have when a write joins one that has long to wait', async () => {
    answer = refused(50_000);
    pump.start();
    await pass(1000);
    answer = unreachable;
    pump.look();
    await pass(1600);
    expect(wakes).toEqual([
      ['reachable', 0],
      ['due', 1100],
      ['reachable', 2600],
    ]);
  });
});

describe('the pump of a hidden page', () => {
  it('wakes when a write is due, every half a minute at most', async () => {
    window.show('hidden');
    answer = unreachable;
    pump.start();
    await pass(39_999);
    answer = refused(5);
    await pass(30_001);
    expect(wakes).toEqual([
      ['reachable', 0],
      ['due', 40_000],
      ['due', 70_000],
    ]);
  });

  it('waits for a time that no timer can hold', async () => {
    window.show('hidden');
    answer = refused(30 * 86_400_000);
    pump.start();
    await pass(3_600_000);
    expect(wakes).toEqual([
      ['reachable', 0],
      ['due', 3_600_000],
    ]);
  });

  it('slows down as it is hidden, and wakes the worker as it is seen again', async () => {
    answer = unreachable;
    pump.start();
    await pass(1000);
    window.show('hidden');
    await pass(10_000);
    window.show('visible');
    await pass(1500);
    expect(wakes).toEqual([
      ['reachable', 0],
      ['reachable', 11_000],
      ['reachable', 12_500],
    ]);
  });
});

describe('the pump of an offline page', () => {
  it('has no timer until the network is back', async () => {
    window.connect(false);
    answer = unreachable;
    pump.start();
    await pass(60_000);
    pump.look();
    await pass(60_000);
    expect(vi.getTimerCount()).toBe(0);
    answer = nothing;
    window.connect(true);
    await pass(0);
    expect(wakes).toEqual([
      ['reachable', 0],
      ['reachable', 120_000],
    ]);
  });

  it('stops its timer as the network goes', async () => {
    answer = unreachable;
    pump.start();
    await pass(100);
    window.connect(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the pump of a worker that does not answer', () => {
  it('stops after the first wake until something happens', async () => {
    answer = 'silent';
    pump.start();
    await pass(3_600_000);
    expect(wakes).toEqual([['reachable', 0]]);
    expect(vi.getTimerCount()).toBe(0);
    window.show('hidden');
    window.show('visible');
    await pass(60_000);
    expect(wakes).toHaveLength(2);
  });

  it('tries again with growing pauses up to a minute while writes are known to wait', async () => {
    answer = unreachable;
    pump.start();
    await pass(0);
    answer = 'silent';
    await pass(350_000);
    const pauses = wakes.slice(1).map(([, atMs], index) => atMs - wakes[index]![1]);
    expect(pauses).toEqual([1500, 12_000, 14_000, 18_000, 26_000, 42_000, 70_000, 70_000, 70_000]);
    answer = unreachable;
    await pass(100_000);
    const [before, last] = wakes.slice(-2).map(([, atMs]) => atMs);
    expect(last! - before!).toBe(1500);
  });

  it('has no two wakes in flight, and sends one more for all that came meanwhile', async () => {
    answer = 'silent';
    pump.start();
    await pass(1000);
    answer = nothing;
    pump.look();
    window.connect(true);
    window.show('visible');
    pump.look();
    await pass(60_000);
    expect(wakes).toEqual([
      ['reachable', 0],
      ['reachable', 10_000],
    ]);
  });

  it('stops when the worker in charge has no outbox any more', async () => {
    answer = unreachable;
    pump.start();
    await pass(100);
    answer = undefined;
    pump.start();
    await pass(60_000);
    expect(wakes).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the pump while a newer worker is on its way', () => {
  it('keeps quiet, whatever happens, and makes up for it once with what was wished for', async () => {
    answer = unreachable;
    pump.start();
    await pass(1000);
    let release!: () => void;
    free = new Promise((resolve) => (release = resolve));
    pump.look();
    await pass(60_000);
    window.connect(true);
    window.show('hidden');
    window.show('visible');
    pump.look();
    await pass(60_000);
    expect(wakes).toEqual([['reachable', 0]]);
    answer = nothing;
    release();
    await pass(60_000);
    expect(wakes).toEqual([
      ['reachable', 0],
      ['reachable', 121_000],
    ]);
  });
});
