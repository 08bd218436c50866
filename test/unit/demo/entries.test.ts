import type { OutboxItem } from 'holdfast/page';
import { expect, it } from 'vitest';
import { toEntries } from '../../../demo/app/entries.js';
import type { PendingWrite, WriteContent } from '../../../demo/app/pending-write.js';
import type { Visit } from '../../../demo/shared/visit.js';
import { iceland } from './passport.js';

const stored: Visit = { ...iceland, version: 1, photo: 'one' };
const older: Visit = { ...stored, id: 'older', date: '2020-01-01' };

function pending(content: WriteContent, state: OutboxItem['state'] = 'waiting'): PendingWrite {
  const item: OutboxItem = {
    id: 'item',
    route: 'writes',
    method: 'POST',
    url: 'http://localhost/api/visits',
    headers: [],
    sizeBytes: 0,
    createdAtMs: 0,
    expiresAtMs: 0,
    state,
    attempts: 0,
  };
  return { item, content, photoUrl: 'blob:photo' };
}

function added(visit: Partial<Visit>): WriteContent {
  return { kind: 'add', visit: { ...iceland, ...visit } };
}

it('puts a visit that waits where its date belongs, the newest of a day first', () => {
  const writes = [
    pending(added({ id: 'first' })),
    pending(added({ id: 'second' })),
    pending(added({ id: 'oldest', date: '2019-01-01' })),
  ];
  const entries = toEntries([stored, older], writes);
  expect(entries.map(({ id }) => id)).toEqual(['second', 'first', stored.id, 'older', 'oldest']);
  expect(entries[0]).toMatchObject({ photoUrl: 'blob:photo', pending: { kind: 'add' } });
  expect(entries[2]).toEqual({ ...iceland, photoUrl: '/photos/one', stored });
});

it('shows a visit once while it is delivered and not yet out of the outbox', () => {
  const entries = toEntries([stored], [pending(added({}))]);
  expect(entries).toEqual([{ ...iceland, photoUrl: '/photos/one', stored }]);
});

it('lays changes and deletions over the visits they are about', () => {
  const change = { note: 'Sun', version: 1 };
  const entries = toEntries(
    [stored, older],
    [
      pending({ kind: 'edit', visitId: stored.id, change }),
      pending({ kind: 'delete', visitId: 'older' }, 'blocked'),
      pending({ kind: 'delete', visitId: 'unknown' }),
      pending({ kind: 'other' }),
    ],
  );
  expect(entries).toMatchObject([
    { note: 'Sun', pending: { kind: 'edit' }, stored: { note: 'Geysers and rain' } },
    { note: 'Geysers and rain', pending: { kind: 'delete' } },
  ]);
});

it('goes back to what the server has when a write is dead', () => {
  const change = { note: 'Sun', version: 1 };
  const writes = [
    pending({ kind: 'edit', visitId: stored.id, change }, 'dead'),
    pending(added({ id: 'new' }), 'dead'),
  ];
  expect(toEntries([stored], writes)).toEqual([{ ...iceland, photoUrl: '/photos/one', stored }]);
});
