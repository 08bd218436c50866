/** A language, with its ISO 639-3 code and the tag that `lang` attributes want. */
export interface Language {
  readonly code: string;
  readonly tag: string;
  readonly name: string;
}

/** A country's name in one of its own languages. */
export interface NativeName {
  readonly tag: string;
  readonly language: string;
  readonly common: string;
  readonly official: string;
}

/** What is known of a unit of account. */
interface Currency {
  readonly code: string;
  readonly name: string;
  readonly symbol: string;
}

/** One of the 250 countries and territories of `world-countries`, cut to what Passport shows. */
export interface Country {
  /** ISO 3166-1 alpha-3, lower case: `'che'`. */
  readonly id: string;
  /** ISO 3166-1 alpha-2, lower case: `'ch'`; names the flag's file. */
  readonly code: string;
  /** Last part of the page's address: `'switzerland'`. */
  readonly slug: string;
  readonly name: string;
  readonly officialName: string;
  readonly nativeNames: readonly NativeName[];
  /** Further spellings, for the search only. */
  readonly otherNames: readonly string[];
  readonly capitals: readonly string[];
  readonly region: string;
  /** Empty for Antarctica and some islands. */
  readonly subregion: string;
  /** Absent where nobody gives a figure. */
  readonly areaKm2?: number;
  readonly languages: readonly Language[];
  readonly currencies: readonly Currency[];
  /** Ids of the countries it shares a land border with. */
  readonly borders: readonly string[];
  readonly callingCodes: readonly string[];
  readonly topLevelDomains: readonly string[];
  /** Absent where it is disputed. */
  readonly independent?: boolean;
  readonly unMember: boolean;
  readonly landlocked: boolean;
  readonly latitude: number;
  readonly longitude: number;
}
