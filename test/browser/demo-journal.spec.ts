import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, type Locator, type Page } from 'playwright/test';
import { entry, makeBitmap, pixel, readJournal, save, write } from '../harness/demo-journal.js';
import { startDemo, type DemoServer } from '../harness/demo-server.js';
import { test, visit } from '../harness/demo-test.js';

const photo = { name: 'geyser.png', mimeType: 'image/png', buffer: pixel };

/** What an entry says of its way to the server. */
function pending(of: Locator | Page): Locator {
  return of.locator('.pending-mark');
}

async function remove(of: Locator): Promise<void> {
  await of.getByRole('button', { name: 'Delete' }).click();
  await of.getByRole('button', { name: 'Delete', exact: true }).click();
}

/** Waits until the server has what an entry shows. */
async function expectDelivered(of: Locator): Promise<void> {
  await expect(pending(of)).toHaveCount(0, { timeout: 15_000 });
}

function refused(page: Page): Locator {
  return page.locator('[data-refused]');
}

/** Waits until an image shows something. */
async function expectPicture(image: Locator): Promise<void> {
  await expect
    .poll(() =>
      image.evaluate((element: HTMLImageElement) => element.complete && element.naturalWidth > 0),
    )
    .toBe(true);
}

/** What the server has stored of a visit's photo. */
async function readStoredPhoto({ origin }: DemoServer, of: Locator): Promise<Response> {
  const image = of.locator('img.photo');
  await expect(image).toHaveAttribute('src', /^\/photos\//);
  return fetch(origin + (await image.getAttribute('src')));
}

/** Marks the document, to prove later that it is still the same. */
async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { isSameDocument: true }));
}

async function expectNoReload(page: Page): Promise<void> {
  expect(await page.evaluate(() => 'isSameDocument' in window)).toBe(true);
}

test('a visit written online is on the server at once, and is shown offline, photo and all', async ({
  page,
  demo,
}) => {
  await visit(page, demo, '/journal');
  await write(page, 'Iceland', 'Geysers and rain', photo);
  await expectPicture(page.locator('.visit-form img'));
  const iceland = await save(page, 'Geysers and rain');
  await expect(page.getByText('Iceland is in your journal.')).toBeVisible();
  await expect(page.locator('.visit-form img')).toHaveCount(0);
  await expectPicture(iceland.locator('img.photo'));
  await expect(pending(page)).toHaveCount(0);

  await demo.stop();
  await page.reload();
  await expectPicture(iceland.locator('img.photo'));
});

test('a large picture is made smaller before it is sent, also where the visit is saved at once', async ({
  page,
  demo,
}) => {
  await visit(page, demo, '/journal');
  const picture = { name: 'geyser.bmp', mimeType: 'image/bmp', buffer: makeBitmap(2000, 1000) };
  await write(page, 'Iceland', 'Geysers and rain', picture);
  const iceland = await save(page, 'Geysers and rain');
  const image = iceland.locator('img.photo');
  await expectPicture(image);
  expect(await image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1600);
  const stored = await readStoredPhoto(demo, iceland);
  expect(stored.headers.get('content-type')).toBe('image/jpeg');
});

test('of a small camera picture, too, the server does not get where it was taken', async ({
  page,
  demo,
}) => {
  await visit(page, demo, '/journal');
  const jpeg = await page.screenshot({
    type: 'jpeg',
    clip: { x: 0, y: 0, width: 32, height: 32 },
  });
  const buffer = withExif(jpeg, 'GPS 64.31 N 20.30 W');
  await write(page, 'Iceland', 'Geysers', { name: 'geyser.jpg', mimeType: 'image/jpeg', buffer });
  const stored = await readStoredPhoto(demo, await save(page, 'Geysers'));
  expect(stored.headers.get('content-type')).toBe('image/jpeg');
  expect(Buffer.from(await stored.arrayBuffer()).includes('GPS 64.31 N')).toBe(false);
});

