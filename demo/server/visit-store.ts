import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import type { Visit } from '../shared/visit.js';

/** How an attempt to store a visit ended. */
type AddOutcome = 'added' | 'already-there' | 'conflict';

/** The journal's table. */
export interface VisitStore {
  /** Latest first. */
  list(): readonly Visit[];
  /** Storing the same visit again changes nothing; another one under the same id is a conflict. */
  add(visit: Visit): AddOutcome;
  /** Tells whether there was one. */
  remove(id: string): boolean;
  close(): void;
}

/** Opens, and creates where it is missing, the database file; `':memory:'` keeps nothing. */
export function createVisitStore(file: string): VisitStore {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file);
  database.exec(`
    CREATE TABLE IF NOT EXISTS visits (
      id TEXT PRIMARY KEY,
      country TEXT NOT NULL,
      date TEXT NOT NULL,
      note TEXT NOT NULL,
      sequence INTEGER NOT NULL
    )`);
  const select = database.prepare(
    'SELECT id, country, date, note FROM visits ORDER BY date DESC, sequence DESC',
  );
  const selectOne = database.prepare('SELECT id, country, date, note FROM visits WHERE id = ?');
  const insert = database.prepare(`
    INSERT INTO visits (id, country, date, note, sequence)
    VALUES (?, ?, ?, ?, (SELECT coalesce(max(sequence), 0) + 1 FROM visits))
    ON CONFLICT (id) DO NOTHING`);
  const remove = database.prepare('DELETE FROM visits WHERE id = ?');

  return {
    list: () => select.all() as readonly Visit[],
    add({ id, country, date, note }) {
      if (insert.run(id, country, date, note).changes > 0) return 'added';
      const stored = selectOne.get(id) as Visit | undefined;
      const isSame = stored?.country === country && stored.date === date && stored.note === note;
      return isSame ? 'already-there' : 'conflict';
    },
    remove: (id) => remove.run(id).changes > 0,
    close: () => database.close(),
  };
}
