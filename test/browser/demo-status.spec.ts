import { dirname, join } from 'node:path';
import { expect, type Locator, type Page } from 'playwright/test';
import { save, write } from '../harness/demo-journal.js';
import { test, visit } from '../harness/demo-test.js';
import { buildNextDemo } from '../harness/next-demo.js';
import { withResolvers } from '../harness/site.js';

declare global {
  interface Window {
    /** How often this page has asked a worker for its status. */
    statusQuestions: number;
  }
}

/** A tab on the status page that has shown what there is. */
async function openStatus(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/status`);
  await expect(page.locator('[data-status="caches"]')).toBeVisible();
}

function version(page: Page, name: string): Locator {
  return page.locator(`[data-status="versions"] [data-row="${name}"]`);
}

/** The version that new tabs get. */
async function readVersion(page: Page): Promise<string> {
  const row = page.locator('[data-row]:has([data-role="in-charge"])');
  return (await row.getByRole('rowheader').innerText()).trim();
}

function cache(page: Page, of: string): Locator {
  return page.locator(`[data-status="caches"] [data-row="holdfast:/:${of}"]`);
}

/** Counts what a page asks of workers, and lets its time be told. */
async function watchQuestions(page: Page): Promise<void> {
  await page.clock.install();
  await page.addInitScript(() => {
    window.statusQuestions = 0;
    const { postMessage } = ServiceWorker.prototype;
    ServiceWorker.prototype.postMessage = function ask(this: ServiceWorker, ...args: [unknown]) {
      if ((args[0] as { type?: unknown }).type === 'status') window.statusQuestions += 1;
      Reflect.apply(postMessage, this, args);
    };
  });
}

test('shows the state, the version, and each cache against its limits', async ({ page, demo }) => {
  await visit(page, demo);
  await page.goto(`${demo.origin}/countries/iceland`);
  await expect(page.locator('.phrase')).toBeVisible();
  await openStatus(page, demo.origin);
  await expect(page.locator('[data-status="state"]')).toHaveText('normal');
  await expect(page.locator('[data-status="network"]')).toHaveText('online');
  await expect(page.locator('[data-status="outbox"]')).toHaveText('empty');
  expect(await readVersion(page)).toMatch(/^[0-9a-f]{16}$/);
  await expect(cache(page, 'assets')).toContainText('of all versions');
  await expect(cache(page, 'route:phrases')).toContainText('1 of 20');
  const meter = cache(page, 'route:phrases').getByRole('meter', { name: 'Entries of phrases' });
  expect(await meter.evaluate(({ value, max }: HTMLMeterElement) => [value, max])).toEqual([1, 20]);
});

test('shows what another tab does, and stands still while it is paused', async ({
  page,
  context,
  demo,
}) => {
  await watchQuestions(page);
  await visit(page, demo);
  await openStatus(page, demo.origin);
  await expect(cache(page, 'route:phrases')).toHaveCount(0);
  const other = await context.newPage();
  await other.goto(`${demo.origin}/countries/iceland`);
  await expect(other.locator('.phrase')).toBeVisible();
  await page.clock.runFor(5000);
  await expect(cache(page, 'route:phrases')).toContainText('1 of 20');

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.locator('[data-live]')).toContainText('Paused');
  const asked = await page.evaluate(() => window.statusQuestions);
  await page.clock.runFor(60_000);
  expect(await page.evaluate(() => window.statusQuestions)).toBe(asked);

  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.locator('[data-live]')).toContainText('Live');
  await expect.poll(() => page.evaluate(() => window.statusQuestions)).toBe(asked + 1);
});

test('a write that waits is shown as soon as it does, whichever tab made it', async ({
  page,
  context,
  demo,
}) => {
  await visit(page, demo);
  await openStatus(page, demo.origin);
  const other = await context.newPage();
  await other.goto(`${demo.origin}/journal`);
  await demo.stop();
  await write(other, 'Bhutan', 'Prayer flags');
  await save(other, 'Prayer flags');
  await expect(page.locator('[data-status="outbox"]')).toHaveText('1 entry');
  await expect(page.locator('[data-status="outbox-items"]')).toContainText('Bhutan');
  await write(other, 'Peru', 'Bread');
  await save(other, 'Bread');
  const peru = page.locator('[data-status="outbox-items"] tbody tr').filter({ hasText: 'Peru' });
  await expect(peru).toContainText('next attempt after the one before it');

  await demo.start();
  await expect(page.locator('[data-status="outbox"]')).toHaveText('empty', { timeout: 15_000 });
});

test('each version is shown with the tabs that keep it; while one waits, nothing is asked', async ({
  page,
  context,
  demo,
}) => {
  await watchQuestions(page);
  await visit(page, demo);
  await openStatus(page, demo.origin);
  const old = await readVersion(page);
  await expect(version(page, old)).toContainText('this one');
  const other = await context.newPage();
  await other.goto(demo.origin);
  await expect(version(page, old)).toContainText('2, this one included');

  const app = join(dirname(demo.databaseFile), 'next');
  const next = await buildNextDemo(app);
  await demo.stop();
  await demo.start(app);
  await page.getByRole('button', { name: 'Check for update' }).click();
  await expect(version(page, next)).toContainText('Waits to take over');
  await expect(version(page, next)).toContainText('1 file new or changed');
  await expect(page.locator('[data-live]')).toContainText('Not refreshed while an update waits');
  const asked = await page.evaluate(() => window.statusQuestions);
  await page.clock.runFor(60_000);
  expect(await page.evaluate(() => window.statusQuestions)).toBe(asked);

  await other.getByRole('button', { name: 'Update' }).click();
  await expect(version(page, next)).toContainText('In charge');
  await expect(version(page, next).getByRole('cell').nth(1)).toHaveText('1');
  await expect(version(page, old)).toContainText('Kept while a tab needs it');
  await expect(version(page, old)).toContainText('this one');
  await expect(page.locator('[data-live]')).toContainText('Live');

  await other.close();
  await expect(version(page, next).getByRole('cell').nth(1)).toHaveText('none');
});

test('the first visit shows how far the install is, on every page', async ({
  page,
  context,
  demo,
}) => {
  const released = withResolvers();
  await context.route(/\.pack$/, async (route) => {
    await released.promise;
    await route.continue();
  });
  await page.goto(demo.origin);
  const notice = page.locator('[data-notice="install"]');
  await expect(notice).toContainText('Passport is being stored on this device.');
  await expect(notice.getByRole('progressbar')).toBeVisible();
  await page.getByRole('link', { name: 'Status', exact: true }).click();
  await expect(notice).toHaveCount(0);
  await expect(page.locator('[data-role="installing"]')).toBeVisible();
  await expect(page.locator('[data-status="versions"]').getByRole('progressbar')).toBeVisible();

  released.resolve();
  await expect(page.locator('[data-role="in-charge"]')).toBeVisible();
  await expect(page.locator('[data-notice="offline-ready"]')).toBeVisible();
});
