import type { Locator, Page } from 'playwright/test';

/** A file as a traveller chooses it. */
export interface Picture {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Fills the journal's form. */
export async function write(
  page: Page,
  country: string,
  note: string,
  picture?: Picture,
): Promise<void> {
  await page.getByLabel('Country').selectOption({ label: country });
  await page.getByRole('textbox', { name: 'Note' }).fill(note);
  if (picture) await page.getByLabel('Choose a photo').setInputFiles(picture);
}

/** Saves what was written; returns its entry in the journal. */
export async function save(page: Page, note: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Save the visit' }).click();
  return entry(page, note);
}

/** The entry of the journal with this note. */
export function entry(page: Page, note: string): Locator {
  return page.locator('[data-visit]').filter({ hasText: note });
}
