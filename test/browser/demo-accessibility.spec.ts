import { expect, type Page } from 'playwright/test';
import { expectAccessible } from '../harness/accessibility.js';
import { save, write } from '../harness/demo-journal.js';
import { test, visit } from '../harness/demo-test.js';

async function addVisit(page: Page): Promise<void> {
  await write(page, 'Iceland', 'Geysers and rain');
  await expect(await save(page, 'Geysers and rain')).toBeVisible();
}

test('the home page breaks no rule of accessibility', async ({ page, demo }) => {
  await visit(page, demo);
  await expect(page.locator('.card').first()).toBeVisible();
  // The rest of 250 cards.
  await expectAccessible(page, '.grid > li:nth-child(n + 3)');
});

test('a country’s page breaks none', async ({ page, demo }) => {
  await visit(page, demo, '/journal');
  await addVisit(page);
  await page.goto(`${demo.origin}/countries/iceland`);
  await expect(page.getByText('Geysers and rain')).toBeVisible();
  await expect(page.locator('.phrase')).toBeVisible();
  await expectAccessible(page);
});

test('the journal breaks none', async ({ page, demo }) => {
  await visit(page, demo, '/journal');
  await addVisit(page);
  await expectAccessible(page);
});

test('the journal with its server gone breaks none', async ({ page, demo }) => {
  await visit(page, demo, '/journal');
  await demo.stop();
  await addVisit(page);
  await expect(page.getByText('You are offline. What you have seen')).toBeVisible();
  await expectAccessible(page);
});

test('the status page breaks none', async ({ page, demo }) => {
  await visit(page, demo, '/status');
  await expect(page.locator('[data-status="caches"]')).toBeVisible();
  await expectAccessible(page);
});

test('the status page with writes that wait breaks none', async ({ page, demo }) => {
  await visit(page, demo, '/journal');
  await addVisit(page);
  await demo.stop();
  await page.getByRole('button', { name: 'Edit the note' }).click();
  await page.locator('.note-editor textarea').fill('Sun, in the end');
  await page.getByRole('button', { name: 'Save the note' }).click();
  await page.getByRole('link', { name: 'Status', exact: true }).click();
  await expect(page.locator('[data-status="outbox-items"]')).toContainText('Changed note: Iceland');
  await expect(page.locator('[data-status="log"]')).toContainText('outbox/unreachable');
  await expectAccessible(page);
});

test('the pages for what is not there break none', async ({ page, demo }) => {
  await visit(page, demo);
  await page.goto(`${demo.origin}/countries/nowhere`);
  await expect(page.locator('h1')).toHaveText('Not on the map');
  await expectAccessible(page);
  await demo.stop();
  await page.goto(`${demo.origin}/auth/callback`);
  await expect(page.locator('h1')).toHaveText('This page needs a network');
  await expectAccessible(page);
});

test('the pages that the server renders break none', async ({ page, demo }) => {
  await page.goto(`${demo.origin}/auth/callback?code=1`);
  await expect(page.locator('h1')).toHaveText('Signed in');
  await expectAccessible(page);
  await page.goto(`${demo.origin}/nowhere`);
  await expect(page.locator('h1')).toHaveText('Not found');
  await expectAccessible(page);
});

test('the keyboard reaches everything on the status page, in its order, and shows where it is', async ({
  page,
  demo,
}) => {
  await visit(page, demo, '/status');
  await expect(page.locator('[data-status="caches"]')).toBeVisible();
  const names = await page.evaluate(() =>
    Array.from(document.querySelectorAll('a[href], button'), ({ textContent }) =>
      textContent.trim(),
    ),
  );
  expect(names).toEqual(
    expect.arrayContaining(['Skip to the content', 'Pause', 'Check for update']),
  );

  const reached: string[] = [];
  while (reached.length < names.length) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement!;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return { name: element.textContent.trim(), outline: `${outlineStyle} ${outlineWidth}` };
    });
    expect(focused.outline).toBe('solid 3px');
    reached.push(focused.name);
  }
  expect(reached).toEqual(names);
});

test('a notice that is dismissed hands the focus to the page', async ({ page, demo }) => {
  await visit(page, demo);
  await page.getByRole('button', { name: 'OK' }).click();
  await expect(page.locator('.notice')).toHaveCount(0);
  await expect(page.getByRole('main')).toBeFocused();
});

test('a button keeps the focus while it works', async ({ page, demo }) => {
  await visit(page, demo, '/status');
  const button = page.getByRole('button', { name: 'Check for update' });
  await button.click();
  await expect(page.getByText('This is the newest version.')).toBeVisible();
  await expect(button).toBeFocused();
});

test('the note keeps its name and its limit while it is written', async ({ page, demo }) => {
  await visit(page, demo, '/journal');
  const note = page.getByLabel('Note');
  const description = 'At most 2,000 characters';
  await expect(note).toHaveAccessibleName('Note (optional)');
  await expect(note).toHaveAccessibleDescription(description);
  await note.fill('Geysers');
  await expect(page.getByText('1,993 left')).toBeVisible();
  await expect(note).toHaveAccessibleName('Note (optional)');
  await expect(note).toHaveAccessibleDescription(description);
});

test('no key works by itself', async ({ page, demo }) => {
  await visit(page, demo);
  await expect(page.locator('.card').first()).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).not.toBeFocused();
});

test('the end of a page is not hidden by a notice', async ({ page, demo }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await visit(page, demo);
  const notice = page.locator('.notice');
  await expect(notice).toBeVisible();
  const link = page.getByRole('link', { name: 'status', exact: true }).last();
  await link.focus();
  await expect
    .poll(async () => {
      const [one, other] = await Promise.all([link.boundingBox(), notice.boundingBox()]);
      return one && other && one.y + one.height <= other.y;
    })
    .toBe(true);
});

test('in forced colours the chosen region and the current page still stand out', async ({
  page,
  demo,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await visit(page, demo);
  const chips = page.locator('.chip span');
  const readColour = (index: number): Promise<string> =>
    chips.nth(index).evaluate((chip) => getComputedStyle(chip).backgroundColor);
  await expect(chips.first()).toBeVisible();
  expect(await readColour(0)).not.toBe(await readColour(1));
  await expect(page.getByRole('link', { name: 'Countries', exact: true })).toHaveCSS(
    'text-decoration-line',
    'underline',
  );
});

test('the skip link leads past the navigation, and leaves the page as it is', async ({
  page,
  demo,
}) => {
  await visit(page, demo, '/status');
  await expect(page.locator('[data-status="caches"]')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeFocused();
});
