import type { OutboxStatus } from 'holdfast/page';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Visit } from '../../shared/visit.js';
import { formatAge, formatBytes, formatNumber, formatTime } from '../format.js';
import type { PendingWrite } from '../pending-write.js';
import { describeWrite } from '../write-words.js';
import { table } from './table.js';

/** Each write with how it fares; `visits` are those that the server has, as far as they are known. */
export function outboxTable(
  writes: readonly PendingWrite[],
  visits: readonly Visit[],
): TemplateResult {
  if (writes.length === 0) {
    return html`<p class="empty">
      Nothing waits. What is written offline stands here until the server has it.
    </p>`;
  }
  return table({
    name: 'outbox-items',
    caption: 'In the order in which they were made, and are sent.',
    columns: [
      { name: 'Write', cell: (write) => describeSubject(write, visits) },
      { name: 'State', cell: (write) => describeState(write, writes) },
      { name: 'Attempts', cell: ({ item }) => formatNumber(item.attempts) },
      { name: 'Size', cell: ({ item }) => formatBytes(item.sizeBytes) },
      { name: 'Made', cell: ({ item }) => formatAge(Date.now() - item.createdAtMs) },
      {
        name: 'The server said',
        cell: ({ refusal }) => (refusal ? `${refusal.status}: ${refusal.sentence}` : ''),
      },
    ],
    rows: writes,
    key: ({ item }) => item.id,
  });
}

/** How many writes there are in all. */
export function countWrites({ waiting, sending, blocked, dead }: OutboxStatus): number {
  return waiting + sending + blocked + dead;
}

function describeSubject(write: PendingWrite, visits: readonly Visit[]): TemplateResult {
  const { item, content } = write;
  const stored = 'visitId' in content ? visits.find(({ id }) => id === content.visitId) : undefined;
  return html`${describeWrite(write, stored)}
    <span class="sub mono">${item.method} ${new URL(item.url).pathname}</span>`;
}

function describeState(write: PendingWrite, writes: readonly PendingWrite[]): TemplateResult {
  const { item } = write;
  return html`${item.state}${item.reason ? html` <span class="soft">(${item.reason})</span>` : nothing}
  ${
    item.nextAttemptAtMs === undefined
      ? nothing
      : html`<span class="sub"
          >next attempt ${describeNext(item.nextAttemptAtMs, hasOneBefore(write, writes))}</span
        >`
  }`;
}

/** A route sends one after another; what is dead holds up none. */
function hasOneBefore({ item }: PendingWrite, writes: readonly PendingWrite[]): boolean {
  const open = writes.filter(
    (write) => write.item.route === item.route && write.item.state !== 'dead',
  );
  return open[0]?.item.id !== item.id;
}

function describeNext(atMs: number, isBehind: boolean): string {
  if (isBehind) return 'after the one before it';
  return atMs <= Date.now() ? 'now' : `at ${formatTime(atMs)}`;
}
