import { expect, type Page } from 'playwright/test';
import { test, visit } from '../harness/demo-test.js';
import { withResolvers } from '../harness/site.js';

function isShown(page: Page, selector: string): Promise<boolean> {
  return page
    .locator(selector)
    .first()
    .evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0);
}

test('with its server stopped the app opens, at any country, and its search works', async ({
  page,
  demo,
}) => {
  await visit(page, demo);
  await demo.stop();

  await page.reload();
  await expect(page.locator('h1')).toBeVisible();

  // A deep link to a country that this tab has never been to.
  await page.goto(`${demo.origin}/countries/bhutan`);
  await expect(page.locator('h1')).toContainText('Bhutan');
  await expect(page.getByText('Thimphu')).toBeVisible();

  await page.goto(`${demo.origin}/`);
  await page.getByRole('searchbox').fill('reykjavik');
  await expect(page.getByRole('link', { name: /Iceland/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /Bhutan/ })).toHaveCount(0);
});

test('a flag seen before is shown offline, one never seen gets the image fallback', async ({
  page,
  demo,
}) => {
  await visit(page, demo);
  await page.goto(`${demo.origin}/countries/iceland`);
  await expect.poll(() => isShown(page, 'img[src="/flags/is.svg"]')).toBe(true);
  await expect
    .poll(() => page.evaluate(async () => (await caches.match('/flags/is.svg'))?.ok))
    .toBe(true);
  await demo.stop();

  await page.reload();
  await expect.poll(() => isShown(page, 'img[src="/flags/is.svg"]')).toBe(true);
  const seen = await page.evaluate(() => loadImage('/flags/is.svg'));
  const unseen = await page.evaluate(() => loadImage('/flags/bt.svg'));
  const fallback = await page.evaluate(() => loadImage('/offline.svg'));
  expect(unseen).toEqual(fallback);
  expect(seen).not.toEqual(fallback);
});

test('a page that was never cached shows the offline document', async ({ page, demo }) => {
  await visit(page, demo);
  await demo.stop();
  await page.goto(`${demo.origin}/auth/callback?x=/countries/iceland`);
  await expect(page.locator('h1')).toHaveText('This page needs a network');
});

test('a page is found again where it was left, forwards too', async ({ page, demo }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(demo.origin);
  await page.getByRole('link', { name: /Bhutan/ }).click();
  await expect(page.locator('h1')).toHaveText('Bhutan');
  await page.evaluate(() => scrollTo(0, 300));
  await expect.poll(() => page.evaluate(() => history.state as unknown)).toEqual({ scrollY: 300 });
  await page.goBack();
  await expect(page.getByRole('searchbox')).toBeVisible();
  await page.goForward();
  await expect(page.locator('h1')).toHaveText('Bhutan');
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(300);
});

test('a country’s page tells a journal that is on its way from one that is not at hand', async ({
  page,
  demo,
}) => {
  const released = withResolvers();
  await page.route('**/api/visits', async (route) => {
    await released.promise;
    await route.abort();
  });
  await page.goto(`${demo.origin}/countries/iceland`);
  await expect(page.getByText('Opening your journal…')).toBeVisible();
  released.resolve();
  await expect(page.getByText('Your journal is not at hand.')).toBeVisible();
});

test('the server keeps its own paths while it is there', async ({ page, demo }) => {
  await visit(page, demo);
  await page.goto(`${demo.origin}/auth/callback?x=/countries/1`);
  await expect(page.locator('body')).toContainText('/countries/1');
  expect(await page.title()).not.toContain('Passport — countries');
  const response = await page.goto(`${demo.origin}/nowhere`);
  expect(response?.status()).toBe(404);
});

/** What an image shows, as pixels. */
declare function loadImage(url: string): Promise<string>;

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    Object.assign(window, {
      async loadImage(url: string) {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = 40;
        canvas.height = 30;
        canvas.getContext('2d')!.drawImage(image, 0, 0, 40, 30);
        return canvas.toDataURL();
      },
    });
  });
});
