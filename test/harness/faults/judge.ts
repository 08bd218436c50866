import type { Answer, Shown } from './booth.js';
import type { Order } from './faults.js';

/**
 * What has an answer to a request: storage, the server, or both. `verified`: the server, and what it says is compared with what
 * the build saw.
 */
export type Sources = 'either' | 'cache' | 'network' | 'verified';

/** Whether the answer may be another one, or none, because its only source is what failed. */
export function isExcused(order: Order | undefined, sources: Sources): boolean {
  if (!order) return false;
  const { call, fault } = order;
  const isNetwork = call === 'fetch' || call === 'send';
  const isStorage = /^(caches?|idb)\./.test(call);
  if (sources === 'verified') return isNetwork && mayWait(order, sources);
  // What comes whole by its length is handed on as it comes; and a body that has begun cannot be taken back.
  if (fault === 'garbled' || fault === 'cut' || fault === 'stalled') return true;
  return (sources === 'network' && isNetwork) || (sources === 'cache' && isStorage);
}

/** Whether the page may wait for ever: for the network alone it does so without a worker too. */
function mayWait({ call, fault }: Order, sources: Sources): boolean {
  return (
    call === 'fetch' &&
    (fault === 'stalled' || (fault === 'hang' && (sources === 'network' || sources === 'verified')))
  );
}

/** @returns what is wrong with an answer, if anything */
export function judge(
  what: string,
  answer: Answer,
  body: string,
  order: Order | undefined,
  sources: Sources,
): string[] {
  if (typeof answer === 'object' && answer.status === 200 && answer.body === body) return [];
  const isAnswered = answer !== 'hung' || (order && mayWait(order, sources));
  return isAnswered && isExcused(order, sources) ? [] : [`${what} got ${JSON.stringify(answer)}`];
}

/** @returns what is wrong with a page, if anything: it is whole where the script that ran is of the edition that it shows */
export function judgePage(
  shown: Shown | 'hung',
  editions: readonly string[],
  order: Order | undefined,
  sources: Sources,
): string[] {
  if (shown !== 'hung') {
    const { ran, title = '' } = shown;
    if ((editions.includes(title) && ran === title) || isExcused(order, sources)) return [];
  }
  return [`the page shows ${JSON.stringify(shown)}`];
}
