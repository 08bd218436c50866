import { request } from './api.js';

/** The phrase of the day of one country. */
export interface PhraseView {
  readonly date: string;
  readonly language: string;
  readonly tag: string;
  readonly text: string;
  readonly reading: string;
  readonly meaning: string;
}

/** Asks for a country's phrase; `undefined` where none is known or none can be had. */
export async function readPhrase(countryId: string): Promise<PhraseView | undefined> {
  try {
    const body = await request(`/api/phrase/${countryId}`);
    if (typeof body !== 'object' || body === null) return undefined;
    const { date, language, tag, text, reading = '', meaning } = body as Record<string, unknown>;
    const view = { date, language, tag, text, reading, meaning };
    return Object.values(view).every((value) => typeof value === 'string')
      ? (view as PhraseView)
      : undefined;
  } catch {
    // The page is whole without it.
    return undefined;
  }
}
