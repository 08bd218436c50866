import { expect, type Page } from 'playwright/test';
import { expectAccessible, views } from '../harness/accessibility.js';
import { save, write } from '../harness/demo-journal.js';
import { test, visit } from '../harness/demo-test.js';

/** Opens a page and waits until all of it is there. */
async function open(page: Page, url: string, heading: string): Promise<void> {
  await page.goto(url);
  await expect(page.locator('h1')).toHaveText(heading);
  if (heading === 'Status') await expect(page.locator('[data-status="caches"]')).toBeVisible();
}

for (const { colorScheme, width, height } of views) {
  test.describe(`${colorScheme}, ${width} pixels wide`, () => {
    // What fades in has too little contrast on the way.
    test.use({
      colorScheme,
      viewport: { width, height },
      contextOptions: { reducedMotion: 'reduce' },
    });

    test('no page breaks a rule of accessibility', async ({ page, demo }) => {
      await visit(page, demo, '/journal');
      await write(page, 'Iceland', 'Geysers and rain');
      await expect(await save(page, 'Geysers and rain')).toBeVisible();
      await expectAccessible(page);
      for (const [path, heading] of [
        ['/', 'Where have you been?'],
        ['/countries/iceland', 'Iceland'],
        ['/countries/nowhere', 'Not on the map'],
        ['/status', 'Status'],
        ['/auth/callback?code=1', 'Signed in'],
        ['/nowhere', 'Not found'],
      ] as const) {
        await open(page, demo.origin + path, heading);
        await expectAccessible(page);
      }
    });

    test('no page breaks one with the server gone and writes that wait', async ({ page, demo }) => {
      await visit(page, demo, '/journal');
      await demo.stop();
      await write(page, 'Bhutan', 'Prayer flags');
      await expect(await save(page, 'Prayer flags')).toBeVisible();
      await expectAccessible(page);
      for (const [path, heading] of [
        ['/', 'Where have you been?'],
        ['/countries/bhutan', 'Bhutan'],
        ['/status', 'Status'],
        ['/auth/callback', 'This page needs a network'],
      ] as const) {
        await open(page, demo.origin + path, heading);
        await expectAccessible(page);
      }
    });
  });
}

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

test('the skip link leads past the navigation', async ({ page, demo }) => {
  await visit(page, demo, '/status');
  await expect(page.locator('[data-status="caches"]')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeFocused();
});