/** Adds a segment after the start of an image. Source: Exif 3.0 §4.5.4, `APP1`. */
function withExif(jpeg: Buffer, text: string): Buffer {
  const content = Buffer.from(`Exif\0\0${text}`);
  const head = Buffer.from([0xff, 0xe1, 0, content.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}

test('a large GIF is sent as it is, as it may move', async ({ page, demo }) => {
  await visit(page, demo, '/journal');
  const buffer = makeGif(600 * 1024);
  await write(page, 'Iceland', 'Geysers', { name: 'geyser.gif', mimeType: 'image/gif', buffer });
  const stored = await readStoredPhoto(demo, await save(page, 'Geysers'));
  expect(stored.headers.get('content-type')).toBe('image/gif');
  expect(Buffer.from(await stored.arrayBuffer()).equals(buffer)).toBe(true);
});

/** One pixel, and comments up to a size. Source: GIF89a, sections 17 to 27. */
function makeGif(sizeBytes: number): Buffer {
  const start = Buffer.from('GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  const comment = Buffer.alloc(0x100 + 3, 0x20);
  comment.set([0x21, 0xfe, 0xff]);
  comment[comment.length - 1] = 0;
  const comments = Array.from({ length: Math.ceil(sizeBytes / comment.length) }, () => comment);
  const image = Buffer.from(',\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;', 'latin1');
  return Buffer.concat([start, ...comments, image]);
}

test('a visit with a photo written offline waits, outlives a reload, and is delivered once without one', async ({
  page,
  demo,
}) => {
  await visit(page, demo, '/journal');
  await demo.stop();
  await write(page, 'Bhutan', 'Prayer flags', photo);
  const bhutan = await save(page, 'Prayer flags');
  await expect(pending(bhutan)).toHaveText('Waiting');
  await expectPicture(bhutan.locator('img.photo'));
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('');

  await page.reload();
  await expect(pending(bhutan)).toHaveText('Waiting');
  await expectPicture(bhutan.locator('img.photo'));
  await page.getByRole('link', { name: 'Status', exact: true }).click();
  await expect(page.locator('[data-status="outbox"]')).toHaveText('1 entry');
  await expect(page.locator('[data-status="outbox-items"]')).toContainText('POST /api/visits');
  await page.goBack();

  await mark(page);
  await demo.start();
  await expectDelivered(bhutan);
  await expectPicture(bhutan.locator('img.photo'));
  await expect(bhutan.locator('img.photo')).toHaveAttribute('src', /^\/photos\//);
  await expectNoReload(page);
  expect(await readJournal(demo.origin)).toMatchObject([
    { country: 'btn', note: 'Prayer flags', version: 1 },
  ]);
});

/** Writes a visit offline whose photo is none, so that the server will refuse it. */
async function keepUnfit(page: Page, demo: DemoServer): Promise<Locator> {
  await visit(page, demo, '/journal');
  await demo.stop();
  const text = { name: 'dunes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') };
  await write(page, 'Chad', 'Dunes', text);
  const chad = await save(page, 'Dunes');
  await expect(pending(chad)).toHaveText('Waiting');
  return chad;
}

test('a visit that the server refuses is shown with its words, changed, and sent again', async ({
  page,
  demo,
}) => {
  const chad = await keepUnfit(page, demo);
  // A draft of another visit must come through what follows.
  await write(page, 'Peru', 'Not yet');

  await demo.start();
  await expect(refused(page)).toContainText('is not a JPEG', { timeout: 15_000 });
  await expect(refused(page)).toContainText('Dunes');
  await expect(chad).toHaveCount(0);

  await refused(page).getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByLabel('Country')).toBeFocused();
  await expect(page.getByLabel('Country')).toHaveValue('tcd');
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('Dunes');
  await expect(page.locator('#problem-photo')).toContainText('is not a JPEG');
  await page.getByLabel('Choose another photo').setInputFiles(photo);
  await page.getByRole('link', { name: 'Countries', exact: true }).click();
  await page.goBack();
  await expectPicture(page.locator('.visit-form img'));
  await save(page, 'Dunes');
  await expectDelivered(chad);
  await expect(refused(page)).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('Not yet');
  expect(await readJournal(demo.origin)).toMatchObject([{ country: 'tcd', note: 'Dunes' }]);
});

test('a note that was changed on both sides is shown twice, and the chosen one stays', async ({
  page,
  demo,
}) => {
  await visit(page, demo, '/journal');
  await write(page, 'Iceland', 'Rain');
  const iceland = await save(page, 'Rain');
  await expect(iceland).toBeVisible();
  await demo.stop();
  await iceland.getByRole('button', { name: 'Edit the note' }).click();
  await page.locator('.note-editor textarea').fill('Sun, in the end');
  await page.getByRole('button', { name: 'Save the note' }).click();
  await expect(pending(entry(page, 'Sun, in the end'))).toContainText('Waiting');

  await changeElsewhere(demo, 'Snow');
  await demo.start();
  await page.getByRole('link', { name: 'Status', exact: true }).click();
  // A 409 may also mean that the server is still at work on a first attempt, so it is asked twice.
  await expect(async () => {
    await page.getByRole('button', { name: 'Send now' }).click();
    await expect(page.locator('[data-status="outbox-items"]')).toContainText('refused', {
      timeout: 1000,
    });
  }).toPass({ timeout: 15_000 });

  await page.getByRole('link', { name: 'Look at the journal' }).click();
  await expect(refused(page).locator('[data-version="mine"]')).toContainText('Sun, in the end');
  await expect(refused(page).locator('[data-version="server"]')).toContainText('Snow');
  await expect(entry(page, 'Snow')).toBeVisible();

  await refused(page).getByRole('button', { name: 'Keep mine' }).click();
  await expect(entry(page, 'Sun, in the end')).toBeVisible();
  await expect(refused(page)).toHaveCount(0);
  await expect
    .poll(() => readJournal(demo.origin))
    .toMatchObject([{ note: 'Sun, in the end', version: 3 }]);
});

/** Changes the only visit, through another server on the same journal. */
async function changeElsewhere({ databaseFile }: DemoServer, note: string): Promise<void> {
  const other = await startDemo(databaseFile);
  const [stored] = await readJournal(other.origin);
  const response = await fetch(`${other.origin}/api/visits/${stored?.id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ note, version: stored?.version }),
  });
  expect(response.status).toBe(200);
  await other.stop();
}

test('a deletion made offline is shown as waiting, can be taken back, and is delivered', async ({
  page,
  demo,
}) => {
  await visit(page, demo, '/journal');
  await write(page, 'Iceland', 'Rain');
  const iceland = await save(page, 'Rain');
  await expect(iceland).toBeVisible();
  await demo.stop();
  await remove(iceland);
  await expect(pending(iceland)).toHaveText('Waiting: will be deleted');

  await iceland.getByRole('button', { name: 'Keep it' }).click();
  await expect(pending(iceland)).toHaveCount(0);

  await remove(iceland);
  await expect(pending(iceland)).toBeVisible();
  await demo.start();
  await expect(iceland).toHaveCount(0, { timeout: 15_000 });
  expect(await readJournal(demo.origin)).toEqual([]);
});

test('a visit that the server refuses is given up only after a question', async ({
  page,
  demo,
}) => {
  await keepUnfit(page, demo);
  await demo.start();
  const discard = refused(page).getByRole('button', { name: 'Discard' });
  await expect(discard).toBeVisible({ timeout: 15_000 });

  await discard.click();
  const question = refused(page).getByRole('group', { name: 'Discard Chad' });
  await expect(question.getByRole('button', { name: 'Keep' })).toBeFocused();
  await question.getByRole('button', { name: 'Keep' }).click();
  await expect(discard).toBeFocused();

  await discard.click();
  await question.getByRole('button', { name: 'Discard' }).click();
  await expect(refused(page)).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Visits' })).toBeFocused();
});

test('a full outbox is named as what it is, and what was typed stays', async ({ page, demo }) => {
  await visit(page, demo, '/journal');
  await demo.stop();
  await page.evaluate(async () => {
    for (let count = 0; count < 100; count += 1) {
      const { status } = await fetch('/api/visits/none', { method: 'DELETE' });
      if (status !== 202) throw new Error(`write ${count} got ${status}`);
    }
  });
  await write(page, 'Bhutan', 'Prayer flags');
  await save(page, 'Prayer flags');
  await expect(page.getByText('As many entries wait to be sent already')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('Prayer flags');
});

test('writes that meet a sign-in are held back until the traveller sends them', async ({
  page,
  demo,
}) => {
  await visit(page, demo, '/journal');
  await demo.stop();
  await write(page, 'Bhutan', 'Prayer flags');
  const bhutan = await save(page, 'Prayer flags');
  await expect(pending(bhutan)).toHaveText('Waiting');

  const gate = createServer((_, response) => response.writeHead(401).end());
  gate.listen(Number(new URL(demo.origin).port), 'localhost');
  await once(gate, 'listening');
  const note = page.locator('[data-message="blocked"]');
  await expect(note).toContainText('The server asks for a sign-in', { timeout: 15_000 });
  await expect(pending(bhutan)).toHaveText('Held back');
  gate.close();
  gate.closeAllConnections();
  await demo.start();

  await note.getByRole('button', { name: 'Send them now' }).click();
  await expectDelivered(bhutan);
  await expect(note).toHaveCount(0);
  expect(await readJournal(demo.origin)).toMatchObject([{ note: 'Prayer flags' }]);
});
