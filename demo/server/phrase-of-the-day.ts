import type { Country, Language } from '../shared/country.js';
import { readPhrases } from './phrases.js';

/** What `GET /api/phrase/:country` answers. */
export interface PhraseOfTheDay {
  readonly country: string;
  /** The day it is for, in UTC: `'2026-05-17'`. */
  readonly date: string;
  readonly language: string;
  readonly tag: string;
  readonly text: string;
  readonly reading?: string;
  readonly meaning: string;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Goes round a country's languages and their phrases, one a day; `undefined` where no phrase is known. */
export function phraseOfTheDay(country: Country, nowMs: number): PhraseOfTheDay | undefined {
  // Who reads this page knows the English ones.
  const others = country.languages.filter(({ code }) => code !== 'eng');
  const choices = toChoices(others.length > 0 ? others : country.languages);
  const choice = choices[Math.floor(nowMs / dayMs) % Math.max(choices.length, 1)];
  if (!choice) return undefined;
  return { country: country.id, date: new Date(nowMs).toISOString().slice(0, 10), ...choice };
}

function toChoices(
  languages: readonly Language[],
): readonly Omit<PhraseOfTheDay, 'country' | 'date'>[] {
  return languages.flatMap(({ code, tag, name }) =>
    readPhrases(code).map(({ meaning, phrase }) => ({ language: name, tag, meaning, ...phrase })),
  );
}
