import { readCountry } from '../atlas.js';
import type { Page, PageContext } from '../page.js';
import { createCountriesPage } from './countries.js';
import { createCountryPage } from './country.js';
import { createJournalPage } from './journal.js';
import { createMissingPage } from './missing.js';
import { createStatusPage } from './status.js';

/** Tells whether an address belongs to the app; the same list as the manifest's shell. */
export function isAppPath(pathname: string): boolean {
  return ['/', '/journal', '/status'].includes(pathname) || pathname.startsWith('/countries/');
}

/** Makes the page of an address. */
export function createPage(url: URL, context: PageContext): Page {
  if (url.pathname === '/') return createCountriesPage(url, context);
  if (url.pathname === '/journal') return createJournalPage(url, context);
  if (url.pathname === '/status') return createStatusPage(context);
  const key = /^\/countries\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  const country = key === undefined ? undefined : readCountry(key);
  return country ? createCountryPage(country, context) : createMissingPage(url.pathname);
}
