import type { Locator, Page } from 'playwright/test';
import type { Visit } from '../../demo/shared/visit.js';

/** A file as a traveller chooses it. */
export interface Picture {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** The smallest picture there is. */
export const pixel: Buffer = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

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

/** What the server has. */
export async function readJournal(origin: string): Promise<readonly Visit[]> {
  const response = await fetch(`${origin}/api/visits`);
  return ((await response.json()) as { visits: readonly Visit[] }).visits;
}

/** A grey picture, uncompressed. Source: Windows GDI, `BITMAPFILEHEADER` and `BITMAPINFOHEADER`. */
export function makeBitmap(width: number, height: number): Buffer {
  const headerBytes = 54;
  const bitmap = Buffer.alloc(headerBytes + width * height * 3, 0x80);
  bitmap.fill(0, 0, headerBytes);
  bitmap.write('BM');
  bitmap.writeUInt32LE(bitmap.length, 2);
  bitmap.writeUInt32LE(headerBytes, 10);
  bitmap.writeUInt32LE(40, 14);
  bitmap.writeInt32LE(width, 18);
  bitmap.writeInt32LE(height, 22);
  bitmap.writeUInt16LE(1, 26);
  bitmap.writeUInt16LE(24, 28);
  return bitmap;
}
