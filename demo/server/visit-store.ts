import { randomUUID } from 'node:crypto';
import type { NewVisit, NoteChange, Visit } from '../shared/visit.js';
import type { Sql } from './database.js';
import type { Photo } from './photo.js';

/** How an attempt to store a visit ended; `visit` is the one that the journal has now. */
interface AddOutcome {
  readonly name: 'added' | 'already-there' | 'conflict';
  readonly visit: Visit;
}

/** How an attempt to change a note ended. */
type ChangeOutcome =
  { readonly name: 'changed' | 'conflict'; readonly visit: Visit } | { readonly name: 'missing' };

/** The journal's tables. What changes them belongs into a transaction, because it may touch both. */
export interface VisitStore {
  /** Latest first. */
  list(): readonly Visit[];
  /** Storing the same visit again changes nothing; another one under the same id is a conflict. */
  add(visit: NewVisit, photo: Photo | undefined): AddOutcome;
  /** Changes the note of the version that the writer has seen, and of no other. */
  change(id: string, change: NoteChange): ChangeOutcome;
  /** Removes a visit and its photo. Tells whether there was one. */
  remove(id: string): boolean;
  readPhoto(id: string): Photo | undefined;
}

/** A row of the joined tables. */
type VisitRow = Omit<Visit, 'photo'> & { readonly photo: string | null };

const selectVisits = `
  SELECT visits.id, country, date, note, version, photos.id AS photo
  FROM visits LEFT JOIN photos ON photos.visit = visits.id`;

/** Works on an open database. */
export function createVisitStore(database: Sql): VisitStore {
  const select = database.prepare(`${selectVisits} ORDER BY date DESC, sequence DESC`);
  const selectOne = database.prepare(`${selectVisits} WHERE visits.id = ?`);
  const insert = database.prepare(`
    INSERT INTO visits (id, country, date, note, sequence)
    VALUES (?, ?, ?, ?, (SELECT coalesce(max(sequence), 0) + 1 FROM visits))
    ON CONFLICT (id) DO NOTHING`);
  const update = database.prepare(
    'UPDATE visits SET note = ?, version = version + 1 WHERE id = ? AND version = ?',
  );
  const remove = database.prepare('DELETE FROM visits WHERE id = ?');
  const selectPhoto = database.prepare('SELECT type, data FROM photos WHERE id = ?');
  const insertPhoto = database.prepare(
    'INSERT INTO photos (id, visit, type, data) VALUES (?, ?, ?, ?)',
  );
  const removePhoto = database.prepare('DELETE FROM photos WHERE visit = ?');

  function read(id: string): Visit | undefined {
    const row = selectOne.get(id) as VisitRow | undefined;
    return row && toVisit(row);
  }

  function readPhoto(id: string): Photo | undefined {
    return selectPhoto.get(id) as Photo | undefined;
  }

  function isSame(stored: Visit, visit: NewVisit, photo: Photo | undefined): boolean {
    const isSameText =
      stored.country === visit.country && stored.date === visit.date && stored.note === visit.note;
    if (!isSameText || stored.photo === undefined || !photo) {
      return isSameText && stored.photo === undefined && !photo;
    }
    return Buffer.compare(readPhoto(stored.photo)?.data ?? Buffer.of(), photo.data) === 0;
  }

  return {
    list: () => (select.all() as readonly VisitRow[]).map(toVisit),
    add(visit, photo) {
      const { id, country, date, note } = visit;
      const isNew = insert.run(id, country, date, note).changes > 0;
      if (isNew && photo) insertPhoto.run(randomUUID(), id, photo.type, photo.data);
      const stored = read(id);
      if (!stored) throw new Error(`The visit ${id} was stored and is not there.`);
      if (isNew) return { name: 'added', visit: stored };
      return { name: isSame(stored, visit, photo) ? 'already-there' : 'conflict', visit: stored };
    },
    change(id, { note, version }) {
      const isChanged = update.run(note, id, version).changes > 0;
      const visit = read(id);
      if (!visit) return { name: 'missing' };
      return { name: isChanged ? 'changed' : 'conflict', visit };
    },
    remove(id) {
      removePhoto.run(id);
      return remove.run(id).changes > 0;
    },
    readPhoto,
  };
}

/** The driver adds a field of its own to what it reads. */
function toVisit({ id, country, date, note, version, photo }: VisitRow): Visit {
  return { id, country, date, note, version, ...(photo !== null && { photo }) };
}
