import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Country as WorldCountry } from 'world-countries';
import type { Country, Language, NativeName } from '../shared/country.js';

type Source = Omit<WorldCountry, 'independent'> & { readonly independent: boolean | null };

/** Every country of `world-countries`, sorted by name. */
export function readCountries(): readonly Country[] {
  // The package's own entry needs a loader for JSON modules; the file is the same everywhere.
  const file = createRequire(import.meta.url).resolve('world-countries/countries.json');
  const sources = JSON.parse(readFileSync(file, 'utf8')) as readonly Source[];
  const byName = new Intl.Collator('en').compare;
  return sources.map(toCountry).toSorted((one, other) => byName(one.name, other.name));
}

function toCountry(source: Source): Country {
  const nativeNames = toNativeNames(source);
  return {
    id: source.cca3.toLowerCase(),
    code: source.cca2.toLowerCase(),
    slug: toSlug(source.name.common),
    name: source.name.common,
    officialName: source.name.official,
    nativeNames,
    otherNames: source.altSpellings.filter(
      (name) => name !== source.cca2 && name !== source.name.official,
    ),
    capitals: source.capital.filter((capital) => capital !== ''),
    region: source.region,
    subregion: source.subregion,
    ...(source.area > 0 && { areaKm2: source.area }),
    languages: Object.entries(source.languages).map(([code, name]) => toLanguage(code, name)),
    currencies: Object.entries(source.currencies).map(([code, { name, symbol }]) => ({
      code,
      name,
      symbol,
    })),
    borders: source.borders.map((id) => id.toLowerCase()),
    callingCodes: toCallingCodes(source.idd),
    topLevelDomains: source.tld,
    ...(source.independent !== null && { independent: source.independent }),
    unMember: source.unMember,
    landlocked: source.landlocked,
    latitude: source.latlng[0],
    longitude: source.latlng[1],
  };
}

function toNativeNames(source: Source): readonly NativeName[] {
  return Object.entries(source.name.native).map(([code, { common, official }]) => {
    const language = toLanguage(code, source.languages[code] ?? '');
    return { tag: language.tag, language: language.name, common, official };
  });
}

/** ISO 639-3 knows `fra`; BCP 47, and so `lang`, wants the shorter `fr` where there is one. */
function toLanguage(code: string, name: string): Language {
  const [tag = code] = Intl.getCanonicalLocales(code);
  return { code, tag, name };
}

/** North America lists each of its area codes as a suffix; what they share is the calling code. */
function toCallingCodes({ root, suffixes }: Source['idd']): readonly string[] {
  if (root === '') return [];
  return suffixes.length > 3 ? [root] : suffixes.map((suffix) => `${root}${suffix}`);
}

function toSlug(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
