import { readStored, writeStored } from './stored.js';

/** A visit being written. */
export interface Draft {
  readonly country: string;
  readonly date: string;
  readonly note: string;
}

const key = 'draft';

/** What was typed and not saved yet, also by an earlier tab. */
export function readDraft(): Draft {
  const empty: Draft = { country: '', date: toIsoDate(new Date()), note: '' };
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

/** Keeps what is typed, so that neither a reload nor a missing network loses it. */
export function writeDraft(draft: Draft | undefined): void {
  writeStored(key, draft && JSON.stringify(draft));
}

/** The calendar date where the traveller is. */
export function toIsoDate(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, '0');
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')}`;
}
