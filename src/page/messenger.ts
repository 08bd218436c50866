import { HoldfastError } from '../errors.js';
import type { PageMessage, Reply } from '../protocol/messages.js';
import { protocolVersion } from '../protocol/messages.js';
import type { OutboxMessage } from '../protocol/outbox.js';

const answerTimeoutMs = 10_000;

/** What a page asks of a worker, without the version that `ask` adds. */
export type Question =
  { readonly type: 'status' | 'activate' | 'idle' } | Unversioned<OutboxMessage>;

type Unversioned<TMessage> = TMessage extends unknown ? Omit<TMessage, 'holdfast'> : never;

/**
 * Asks one worker, over a channel of its own. Waking a stopped worker takes a moment; one that stays silent for ten
 * seconds is another toolkit's, or broken, unless what is asked takes longer by its nature: then `timeoutMs` says how long.
 * @throws {HoldfastError} code `"page/no-answer"` after that time, or with the worker's own refusal
 */
export async function ask<TValue>(
  worker: Pick<ServiceWorker, 'scriptURL' | 'postMessage'>,
  question: Question,
  timeoutMs: number = answerTimeoutMs,
): Promise<TValue> {
  const { port1, port2 } = new MessageChannel();
  const message: PageMessage = { holdfast: protocolVersion, ...question };
  try {
    const reply = await new Promise<Reply<TValue>>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new HoldfastError(
            'page/no-answer',
            `${worker.scriptURL} did not answer "${question.type}" in ${timeoutMs} ms; is it a Holdfast worker?`,
          ),
        );
      }, timeoutMs);
      port1.addEventListener('message', ({ data }: MessageEvent<Reply<TValue>>) => {
        clearTimeout(timer);
        resolve(data);
      });
      port1.start();
      worker.postMessage(message, [port2]);
    });
    if (reply.ok) return reply.value;
    throw new HoldfastError('page/no-answer', `${worker.scriptURL}: ${reply.message}`);
  } finally {
    port1.close();
  }
}
