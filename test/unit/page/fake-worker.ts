import type { WorkerStatus } from '../../../src/protocol/messages.js';
import type { OutboxItem, OutboxStatus } from '../../../src/protocol/outbox.js';

/** What a worker answers to a type; a function is called with the message, and may throw. */
export interface FakeAnswers {
  readonly [type: string]: unknown;
}

/** A worker that answers what it knows, keeps silent to all else, and remembers what it was asked. */
export interface FakeWorker extends ServiceWorker {
  readonly asked: { readonly holdfast: number; readonly type: string; [key: string]: unknown }[];
  /** Enters another state, and says so. */
  enter(state: ServiceWorkerState): void;
}

export function createFakeWorker(
  answers: FakeAnswers,
  state: ServiceWorkerState = 'activated',
): FakeWorker {
  const asked: FakeWorker['asked'] = [];
  return Object.assign(new EventTarget(), {
    scriptURL: 'https://app.example/sw.js',
    state,
    asked,
    enter(this: FakeWorker & { state: ServiceWorkerState }, next: ServiceWorkerState) {
      this.state = next;
      this.dispatchEvent(new Event('statechange'));
    },
    postMessage(message: FakeWorker['asked'][number], [port]: [MessagePort]) {
      asked.push(message);
      if (!(message.type in answers)) return;
      try {
        const answer = answers[message.type];
        const value: unknown =
          typeof answer === 'function' ? (answer as (of: unknown) => unknown)(message) : answer;
        port.postMessage({ ok: true, value });
      } catch (error) {
        port.postMessage({ ok: false, message: String(error) });
      }
    },
  }) as unknown as FakeWorker;
}

export const someOutbox: OutboxStatus = {
  waiting: 2,
  sending: 0,
  blocked: 1,
  dead: 0,
  sizeBytes: 10,
  oldestAtMs: 1,
};

export const someItem: OutboxItem = {
  id: 'a',
  route: 'writes',
  method: 'POST',
  url: 'https://app.example/a',
  headers: [],
  sizeBytes: 0,
  createdAtMs: 1,
  expiresAtMs: 2,
  state: 'dead',
  attempts: 1,
};

export function statusOf(rest: Partial<WorkerStatus> = {}): WorkerStatus {
  return {
    version: 'v1',
    clientVersion: 'v1',
    scope: 'https://app.example/',
    state: { name: 'normal' },
    update: { activate: 'immediately' },
    log: [],
    ...rest,
  };
}
