import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { startDemo, type DemoServer } from './demo-server.js';
import { test as base } from './started-browser.js';

/** What a test of the demo is given: a server with a journal of its own. */
export const test = base.extend<{ demo: DemoServer }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the parameter's shape
  demo: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'passport-'));
    const demo = await startDemo(join(folder, 'passport.db'));
    await use(demo);
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  },
});

/** Opens the app and waits until it is ready to go offline. */
export async function visit(page: Page, demo: DemoServer, path = '/'): Promise<void> {
  await page.goto(demo.origin + path);
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
}
