import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../demo/server/database.js';
import { createWriteLog } from '../../../demo/server/idempotency.js';
import { createVisitStore } from '../../../demo/server/visit-store.js';
import { iceland } from './passport.js';

function makeFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'passport-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'passport.db');
}

it('keeps the visits of a journal that an earlier version has begun', () => {
  const file = makeFile();
  const old = openDatabase(file);
  createVisitStore(old).add(iceland, undefined);
  // As the first version left it.
  old.exec(`
    DROP TABLE idempotency_keys; DROP TABLE photos; ALTER TABLE visits DROP COLUMN version;
    PRAGMA user_version = 0`);
  old.close();

  const database = openDatabase(file);
  onTestFinished(() => void database.close());
  expect(createVisitStore(database).list()).toEqual([{ ...iceland, version: 1 }]);
});

it('stores neither effect nor answer of a write that fails half-way', () => {
  const database = openDatabase(makeFile());
  onTestFinished(() => void database.close());
  const visits = createVisitStore(database);
  const writes = createWriteLog(database, Date.now);
  const write = { key: 'one', fingerprint: 'same' };
  expect(() =>
    writes.once(write, () => {
      visits.add(iceland, undefined);
      throw new Error('disk full');
    }),
  ).toThrow('disk full');
  expect(visits.list()).toEqual([]);
  expect(writes.once(write, () => ({ status: 200, body: 'done' })).body).toBe('done');
});

it('runs a write once where two processes have the same journal open', () => {
  const file = makeFile();
  const [one, other] = [openDatabase(file), openDatabase(file)];
  onTestFinished(() => {
    one.close();
    other.close();
  });
  const write = { key: 'one', fingerprint: 'same' };
  let runs = 0;
  const answers = [one, other, one].map((database) =>
    createWriteLog(database, Date.now).once(write, () => ({ status: 201, body: (runs += 1) })),
  );
  expect(runs).toBe(1);
  expect(answers.map(({ body }) => body)).toEqual([1, 1, 1]);
});
