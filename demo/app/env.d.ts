/// <reference types="holdfast/virtual" />

declare module 'virtual:passport/countries' {
  // An import at the top would make a module of this file, and its declarations local to it.
  // oxlint-disable-next-line typescript/consistent-type-imports
  export const countries: readonly import('../shared/country.js').Country[];
}
