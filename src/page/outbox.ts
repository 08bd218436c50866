import { HoldfastError } from '../errors.js';
import type { OutboxEvent, OutboxStatus } from '../protocol/outbox.js';
import { askStatus, hasOutbox } from './ask-status.js';
import type { Grace } from './grace.js';
import { ask, type AnswerTo, type Question } from './messenger.js';
import { createOutcomes, type Outcomes } from './outbox-outcomes.js';
import { createPump, type Pump } from './outbox-pump.js';
import { requireRegistration, type Registered, type Registration } from './register.js';
import type { Connection } from './types.js';

// The longest that a browser keeps a worker at one event.
const flushTimeoutMs = 300_000;

const empty: OutboxStatus = { waiting: 0, sending: 0, blocked: 0, dead: 0, sizeBytes: 0 };

/** The listeners that events of the outbox are handed to. */
export interface OutboxListeners {
  hasListener(): boolean;
  tell(event: OutboxEvent): void;
}

/** The page's side of the outbox. */
export interface Outbox {
  readonly commands: Connection['outbox'];
  /** Begins to wake the worker of a registration, and to hear it. */
  attend(registered: Registration, grace: Grace): void;
  /** Takes what the worker tells. */
  take(event: OutboxEvent): void;
  /** Tells a first listener what came while nobody listened. */
  catchUp(): void;
}

/** Makes the page's side of the outbox. It asks nothing of a worker that has none. */
export function createOutbox(
  find: () => Promise<Registered>,
  { hasListener, tell }: OutboxListeners,
): Outbox {
  let pump: Pump | undefined;
  let outcomes: Outcomes | undefined;

  async function order<TQuestion extends Question>(
    question: TQuestion,
  ): Promise<AnswerTo<TQuestion> | undefined> {
    const { registration } = requireRegistration(await find());
    const answer = await askIfAny(registration, question);
    pump?.look();
    return answer;
  }

  return {
    commands: {
      async list() {
        const { registration } = await find();
        return (registration && (await askIfAny(registration, { type: 'outbox-list' }))) ?? [];
      },
      retry: async (id) => (await order({ type: 'outbox-retry', id })) ?? false,
      discard: async (id) => (await order({ type: 'outbox-discard', id })) ?? false,
      resume: async (route) => (await order({ type: 'outbox-resume', route })) ?? 0,
      async flush() {
        const { registration } = await find();
        const question = { type: 'outbox-wake', mode: 'all', isAwaited: true } as const;
        if (!registration || !(await askIfAny(registration, question, flushTimeoutMs))) {
          return empty;
        }
        pump?.look();
        return readOutbox(registration);
      },
    },
    attend({ container, registration }, { whenFree }) {
      const waker = createPump({
        window,
        whenFree,
        wake: (mode) => askIfAny(registration, { type: 'outbox-wake', mode, isAwaited: false }),
      });
      const ear = createOutcomes({
        window,
        hasListener,
        tell,
        whenFree,
        readMissed: async () => (await askIfAny(registration, { type: 'outbox-outcomes' })) ?? [],
        acknowledge: async (ids) => {
          await askIfAny(registration, { type: 'outbox-heard', ids });
        },
      });
      pump = waker;
      outcomes = ear;
      const begin = (): void => {
        waker.start();
        void ear.catchUp();
      };
      container.addEventListener('controllerchange', begin);
      if (registration.active) begin();
    },
    take(event) {
      if (event.type === 'queued') pump?.look();
      outcomes?.take(event);
    },
    catchUp: () => void outcomes?.catchUp(),
  };
}

/** `undefined` where the worker has no outbox, or there is no worker in charge. */
async function askIfAny<TQuestion extends Question>(
  { active }: ServiceWorkerRegistration,
  question: TQuestion,
  timeoutMs?: number,
): Promise<AnswerTo<TQuestion> | undefined> {
  if (!active || !(await hasOutbox(active))) return undefined;
  return ask(active, question, timeoutMs);
}

/** What is left. */
async function readOutbox({ active }: ServiceWorkerRegistration): Promise<OutboxStatus> {
  const status = active && (await askStatus(active));
  if (status?.outbox) return status.outbox;
  throw new HoldfastError('page/no-answer', 'The worker cannot read what is left in its outbox');
}
