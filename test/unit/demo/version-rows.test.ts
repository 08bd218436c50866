import type { Status, UpdateEvent } from 'holdfast/page';
import { expect, it } from 'vitest';
import { toVersionRows, type VersionFacts } from '../../../demo/app/status/version-rows.js';

const status: Status = {
  availability: 'controlled',
  online: true,
  version: 'one',
  activeVersion: 'one',
  versions: ['one'],
  state: { name: 'normal' },
  caches: [],
  log: [],
};
const changes = { files: 2, bytes: 100, removedFiles: 0 };
const progress = { version: 'two', files: 1, totalFiles: 3, bytes: 10, totalBytes: 30 };

function update(state: UpdateEvent['state']): UpdateEvent {
  return { version: 'two', previousVersion: 'one', state, changes };
}

function rows(facts: Partial<VersionFacts>): ReturnType<typeof toVersionRows> {
  return toVersionRows({ status, update: undefined, progress: undefined, tabs: [], ...facts });
}

it('shows the one version there is, with the tabs that are on it', () => {
  expect(rows({ tabs: ['one', 'one', undefined] })).toEqual([
    { version: 'one', role: 'in-charge', isOwn: true, tabs: 2 },
  ]);
});

it('shows an install before the worker has anything to say', () => {
  const { version, activeVersion, ...unknown } = status;
  expect([version, activeVersion]).toEqual(['one', 'one']);
  expect(rows({ status: { ...unknown, versions: [] }, progress, tabs: [undefined] })).toEqual([
    { version: 'two', role: 'installing', isOwn: false, tabs: 0, progress },
  ]);
});

it('shows a version that waits, by its event alone', () => {
  expect(rows({ update: update('waiting'), tabs: ['one'] })).toEqual([
    { version: 'two', role: 'waiting', isOwn: false, tabs: 0, changes },
    { version: 'one', role: 'in-charge', isOwn: true, tabs: 1 },
  ]);
});

it('shows the version that waits of which no event has told', () => {
  const found = rows({ status: { ...status, waitingVersion: 'two' } });
  expect(found.map(({ version, role }) => `${version} ${role}`)).toEqual([
    'two waiting',
    'one in-charge',
  ]);
});

it.each(['waiting', 'active'] as const)(
  'shows an update as in charge once the status says so, after an event with state %s',
  (state) => {
    const later = { ...status, activeVersion: 'two', versions: ['two', 'one'] };
    const found = rows({ status: later, update: update(state), tabs: ['one', 'two'] });
    expect(found.map(({ version, role, tabs }) => [version, role, tabs])).toEqual([
      ['two', 'in-charge', 1],
      ['one', 'kept', 1],
    ]);
  },
);
