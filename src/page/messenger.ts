import { HoldfastError } from '../errors.js';
import type { PageMessage, Reply } from '../protocol/messages.js';
import { protocolVersion } from '../protocol/messages.js';

const answerTimeoutMs = 10_000;

/**
 * Asks one worker, over a channel of its own. Waking a stopped worker takes a moment; one that stays silent for ten
 * seconds is another toolkit's, or broken.
 * @throws {HoldfastError} code `"page/no-answer"` after ten seconds, or with the worker's own refusal
 */
export async function ask<TValue>(
  worker: ServiceWorker,
  type: PageMessage['type'],
): Promise<TValue> {
  const { port1, port2 } = new MessageChannel();
  const message: PageMessage = { holdfast: protocolVersion, type };
  try {
    const reply = await new Promise<Reply<TValue>>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new HoldfastError(
            'page/no-answer',
            `${worker.scriptURL} did not answer "${type}" in ${answerTimeoutMs} ms; is it a Holdfast worker?`,
          ),
        );
      }, answerTimeoutMs);
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
