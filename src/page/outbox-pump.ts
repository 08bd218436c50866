import type { OutboxOutlook, WakeMode } from '../protocol/outbox.js';
import type { PageWindow } from './page-window.js';

// A server that is back gets its writes within two seconds while a page is looked at.
const unreachablePauseMs = 1500;
const hiddenPauseMs = 30_000;
const shortestPauseMs = 100;
const longestPauseMs = 60_000;
// A server may name a time that no timer can hold.
const longestHiddenPauseMs = 3_600_000;
const firstRetryPauseMs = 2000;

/** What the pump needs. */
export interface PumpOptions {
  readonly window: PageWindow;
  /**
   * Wakes the outbox of the worker in charge. `undefined` where there is no worker, or one without an outbox; rejects where
   * the worker does not answer.
   */
  wake(mode: WakeMode): Promise<OutboxOutlook | undefined>;
  /** Settles when the worker in charge may be spoken to. Never rejects. */
  whenFree(): Promise<void>;
}

/** Keeps the outbox going for as long as the page is open. */
export interface Pump {
  /** The worker may have to be told that this is a good moment: it is new, or the page is. */
  start(): void;
  /** Something may wait now that did not before. */
  look(): void;
}

/**
 * Wakes the worker whenever the outbox has something to send: a worker has no timers of its own while it is stopped, and
 * not every browser has the `sync` event. Where nothing waits there is no timer; never are two wakes under way. What a
 * worker leaves unanswered is no fault of the page: it is tried again, ever more rarely, if writes are known to wait.
 */
export function createPump({ wake, whenFree, window }: PumpOptions): Pump {
  const { document, navigator, performance } = window;
  /** What the worker has said last; `undefined` where none with an outbox has. */
  let outlook: OutboxOutlook | undefined;
  /** The next wake, as soon as it may be. */
  let wish: WakeMode | undefined;
  let isWaking = false;
  let failures = 0;
  let timer: number | undefined;
  let timerAtMs = Infinity;

  document.addEventListener('visibilitychange', () => {
    if (isVisible()) request('reachable');
    else proceed();
  });
  window.addEventListener('online', () => request('reachable'));
  window.addEventListener('offline', proceed);

  function isVisible(): boolean {
    return document.visibilityState === 'visible';
  }

  function request(mode: WakeMode): void {
    if (wish !== 'reachable') wish = mode;
    proceed();
  }

  function proceed(): void {
    if (isWaking) return;
    if (!wish) {
      planNext();
      return;
    }
    clearTimer();
    isWaking = true;
    void send();
  }

  async function send(): Promise<void> {
    await whenFree();
    // Other wishes may have joined in meanwhile.
    const mode = wish!;
    wish = undefined;
    try {
      outlook = await wake(mode);
      failures = 0;
    } catch {
      // Older than the outbox, or busy, or gone; what it says later counts.
      failures++;
    }
    isWaking = false;
    proceed();
  }

  function planNext(): void {
    clearTimer();
    // Offline, the `online` event is the next good moment.
    if (!outlook?.waiting || !navigator.onLine) return;
    // Absent while all are under way; the worker takes a moment then to answer.
    const dueInMs = Math.max(outlook.dueInMs ?? 0, shortestPauseMs);
    if (!isVisible()) {
      requestIn(Math.min(Math.max(dueInMs, hiddenPauseMs), longestHiddenPauseMs), 'due');
    } else if (failures > 0) {
      requestIn(Math.min(firstRetryPauseMs * 2 ** (failures - 1), longestPauseMs), 'due');
    } else if (outlook.isUnreachable) {
      requestIn(unreachablePauseMs, 'reachable');
    } else {
      requestIn(Math.min(dueInMs, longestPauseMs), 'due');
    }
  }

  function requestIn(delayMs: number, mode: WakeMode): void {
    clearTimer();
    timerAtMs = performance.now() + delayMs;
    timer = window.setTimeout(() => {
      clearTimer();
      request(mode);
    }, delayMs);
  }

  function clearTimer(): void {
    window.clearTimeout(timer);
    timerAtMs = Infinity;
  }

  return {
    start: () => request('reachable'),
    look() {
      if (isWaking) {
        // Its answer may be from before.
        wish ??= 'due';
        return;
      }
      // One that is on its way must not be put off by each write of many.
      const pauseMs = isVisible() ? unreachablePauseMs : hiddenPauseMs;
      const isNear = timerAtMs - performance.now() <= pauseMs;
      if (!isNear && navigator.onLine) requestIn(shortestPauseMs, 'due');
    },
  };
}
