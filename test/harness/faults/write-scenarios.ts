import type { Reply } from '../../../src/protocol/messages.js';
import type { OutboxEvent, OutboxItem } from '../../../src/protocol/outbox.js';
import type { Answer, Booth } from './booth.js';
import type { Order } from './faults.js';
import { begin, down, rest, rested, up, type Scenario } from './scenario.js';

/** The writes that were made in each booth since the last look at them, with the status that the page got; 0 for none. */
const made = new WeakMap<Booth, { readonly body: string; readonly status: number }[]>();

async function post(booth: Booth, body: string): Promise<Answer> {
  const answer = await booth.fetch('api/a', { method: 'POST', body });
  const status = typeof answer === 'string' ? 0 : answer.status;
  made.set(booth, [...(made.get(booth) ?? []), { body, status }]);
  return answer;
}

async function keep(booth: Booth, run: number, count: number): Promise<void> {
  await begin(booth);
  await booth.set(down);
  for (let index = 1; index <= count; index++) await post(booth, `${run}-${index}`);
  await rest(booth);
}

function judgeWrite(
  answer: Answer,
  statuses: readonly number[],
  order: Order | undefined,
): string[] {
  if (typeof answer === 'object' && statuses.includes(answer.status)) return [];
  // The answer of a server that has answered is the page's, whatever it is.
  const isServers = order?.fault === 'refused' || order?.fault === 'cut';
  return isServers && answer !== 'hung' ? [] : [`a write got ${JSON.stringify(answer)}`];
}

/** What the server has taken by then is what pages were told: each write once, and in order. */
async function conclude(booth: Booth, order: Order | undefined): Promise<string[]> {
  const writes = made.get(booth) ?? [];
  made.delete(booth);
  const bodies = writes.map(({ body }) => body);
  const accepted = writes.filter(({ status }) => status === 201 || status === 202);
  const { taken } = await booth.look();
  const own = taken.filter((body) => bodies.includes(body));
  const problems: string[] = [];
  for (const { body } of accepted) if (!own.includes(body)) problems.push(`${body} is lost`);
  // What was done, and not heard of, is done all the same.
  const mayHaveMore = order?.fault === 'unheard' || order?.call === 'send';
  const isOne = own.length <= (mayHaveMore ? bodies : accepted).length;
  // One that a wrong clock had given up goes when it is retried.
  const isInOrder =
    order?.call === 'now' || bodies.filter((body) => own.includes(body)).join() === own.join();
  if (!isOne || !isInOrder) {
    problems.push(`the server took ${own.join()}; of ${JSON.stringify(writes)}`);
  }
  const outcomes = await booth.ask<OutboxEvent[]>({ type: 'outbox-outcomes' });
  if (outcomes.ok) {
    const ids = outcomes.value.map(({ item }) => item.id);
    await booth.ask({ type: 'outbox-heard', ids });
  } else problems.push(`the outcomes are ${JSON.stringify(outcomes)}`);
  return problems;
}

/** A refusal is an answer too. */
function isSilent(reply: Reply<unknown>): boolean {
  return !reply.ok && reply.message === 'hung';
}

/** Writes, and the outbox. */
export const writeScenarios = {
  write: {
    prepare: rested,
    async act(booth, order, run) {
      await booth.set({ ...up, ...(order && { order }) });
      const statuses = order?.call === 'send' ? [201, 202] : [201];
      return judgeWrite(await post(booth, `${run}-1`), statuses, order);
    },
    conclude,
  },

  queue: {
    prepare: rested,
    async act(booth, order, run) {
      await booth.set({ ...down, ...(order && { order }) });
      const statuses = order?.call.startsWith('idb.') ? [202, 507] : [202];
      const problems: string[] = [];
      for (const index of [1, 2, 3]) {
        problems.push(...judgeWrite(await post(booth, `${run}-${index}`), statuses, order));
      }
      return problems;
    },
    conclude,
  },

  delivery: {
    prepare: (booth, run) => keep(booth, run, 3),
    async act(booth, order) {
      await booth.set({ ...up, ...(order && { order }) });
      const woken = await booth.ask({ type: 'outbox-wake', mode: 'all', isAwaited: true });
      return isSilent(woken) ? ['the delivery does not end'] : [];
    },
    conclude,
  },

  commands: {
    prepare: (booth, run) => keep(booth, run, 2),
    async act(booth, order) {
      await booth.set({ ...down, ...(order && { order }) });
      const listed = await booth.ask<OutboxItem[]>({ type: 'outbox-list' });
      if (!listed.ok) return isSilent(listed) ? ['the list is not answered'] : [];
      const [first] = listed.value;
      if (!first) return order?.fault === 'missing' ? [] : ['the list is empty'];
      const retried = await booth.ask({ type: 'outbox-retry', id: first.id });
      return isSilent(retried) ? ['a retry is not answered'] : [];
    },
    conclude,
  },
} satisfies Record<string, Scenario>;
