import { createId } from './create-id.js';
import { readStored, writeStored } from './stored.js';

/** A visit being written. */
export interface Draft {
  /** What the visit will have as its own: sent again under it, also by another page, it is stored once. */
  readonly id: string;
  readonly country: string;
  readonly date: string;
  readonly note: string;
  readonly photo: Blob | undefined;
}

const key = 'draft';

/** A visit of today, to nowhere yet. */
export function emptyDraft(): Draft {
  const date = toIsoDate(new Date());
  return { id: createId(), country: '', date, note: '', photo: undefined };
}

/** What was typed and not saved yet, whichever page it was typed in; an empty draft where there is none. */
export function readDraft(): Draft {
  const empty = emptyDraft();
  try {
    const stored: unknown = JSON.parse(readStored(key) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return empty;
    const { id, country, date, note } = stored as Record<string, unknown>;
    return {
      id: typeof id === 'string' ? id : empty.id,
      country: typeof country === 'string' ? country : empty.country,
      date: typeof date === 'string' ? date : empty.date,
      note: typeof note === 'string' ? note : empty.note,
      photo: undefined,
    };
  } catch {
    return empty;
  }
}

/** Keeps what is typed beyond the page, all but the photo; `undefined` forgets it. */
export function writeDraft(draft: Draft | undefined): void {
  writeStored(key, draft && JSON.stringify({ ...draft, photo: undefined }));
}

/** The calendar date where the traveller is. */
function toIsoDate(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, '0');
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')}`;
}
