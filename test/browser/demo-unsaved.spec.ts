import { dirname, join } from 'node:path';
import { expect, type Locator, type Page } from 'playwright/test';
import { entry, makeBitmap, pixel, readJournal, save, write } from '../harness/demo-journal.js';
import { test, visit } from '../harness/demo-test.js';
import { buildNextDemo } from '../harness/next-demo.js';
import { withResolvers } from '../harness/site.js';

const photo = { name: 'geyser.png', mimeType: 'image/png', buffer: pixel };

/** Holds back what the server says to new visits. */
async function holdAnswers(page: Page): Promise<{ readonly release: () => void }> {
  const released = withResolvers();
  await page.context().route('**/api/visits', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const response = await route.fetch();
    await released.promise;
    // The page that has asked may be gone.
    await route.fulfill({ response }).catch(() => undefined);
  });
  return { release: released.resolve };
}

/** Opens the editor of an entry's note, and types. */
async function changeNote(of: Locator, note: string): Promise<void> {
  await of.getByRole('button', { name: 'Edit the note' }).click();
  await of.page().locator('.note-editor textarea').fill(note);
}

/** Answers the browser's question before the page is left; until then the page stands still. */
async function answer(
  page: Page,
  choice: 'accept' | 'dismiss',
  leave: () => Promise<unknown>,
): Promise<void> {
  const answered = page.waitForEvent('dialog').then(async (dialog) => {
    expect(dialog.type()).toBe('beforeunload');
    await dialog[choice]();
  });
  await Promise.all([answered, leave()]);
}

test('a visit stands still while it is sent, and is stored once', async ({ page, demo }) => {
  await visit(page, demo, '/journal');
  const { release } = await holdAnswers(page);
  await write(page, 'Iceland', 'Geysers');
  const iceland = await save(page, 'Geysers');
  const button = page.getByRole('button', { name: 'Saving…' });
  await expect(button).toBeFocused();
  await page.locator('#note').focus();
  await page.keyboard.type(' and rain');
  await expect(page.locator('#note')).toHaveValue('Geysers');
  await button.press('Enter');

  release();
  await expect(iceland).toBeVisible();
  await expect(page.locator('#note')).toHaveValue('');
  await expect(page.getByRole('button', { name: 'Save the visit' })).toBeFocused();
  expect(await readJournal(demo.origin)).toMatchObject([{ note: 'Geysers' }]);
});

test('a visit whose page is left before the answer is not offered once more', async ({
  page,
  demo,
}) => {
  await visit(page, demo, '/journal');
  const { release } = await holdAnswers(page);
  await write(page, 'Iceland', 'Geysers');
  await save(page, 'Geysers');
  await expect.poll(() => readJournal(demo.origin)).toHaveLength(1);

  await page.reload();
  await expect(entry(page, 'Geysers')).toBeVisible();
  await expect(page.locator('#note')).toHaveValue('');
  await expect(page.locator('#country')).toHaveValue('');
  release();
});

test('a draft that was not sent outlives its page', async ({ page, demo }) => {
  await page.goto(`${demo.origin}/journal?country=isl`);
  await expect(page.locator('#country')).toHaveValue('isl');
  await page.locator('#country').selectOption({ label: 'Peru' });
  await page.locator('#note').fill('Not yet');
  await page.reload();
  await expect(page.locator('#country')).toHaveValue('per');
  await expect(page.locator('#note')).toHaveValue('Not yet');
});

test('a note under change stays on the way to another page and back', async ({ page, demo }) => {
  await visit(page, demo, '/journal');
  await write(page, 'Iceland', 'Geysers');
  const iceland = await save(page, 'Geysers');
  await expect(iceland).toBeVisible();
  await write(page, 'Peru', 'Bread');
  const peru = await save(page, 'Bread');
  await expect(peru).toBeVisible();
  await changeNote(iceland, 'Geysers and rain');
  await page.getByRole('link', { name: 'Countries', exact: true }).click();
  await page.getByRole('link', { name: 'Journal', exact: true }).click();
  await expect(page.locator('.note-editor textarea')).toHaveValue('Geysers and rain');

  await peru.getByRole('button', { name: 'Edit the note' }).click();
  await expect(page.getByText('Save this note first, or cancel.')).toBeVisible();
  await expect(page.locator('.note-editor textarea')).toHaveValue('Geysers and rain');
  await expect(page.locator('.note-editor textarea')).toBeFocused();
});

test('the browser asks before a changed note goes with the page', async ({ page, demo }) => {
  await visit(page, demo, '/journal');
  await write(page, 'Iceland', 'Geysers');
  await changeNote(await save(page, 'Geysers'), 'Geysers and rain');
  await answer(page, 'dismiss', () => page.evaluate(() => location.reload()));
  await expect(page.locator('.note-editor textarea')).toHaveValue('Geysers and rain');
});

test('an update asks before it takes a photo that is not saved, and can be had after', async ({
  page,
  demo,
}) => {
  await visit(page, demo, '/journal');
  await write(page, 'Iceland', 'Geysers', photo);
  await expect(page.locator('.visit-form img')).toBeVisible();
  const app = join(dirname(demo.databaseFile), 'next');
  await buildNextDemo(app);
  await demo.stop();
  await demo.start(app);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());

  const update = page.getByRole('button', { name: 'Update' });
  await answer(page, 'dismiss', () => update.click());
  await expect(page.locator('.visit-form img')).toBeVisible();
  await answer(page, 'accept', () => update.click());
  await expect(page.locator('.visit-form img')).toHaveCount(0);
  await expect(page.locator('#note')).toHaveValue('Geysers');
  await expect(page.locator('[data-notice="update"]')).toHaveCount(0);
});

declare global {
  interface Window {
    /** Lets the photo that is being made smaller be done. */
    finishPhoto?: () => void;
  }
}

test('the photo that is chosen last is taken, however long the one before takes', async ({
  page,
  demo,
}) => {
  await page.addInitScript(() => {
    const { toBlob } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.toBlob = function hold(callback, ...rest) {
      const finish: BlobCallback = (blob) => {
        window.finishPhoto = () => callback(blob);
      };
      Reflect.apply(toBlob, this, [finish, ...rest]);
    };
  });
  await page.goto(`${demo.origin}/journal`);
  const picture = { name: 'geyser.bmp', mimeType: 'image/bmp', buffer: makeBitmap(2000, 1000) };
  await write(page, 'Iceland', 'Geysers', picture);
  await page.waitForFunction(() => window.finishPhoto !== undefined);
  await page.getByLabel('Choose a photo').setInputFiles(photo);
  const preview = page.locator('.visit-form img');
  await expect(preview).toBeVisible();
  const source = await preview.getAttribute('src');
  await page.evaluate(() => window.finishPhoto?.());
  await expect(preview).toHaveAttribute('src', source ?? '');
  await expect(page.locator('#photo-note')).toHaveText(`${pixel.length} B`);
});

test('what is said of a photo that was not taken goes with its visit', async ({ page, demo }) => {
  await visit(page, demo, '/journal');
  const text = { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.alloc(5 * 1024 * 1024) };
  await write(page, 'Iceland', 'Geysers', text);
  await expect(page.locator('#photo-note')).toContainText('is the most');
  await expect(await save(page, 'Geysers')).toBeVisible();
  await expect(page.locator('#photo-note')).toHaveText('');
});
