import { countries } from 'virtual:passport/countries';
import type { Country } from '../shared/country.js';

const byKey: ReadonlyMap<string, Country> = new Map(
  countries.flatMap((country) => [
    [country.id, country],
    [country.slug, country],
  ]),
);

/** Every country, by name. */
export const allCountries: readonly Country[] = countries;

/** The parts of the world, by name. */
export const allRegions: readonly string[] = [
  ...new Set(countries.map((country) => country.region)),
].toSorted();

/** Finds a country by its id or by the last part of its address. */
export function readCountry(key: string): Country | undefined {
  return byKey.get(key.toLowerCase());
}

/** The address of a country's page. */
export function countryPath(country: Country): string {
  return `/countries/${country.slug}`;
}
