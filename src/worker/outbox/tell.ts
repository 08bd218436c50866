import type { OutboxEvent } from '../../protocol/outbox.js';
import { toItem, type OutboxRecord, type StoredBody } from './record.js';

/** The event that says what has become of a write; `undefined` for one that waits for its next attempt. */
export function toEvent(record: OutboxRecord, body?: StoredBody): OutboxEvent | undefined {
  const { reason, state } = record;
  const item = toItem(record, body);
  if (state === 'delivered') return { type: 'delivered', item, answer: item.answer! };
  if (state === 'blocked') return { type: 'blocked', item };
  if (state === 'dead') return { type: reason === 'expired' ? 'expired' : 'failed', item };
  return undefined;
}
