import { HoldfastError } from '../errors.js';
import {
  isAnything,
  isBoolean,
  isListOf,
  isNumber,
  isOutboxEvent,
  isOutboxItem,
  isOutboxOutlook,
  isReply,
  isWorkerStatus,
} from '../protocol/from-worker.js';
import type { PageMessage, WorkerStatus } from '../protocol/messages.js';
import { protocolVersion } from '../protocol/messages.js';
import type { OutboxEvent, OutboxItem, OutboxMessage, OutboxOutlook } from '../protocol/outbox.js';

const answerTimeoutMs = 10_000;

/** What a page asks of a worker, without the version that `ask` adds. */
export type Question =
  { readonly type: 'status' | 'activate' | 'idle' } | Unversioned<OutboxMessage>;

type Unversioned<TMessage> = TMessage extends unknown ? Omit<TMessage, 'holdfast'> : never;

/** What a worker answers to each question. */
interface Answers {
  readonly status: WorkerStatus;
  readonly activate: unknown;
  readonly idle: unknown;
  readonly 'outbox-list': readonly OutboxItem[];
  readonly 'outbox-outcomes': readonly OutboxEvent[];
  readonly 'outbox-wake': OutboxOutlook;
  readonly 'outbox-retry': boolean;
  readonly 'outbox-discard': boolean;
  readonly 'outbox-resume': number;
  readonly 'outbox-heard': unknown;
}

/** What a worker answers to one question. */
export type AnswerTo<TQuestion extends Question> = Answers[TQuestion['type']];

const guards: { readonly [TType in keyof Answers]: (value: unknown) => boolean } = {
  status: isWorkerStatus,
  activate: isAnything,
  idle: isAnything,
  'outbox-list': isListOf(isOutboxItem),
  'outbox-outcomes': isListOf(isOutboxEvent),
  'outbox-wake': isOutboxOutlook,
  'outbox-retry': isBoolean,
  'outbox-discard': isBoolean,
  'outbox-resume': isNumber,
  'outbox-heard': isAnything,
};

/**
 * Asks one worker, over a channel of its own. Waking a stopped worker takes a moment; one that stays silent for ten
 * seconds is another toolkit's, or broken, unless what is asked takes longer by its nature: then `timeoutMs` says how long.
 * @throws {HoldfastError} code `"page/no-answer"` after that time, with the worker's own refusal, or for what is no answer
 */
export async function ask<TQuestion extends Question>(
  worker: Pick<ServiceWorker, 'scriptURL' | 'postMessage'>,
  question: TQuestion,
  timeoutMs: number = answerTimeoutMs,
): Promise<AnswerTo<TQuestion>> {
  const { port1, port2 } = new MessageChannel();
  const message: PageMessage = { holdfast: protocolVersion, ...question };
  try {
    const reply = await new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new HoldfastError(
            'page/no-answer',
            `${worker.scriptURL} did not answer "${question.type}" in ${timeoutMs} ms; is it a Holdfast worker?`,
          ),
        );
      }, timeoutMs);
      port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        clearTimeout(timer);
        resolve(data);
      });
      port1.start();
      worker.postMessage(message, [port2]);
    });
    if (isReply(reply)) {
      if (!reply.ok) {
        throw new HoldfastError('page/no-answer', `${worker.scriptURL}: ${reply.message}`);
      }
      if (guards[question.type](reply.value)) return reply.value as AnswerTo<TQuestion>;
    }
    throw new HoldfastError(
      'page/no-answer',
      `${worker.scriptURL} answered "${question.type}" with what is no answer to it; is it a Holdfast worker?`,
    );
  } finally {
    port1.close();
  }
}
