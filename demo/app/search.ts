import type { Country } from '../shared/country.js';

/** What a search looks through, folded once. */
interface Folded {
  readonly country: Country;
  readonly name: string;
  readonly codes: readonly string[];
  /** Every searched text, each led by a space, so that a word's start can be told. */
  readonly all: string;
}

/** Answers which countries a text means, best first. */
export type Search = (query: string) => readonly Country[];

/** Prepares a search by name, native name, capital and region that takes no notice of case and accents. */
export function createSearch(countries: readonly Country[]): Search {
  const folded = countries.map(toFolded);
  return (query) => {
    const wanted = fold(query);
    if (wanted === '') return countries;
    return folded
      .map((entry) => ({ country: entry.country, rank: rank(entry, wanted) }))
      .filter(({ rank: place }) => place < noMatch)
      .toSorted((one, other) => one.rank - other.rank)
      .map(({ country }) => country);
  };
}

const noMatch = 5;

function rank(entry: Folded, wanted: string): number {
  if (entry.codes.includes(wanted)) return 0;
  if (entry.name.startsWith(wanted)) return 1;
  if (entry.name.includes(` ${wanted}`)) return 2;
  if (entry.all.includes(` ${wanted}`)) return 3;
  return wanted.length > 2 && entry.all.includes(wanted) ? 4 : noMatch;
}

function toFolded(country: Country): Folded {
  const texts = [
    country.name,
    country.officialName,
    ...country.capitals,
    country.region,
    country.subregion,
    ...country.nativeNames.flatMap(({ common, official }) => [common, official]),
    ...country.otherNames,
  ];
  return {
    country,
    name: fold(country.name),
    codes: [country.id, country.code, ...country.otherNames.filter(isAbbreviation).map(fold)],
    all: texts.map((text) => ` ${fold(text)}`).join(''),
  };
}

function isAbbreviation(name: string): boolean {
  return /^[A-Z]{2,4}$/.test(name);
}

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
