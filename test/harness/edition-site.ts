import type { Page } from 'playwright/test';
import type { ActivatePolicy, Manifest } from '../../src/manifest/types.js';
import { bundlePageScript, fetchIn, hearUpdate, html, settled, type Site } from './site.js';

/** What an edition is made of besides its name. */
export interface EditionOptions {
  /** Default: `immediately`. */
  readonly activate?: ActivatePolicy;
  /** Code that runs in the worker before Holdfast's. */
  readonly prelude?: string;
  /** Files that it has as well. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Of every edition, but for when it takes over. */
export const editionManifest: Manifest = {
  precache: { include: ['**/*.{html,js,txt}'] },
  shell: { document: '/index.html', paths: ['/', '/pages/*'] },
};

/** Deploys a site whose page has the edition as its title, and a file by it; returns its version. */
export async function deployEdition(
  site: Site,
  edition: string,
  { activate = 'immediately', files, prelude }: EditionOptions = {},
): Promise<string> {
  const { version } = await site.deploy(
    {
      'index.html': html(edition, '/app.js'),
      'app.js': await bundlePageScript(),
      'edition.txt': edition,
      ...files,
    },
    { manifest: { ...editionManifest, update: { activate } }, prelude, register: false },
  );
  return version;
}

/** Which edition answers a page's requests. */
export async function readEdition(page: Page): Promise<unknown> {
  const answer = await fetchIn(page, '/edition.txt');
  return answer === 'network error' ? answer : answer.body;
}

/** Has a page look for a version that takes over by itself, and waits until it has been told of it and that one is in charge. */
export async function updateTo(page: Page, version: string): Promise<void> {
  await hearUpdate(page, version);
  // Not by asking for the status: in Chromium a message to the old worker may hold up the new one.
  await settled(page);
}
