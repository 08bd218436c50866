import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGrace, type Grace } from '../../../src/page/grace.js';
import { updateGraceMs } from '../../../src/protocol/messages.js';
import { createFakeWorker, statusOf, type FakeWorker } from './fake-worker.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

type Workers = Partial<Record<'active' | 'installing' | 'waiting', FakeWorker>>;

/** A registration whose workers go from place to place as a test says. */
class FakeRegistration extends EventTarget {
  readonly scope = 'https://app.example/';
  active: FakeWorker | null = null;
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;

  constructor(workers: Workers) {
    super();
    Object.assign(this, workers);
  }

  find(worker: FakeWorker): void {
    this.installing = worker;
    this.dispatchEvent(new Event('updatefound'));
  }

  install(): void {
    const worker = this.installing!;
    [this.installing, this.waiting] = [null, worker];
    worker.enter('installed');
  }

  takeOver(): void {
    const worker = this.waiting!;
    [this.active, this.waiting] = [worker, null];
    worker.enter('activating');
  }
}

/** The locks of one origin, one holder at a time: what is asked of them is done in the order it was asked for. */
function createLocks(): Pick<LockManager, 'request'> {
  let last: Promise<unknown> = Promise.resolve();
  const request = (_name: string, ...rest: unknown[]): Promise<unknown> => {
    const done = last.then(rest.at(-1) as () => unknown);
    last = done.catch(() => undefined);
    return done;
  };
  return { request };
}

function newer(
  activate: 'immediately' | 'on-accept' | 'when-closed',
  state: ServiceWorkerState = 'installing',
): FakeWorker {
  return createFakeWorker({ status: statusOf({ update: { activate } }) }, state);
}

function open(workers: Workers = {}): { registration: FakeRegistration; grace: Grace } {
  const registration = new FakeRegistration({ active: createFakeWorker({}), ...workers });
  return { registration, grace: createGrace(registration, createLocks()) };
}

/** Gives what is on its way over ports, which no clock moves, the time to arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function isFree({ whenFree }: Grace): Promise<boolean> {
  let isOver = false;
  void whenFree().then(() => (isOver = true));
  await settle();
  return isOver;
}

/** Lets time pass, once what has been asked is answered. */
async function pass(ms: number): Promise<void> {
  await settle();
  await vi.advanceTimersByTimeAsync(ms);
}

it('lets the worker in charge be spoken to where there is no newer one', async () => {
  const { grace, registration } = open();
  expect(await isFree(grace)).toBe(true);
  const first = new FakeRegistration({});
  const alone = createGrace(first, createLocks());
  const worker = newer('immediately');
  first.find(worker);
  expect(await isFree(alone)).toBe(true);
  expect(worker.asked).toEqual([]);
  expect(registration.active!.asked).toEqual([]);
});

describe('while a worker that takes over by itself is on its way', () => {
  it('keeps quiet for the whole of its install, however long, and until it is in charge', async () => {
    const { grace, registration } = open();
    registration.find(newer('immediately'));
    await pass(240_000);
    expect(await isFree(grace)).toBe(false);
    registration.install();
    await pass(updateGraceMs - 1);
    expect(await isFree(grace)).toBe(false);
    registration.takeOver();
    expect(await isFree(grace)).toBe(false);
    registration.active!.enter('activated');
    expect(await isFree(grace)).toBe(true);
  });

  it('holds nothing up for longer than a minute after its install', async () => {
    const { grace, registration } = open();
    registration.find(newer('immediately'));
    await pass(240_000);
    registration.install();
    await pass(updateGraceMs);
    expect(await isFree(grace)).toBe(true);
  });

  it('holds nothing up once it is given up', async () => {
    const { grace, registration } = open();
    const failing = newer('immediately');
    registration.find(failing);
    await pass(1000);
    failing.enter('redundant');
    expect(await isFree(grace)).toBe(true);
  });

  it('begins anew with one that is newer still', async () => {
    const { grace, registration } = open();
    registration.find(newer('immediately'));
    await pass(1000);
    registration.install();
    await pass(updateGraceMs);
    registration.find(newer('immediately'));
    expect(await isFree(grace)).toBe(false);
  });

  it.each(['installing', 'waiting'] as const)(
    'keeps quiet in a page that opens when it is %s',
    async (place) => {
      const worker = newer('immediately', place === 'waiting' ? 'installed' : place);
      const { grace } = open({ [place]: worker });
      expect(await isFree(grace)).toBe(false);
      worker.enter('activated');
      expect(await isFree(grace)).toBe(true);
    },
  );

  it('takes one that does not say how for one that does', async () => {
    const { grace, registration } = open();
    registration.find(createFakeWorker({}, 'installing'));
    await pass(60_000);
    expect(await isFree(grace)).toBe(false);
  });
});

describe.each(['on-accept', 'when-closed'] as const)('while a worker waits by "%s"', (activate) => {
  it('lets the one in charge be spoken to, during the install and after', async () => {
    const { grace, registration } = open();
    registration.find(newer(activate));
    await grace.whenFree();
    registration.install();
    expect(await isFree(grace)).toBe(true);
  });

  it('keeps quiet in every page from the moment in which one of them accepts it', async () => {
    const locks = createLocks();
    const registration = new FakeRegistration({ active: createFakeWorker({}) });
    const [own, other] = [createGrace(registration, locks), createGrace(registration, locks)];
    registration.find(newer(activate));
    registration.install();
    await Promise.all([own.whenFree(), other.whenFree()]);
    let finish!: () => void;
    const accepted = own.during(() => new Promise<void>((resolve) => (finish = resolve)));
    expect([await isFree(own), await isFree(other)]).toEqual([false, false]);
    finish();
    await accepted;
    expect([await isFree(own), await isFree(other)]).toEqual([true, true]);
  });
});

it('goes on when a worker that was accepted does not take over', async () => {
  const { grace } = open({ waiting: newer('on-accept', 'installed') });
  const accepted = grace.during(() => Promise.reject(new Error('no answer')));
  await expect(accepted).rejects.toThrow('no answer');
  expect(await isFree(grace)).toBe(true);
});

it('keeps a page quiet that has accepted a worker, where there are no locks', async () => {
  const waiting = newer('on-accept', 'installed');
  const registration = new FakeRegistration({ active: createFakeWorker({}), waiting });
  const grace = createGrace(registration, undefined);
  await grace.whenFree();
  let finish!: () => void;
  void grace.during(() => new Promise<void>((resolve) => (finish = resolve)));
  expect(await isFree(grace)).toBe(false);
  finish();
  expect(await isFree(grace)).toBe(true);
});
