/** One stay in one country, as its traveller writes it down. */
export interface NewVisit {
  /** A UUID that the page makes, so that sending a visit twice stores it once. */
  readonly id: string;
  /** `Country.id` */
  readonly country: string;
  /** ISO 8601 calendar date: `'2026-05-17'`. */
  readonly date: string;
  readonly note: string;
}

/** A visit in the journal. */
export interface Visit extends NewVisit {
  /** Counts the changes, from 1. */
  readonly version: number;
  /** Id of its photo; absent where it has none. */
  readonly photo?: string;
}

/** Another note for a visit that the writer has seen in this version. */
export interface NoteChange {
  readonly note: string;
  readonly version: number;
}

/** What is wrong with one field. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** A value from outside, or everything that is wrong with it. */
export type Parsed<TValue> =
  | { readonly ok: true; readonly value: TValue }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Longest note that is stored, in UTF-16 units, as `maxlength` counts. */
export const maxNoteLength = 2000;

/** The largest photo that is taken. */
export const maxPhotoBytes: number = 4 * 1024 * 1024;

const uuid = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const noteProblem: FieldProblem = {
  field: 'note',
  message: `is not a text of at most ${maxNoteLength} characters`,
};

/** Reads a visit from outside, and names every field that is not as it should be. */
export function parseVisit(input: unknown, isCountry: (id: string) => boolean): Parsed<NewVisit> {
  const fields = readFields(input);
  if (!fields) return notAnObject;
  const { id, country, date, note = '' } = fields;
  const problems: FieldProblem[] = [];
  if (typeof id !== 'string' || !uuid.test(id)) {
    problems.push({ field: 'id', message: 'is not a lower-case UUID' });
  }
  if (typeof country !== 'string' || !isCountry(country)) {
    problems.push({ field: 'country', message: 'is not a country code such as "che"' });
  }
  if (typeof date !== 'string' || !isCalendarDate(date)) {
    problems.push({ field: 'date', message: 'is not a date such as "2026-05-17"' });
  }
  if (!isNote(note)) problems.push(noteProblem);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { id, country, date, note } as NewVisit };
}

/** Reads a change of a note from outside. */
export function parseNoteChange(input: unknown): Parsed<NoteChange> {
  const fields = readFields(input);
  if (!fields) return notAnObject;
  const { note, version } = fields;
  const problems: FieldProblem[] = [];
  if (!isNote(note)) problems.push(noteProblem);
  if (!isVersion(version)) {
    problems.push({ field: 'version', message: 'is not the number of the version it changes' });
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { note, version } as NoteChange };
}

/** Reads a visit as the journal's server gives it; `undefined` for anything else. */
export function readVisit(input: unknown, isCountry: (id: string) => boolean): Visit | undefined {
  const parsed = parseVisit(input, isCountry);
  if (!parsed.ok) return undefined;
  // An answer that an older server gave, and the worker kept, has no versions.
  const { version = 1, photo } = readFields(input) ?? {};
  if (!isVersion(version)) return undefined;
  return { ...parsed.value, version, ...(typeof photo === 'string' && { photo }) };
}

/** Where a photo is. */
export function photoPath(id: string): string {
  return `/photos/${encodeURIComponent(id)}`;
}

const notAnObject: Parsed<never> = {
  ok: false,
  problems: [{ field: '', message: 'is not a JSON object' }],
};

function readFields(input: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  return isObject ? (input as Readonly<Record<string, unknown>>) : undefined;
}

function isNote(note: unknown): note is string {
  return typeof note === 'string' && note.length <= maxNoteLength;
}

function isVersion(version: unknown): version is number {
  return Number.isSafeInteger(version) && (version as number) > 0;
}

/** Tells whether a text is a day of the calendar; 30 February is not. */
function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
