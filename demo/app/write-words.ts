import type { Visit } from '../shared/visit.js';
import { readCountry } from './atlas.js';
import { formatCount, formatDate } from './format.js';
import type { PendingWrite } from './pending-write.js';

/** What a write is about, in a few words; `stored` is the visit it changes, where the journal has it. */
export function describeWrite({ item, content }: PendingWrite, stored: Visit | undefined): string {
  const visit = content.kind === 'add' ? content.visit : stored;
  const country = readCountry(visit?.country ?? '')?.name ?? 'A visit';
  const what = visit ? `${country}, ${formatDate(visit.date)}` : 'a visit that is gone';
  if (content.kind === 'add') return what;
  if (content.kind === 'edit') return `Changed note: ${what}`;
  if (content.kind === 'delete') return `Deletion: ${what}`;
  return `${item.method} ${new URL(item.url).pathname}`;
}

/** Why a write is not sent any more, with the server's own words where it has said some. */
export function describeReason({ item, refusal }: PendingWrite): string {
  const last = refusal ? ` It last said: ${refusal.sentence}` : '';
  if (item.reason === 'attempts') {
    const attempts = formatCount(item.attempts, 'attempt', 'attempts');
    return `Given up after ${attempts}: the server does not take it for now.${last}`;
  }
  if (item.reason === 'expired') {
    const madeOn = formatDate(new Date(item.createdAtMs).toISOString().slice(0, 10));
    return `Kept since ${madeOn}, and not sent by itself any more: it could not be delivered in all that time.${last}`;
  }
  return `The server refused it. ${refusal?.sentence ?? ''}`;
}
