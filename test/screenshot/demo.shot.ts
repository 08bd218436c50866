// The pictures of the demo that the README shows: `npm run screenshot`.
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { save, write } from '../harness/demo-journal.js';
import type { DemoServer } from '../harness/demo-server.js';
import { test, visit } from '../harness/demo-test.js';

test.use({ colorScheme: 'light', contextOptions: { reducedMotion: 'reduce' } });

test('the home page, and the status page with its server gone', async ({ page, demo }) => {
  await visit(page, demo);
  await page.getByRole('button', { name: 'OK' }).click();
  await travel(page, demo);
  await takeHome(page, demo);
  await demo.stop();
  await travelOffline(page, demo);
  await takeStatus(page, demo);
});

/** Fills the caches: more flags than fit, some phrases, and a journal with photos. */
async function travel(page: Page, { origin }: DemoServer): Promise<void> {
  await page.reload();
  await showFlags(page, 120);
  for (const country of ['botswana', 'egypt', 'iceland', 'japan']) {
    await page.goto(`${origin}/countries/${country}`);
    await page.locator('.phrase').waitFor();
  }
  const buffer = await page.screenshot({ type: 'jpeg' });
  const photo = { name: 'japan.jpg', mimeType: 'image/jpeg', buffer };
  await page.goto(`${origin}/journal`);
  for (const [country, note] of [
    ['Botswana', 'Elephants at the waterhole'],
    ['Egypt', 'Tea above the Nile'],
    ['Iceland', 'Geysers and rain'],
    ['Japan', 'The first train to Nikko'],
  ] as const) {
    await write(page, country, note, photo);
    await (await save(page, note)).locator('img.photo').waitFor();
  }
}

/** Leaves something to send. */
async function travelOffline(page: Page, { origin }: DemoServer): Promise<void> {
  await page.goto(`${origin}/journal`);
  for (const [country, note] of [
    ['Bhutan', 'Prayer flags on the pass'],
    ['Peru', 'Bread from a stranger’s oven'],
  ] as const) {
    await write(page, country, note);
    await (await save(page, note)).locator('.pending-mark').waitFor();
  }
}

async function takeHome(page: Page, { origin }: DemoServer): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.goto(origin);
  await page.getByText('Visited').first().waitFor();
  await showFlags(page, 24);
  await page.evaluate(() => scrollTo(0, 0));
  await takePicture(page, 'home.jpg');
}

async function takeStatus(page: Page, { origin }: DemoServer): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 1530 });
  await page.goto(`${origin}/status`);
  await page.locator('[data-status="network"]', { hasText: 'offline' }).waitFor();
  await page.locator('[data-status="outbox-items"]').waitFor();
  await takePicture(page, 'status.png');
}

/** Scrolls through the first countries until each has its flag. */
async function showFlags(page: Page, count: number): Promise<void> {
  await page.locator('.card').first().waitFor();
  await page.evaluate(async (wanted) => {
    for (const image of [...document.querySelectorAll<HTMLImageElement>('.card img')].slice(
      0,
      wanted,
    )) {
      image.scrollIntoView();
      // It is fetched once it comes into view.
      image.loading = 'eager';
      await image.decode();
    }
  }, count);
}

async function takePicture(page: Page, file: string): Promise<void> {
  await page.screenshot({ path: join(import.meta.dirname, '../../demo/screenshots', file) });
}
