import type { OutboxEvent } from '../protocol/outbox.js';
import type { PageWindow } from './page-window.js';

const batchMs = 100;

/** What hearing needs. */
export interface OutcomesOptions {
  readonly window: PageWindow;
  /** Tells whether the page listens. */
  hasListener(): boolean;
  tell(event: OutboxEvent): void;
  /** Reads what no page has acknowledged. */
  readMissed(): Promise<readonly OutboxEvent[]>;
  acknowledge(ids: readonly string[]): Promise<void>;
  /** Settles when the worker in charge may be spoken to. Never rejects. */
  whenFree(): Promise<void>;
}

/** The page's ear for what becomes of its writes. */
export interface Outcomes {
  /** Takes what the worker tells. */
  take(event: OutboxEvent): void;
  /** Catches up on what was told while nobody listened. Never rejects. */
  catchUp(): Promise<void>;
}

/**
 * Hands events on to the page's listeners, each once, however often the worker tells them, and acknowledges outcomes. What
 * nobody listens to is left with the worker. An acknowledgement that does not arrive goes with the next one; the last ones
 * of a page may be lost, and what they were for is then told again to the next page.
 */
export function createOutcomes(options: OutcomesOptions): Outcomes {
  const { acknowledge, hasListener, readMissed, tell, whenFree, window } = options;
  const told = new Set<string>();
  let heard = new Set<string>();
  let timer: number | undefined;

  // The last chance, also where a newer worker would rather have quiet.
  window.addEventListener('pagehide', () => void flush());

  function take(event: OutboxEvent): void {
    if (!hasListener()) return;
    const { item, type } = event;
    if (type !== 'queued' && type !== 'blocked') {
      heard.add(item.id);
      timer ??= window.setTimeout(() => void whenFree().then(flush), batchMs);
    }
    // One that is sent again may fare as before, but it is then given up at another time.
    const key = `${type} ${item.id} ${item.expiresAtMs}`;
    if (told.has(key)) return;
    told.add(key);
    tell(event);
  }

  async function flush(): Promise<void> {
    window.clearTimeout(timer);
    timer = undefined;
    if (heard.size === 0) return;
    const ids = [...heard];
    heard = new Set();
    try {
      await acknowledge(ids);
    } catch {
      // They are still with the worker, and so must be told to it again.
      for (const id of ids) heard.add(id);
    }
  }

  return {
    take,
    async catchUp() {
      if (!hasListener()) return;
      await whenFree();
      try {
        for (const event of await readMissed()) take(event);
      } catch {
        // They are still with the worker: the next page, or the next first listener, asks again.
      }
    },
  };
}
