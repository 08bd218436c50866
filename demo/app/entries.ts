import { photoPath, type Visit } from '../shared/visit.js';
import type { PendingWrite } from './pending-write.js';

/** One line of the journal as the traveller sees it: what the server has, with what this device still has to send. */
export interface Entry {
  readonly id: string;
  readonly country: string;
  readonly date: string;
  readonly note: string;
  readonly photoUrl?: string;
  /** The visit on the server; absent where it was never delivered. */
  readonly stored?: Visit;
  /** What waits; absent where the server knows it all. */
  readonly pending?: Pending;
}

/** A write that waits, by what it will do. */
export interface Pending {
  readonly kind: 'add' | 'edit' | 'delete';
  readonly write: PendingWrite;
}

/** Lays what waits over the journal, latest visit first. A write that is dead changes nothing any more. */
export function toEntries(
  visits: readonly Visit[],
  writes: readonly PendingWrite[],
): readonly Entry[] {
  const waiting = writes.filter(({ item }) => item.state !== 'dead');
  const known = new Set(visits.map(({ id }) => id));
  const added = waiting
    .flatMap((write) => toAdded(write) ?? [])
    // Delivered just now, and not yet out of the outbox.
    .filter(({ id }) => !known.has(id))
    .toReversed();
  const stored = visits.map((visit) => waiting.reduce(lay, toStored(visit)));
  return [...added, ...stored].toSorted((one, other) => compare(other.date, one.date));
}

function toStored(visit: Visit): Entry {
  const { id, country, date, note, photo } = visit;
  const photoUrl = photo === undefined ? undefined : photoPath(photo);
  return { id, country, date, note, ...(photoUrl && { photoUrl }), stored: visit };
}

function toAdded(write: PendingWrite): Entry | undefined {
  const { content, photoUrl } = write;
  if (content.kind !== 'add') return undefined;
  return { ...content.visit, ...(photoUrl && { photoUrl }), pending: { kind: 'add', write } };
}

function lay(entry: Entry, write: PendingWrite): Entry {
  const { content } = write;
  if (content.kind === 'edit' && content.visitId === entry.id) {
    return { ...entry, note: content.change.note, pending: { kind: 'edit', write } };
  }
  if (content.kind === 'delete' && content.visitId === entry.id) {
    return { ...entry, pending: { kind: 'delete', write } };
  }
  return entry;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
