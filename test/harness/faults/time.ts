/** A worker's clock and timers, which run ahead of the machine's whenever the worker has nothing to do but wait. */
export interface Time {
  nowMs(): number;
  setTimer(callback: () => void, delayMs: number): number;
  clearTimer(id: number): void;
  /** Keeps the clock from running ahead until this settles, or is known to hang. */
  track<TValue>(promise: Promise<TValue>): Promise<TValue>;
  /** Settles when nothing is under way any more and no timer is left. */
  rest(): Promise<void>;
  /** Moves the clock. */
  shift(byMs: number): void;
}

// Nothing that works takes longer on a machine of any speed that runs tests.
const hungAfterMs = 3000;
// For what the platform does between two calls and tells nobody.
const quietMs = 4;

/** Makes the time of one worker from the machine's. */
export function createTime(): Time {
  const native = { setTimeout: setTimeout.bind(globalThis), now: Date.now };
  const timers = new Map<number, { readonly atMs: number; readonly callback: () => void }>();
  const resting: (() => void)[] = [];
  let skewMs = 0;
  let busy = 0;
  let lastId = 0;
  let stirs = 0;

  function nowMs(): number {
    return native.now() + skewMs;
  }

  function stir(): void {
    const own = ++stirs;
    native.setTimeout(() => {
      if (own === stirs && busy === 0) proceed();
    }, quietMs);
  }

  function proceed(): void {
    const [next] = [...timers].toSorted(([, left], [, right]) => left.atMs - right.atMs);
    if (!next) {
      for (const resolve of resting.splice(0)) resolve();
      return;
    }
    const [id, { atMs, callback }] = next;
    timers.delete(id);
    skewMs += Math.max(0, atMs - nowMs());
    callback();
    stir();
  }

  return {
    nowMs,
    shift: (byMs) => {
      skewMs += byMs;
    },
    setTimer(callback, delayMs) {
      timers.set(++lastId, { atMs: nowMs() + delayMs, callback });
      stir();
      return lastId;
    },
    clearTimer: (id) => void timers.delete(id),
    track(promise) {
      busy++;
      let isOver = false;
      const end = (): void => {
        if (isOver) return;
        isOver = true;
        busy--;
        stir();
      };
      native.setTimeout(end, hungAfterMs);
      promise.then(end, end);
      return promise;
    },
    rest: () =>
      new Promise((resolve) => {
        resting.push(resolve);
        stir();
      }),
  };
}
