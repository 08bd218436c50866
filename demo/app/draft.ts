import { readStored, writeStored } from './stored.js';

/** A visit being written. */
export interface Draft {
  readonly country: string;
  readonly date: string;
  readonly note: string;
  readonly photo: Blob | undefined;
}

/** What was typed and not saved yet. */
export interface DraftStore {
  read(): Draft;
  /** `undefined` forgets it. */
  write(draft: Draft | undefined): void;
}

const key = 'draft';

/**
 * Keeps what is typed, so that neither a reload nor a full outbox loses it. The photo is kept as long as the tab lives: it is a
 * file that the traveller still has.
 */
export function createDraftStore(): DraftStore {
  let photo: Blob | undefined;
  return {
    read: () => ({ ...readText(), photo }),
    write(draft) {
      photo = draft?.photo;
      writeStored(key, draft && JSON.stringify({ ...draft, photo: undefined }));
    },
  };
}

/** A visit of today, to nowhere yet. */
export function emptyDraft(): Draft {
  return { country: '', date: toIsoDate(new Date()), note: '', photo: undefined };
}

function readText(): Omit<Draft, 'photo'> {
  const empty = emptyDraft();
  try {
    const stored: unknown = JSON.parse(readStored(key) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return empty;
    const { country, date, note } = stored as Record<string, unknown>;
    return {
      country: typeof country === 'string' ? country : empty.country,
      date: typeof date === 'string' ? date : empty.date,
      note: typeof note === 'string' ? note : empty.note,
    };
  } catch {
    return empty;
  }
}

/** The calendar date where the traveller is. */
function toIsoDate(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, '0');
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')}`;
}
