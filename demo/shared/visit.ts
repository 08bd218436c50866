/** One stay in one country. */
export interface Visit {
  /** A UUID that the page makes, so that sending a visit twice stores it once. */
  readonly id: string;
  /** `Country.id` */
  readonly country: string;
  /** ISO 8601 calendar date: `'2026-05-17'`. */
  readonly date: string;
  readonly note: string;
}

/** What is wrong with one field of a visit. */
interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** A visit, or everything that is wrong with it. */
export type ParsedVisit =
  | { readonly ok: true; readonly visit: Visit }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** Longest note that is stored, in UTF-16 units, as `maxlength` counts. */
export const maxNoteLength = 2000;

const uuid = /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/** Reads a visit from outside, and names every field that is not as it should be. */
export function parseVisit(input: unknown, isCountry: (id: string) => boolean): ParsedVisit {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { ok: false, problems: [{ field: '', message: 'is not a JSON object' }] };
  }
  const { id, country, date, note = '' } = input as Record<string, unknown>;
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
  if (typeof note !== 'string' || note.length > maxNoteLength) {
    problems.push({
      field: 'note',
      message: `is not a text of at most ${maxNoteLength} characters`,
    });
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, visit: { id, country, date, note } as Visit };
}

/** Tells whether a text is a day of the calendar; 30 February is not. */
function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
