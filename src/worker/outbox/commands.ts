import type { PlannedOutbox } from '../../manifest/plan.js';
import type { OutboxEvent, OutboxItem, OutboxMessage } from '../../protocol/outbox.js';
import type { Runtime } from '../runtime.js';
import type { Delivery } from './delivery.js';
import { toBlob, toItem, toRecord, type OutboxRecord } from './record.js';
import type { OutboxStore } from './store.js';
import { toEvent } from './tell.js';

// A page that waits for the next attempt wants to know soon how this one went.
const longestAnswerMs = 1000;

/** Carries out what pages ask of the outbox. */
export type Commands = (message: OutboxMessage, event: ExtendableMessageEvent) => Promise<unknown>;

/** Makes the commands of one worker. */
export function createCommands(
  runtime: Runtime,
  store: OutboxStore,
  delivery: Delivery,
  policyOf: (route: string) => PlannedOutbox,
): Commands {
  async function list(): Promise<OutboxItem[]> {
    const records = store.list().filter(({ state }) => state !== 'delivered');
    const ids = records.map(({ id }) => id);
    const bodies = await store.readBodies(ids, 'request');
    const answers = await store.readBodies(ids, 'response');
    return records.map((record) => {
      const body = bodies.get(record.id);
      return { ...toItem(record, answers.get(record.id)), ...(body && { body: toBlob(body) }) };
    });
  }

  async function readOutcomes(): Promise<OutboxEvent[]> {
    const records = store.list().filter(({ isUnheard, state }) => isUnheard || state === 'blocked');
    const bodies = await store.readBodies(
      records.map(({ id }) => id),
      'response',
    );
    return records.flatMap((record) => toEvent(record, bodies.get(record.id)) ?? []);
  }

  async function acknowledge(ids: readonly string[]): Promise<void> {
    const find = (): OutboxRecord[] =>
      ids.flatMap((id) => store.get(id) ?? []).filter(({ isUnheard }) => isUnheard);
    const delivered = find().filter(({ state }) => state === 'delivered');
    if (delivered.length > 0) await store.remove(delivered.map(({ id }) => id));
    if (find().length === 0) return;
    await store.update(() => find().map((record) => ({ ...record, isUnheard: false })));
  }

  /** Has writes sent as if they had been made now, but in their old place. */
  async function renew(find: () => readonly OutboxRecord[]): Promise<number> {
    const renewed = await store.update(() =>
      find().map((record) => toRecord(record, policyOf(record.route).retainForMs, runtime.now())),
    );
    return renewed.length;
  }

  return async (message, event) => {
    await store.load();
    /** Has the delivery go on after the answer. */
    const wake = (): void => event.waitUntil(delivery.wake('due'));
    switch (message.type) {
      case 'outbox-list':
        return list();
      case 'outbox-outcomes':
        return readOutcomes();
      case 'outbox-heard':
        return acknowledge(message.ids);
      case 'outbox-wake': {
        const woken = delivery.wake(message.mode);
        event.waitUntil(woken);
        await (message.isAwaited ? woken : Promise.race([woken, runtime.wait(longestAnswerMs)]));
        return delivery.readOutlook();
      }
      case 'outbox-retry': {
        const renewed = await renew(() => {
          const record = store.get(message.id);
          return record && record.state !== 'sending' && record.state !== 'delivered'
            ? [record]
            : [];
        });
        wake();
        return renewed > 0;
      }
      case 'outbox-discard': {
        const record = store.get(message.id);
        if (!record || record.state === 'delivered') return false;
        await store.remove([message.id]);
        // What was waiting behind it may go.
        wake();
        return true;
      }
      case 'outbox-resume': {
        const resumed = await renew(() =>
          store.list(message.route).filter(({ state }) => state === 'blocked'),
        );
        wake();
        return resumed;
      }
    }
  };
}
