import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright/test';
import { ensureBrowser } from '../harness/ensure-browser.mjs';
import {
  bundlePageScript,
  expect,
  html,
  openControlled,
  test,
  type Site,
} from '../harness/site.js';

async function deploy(site: Site, edition: string, isConnected: boolean): Promise<void> {
  await site.deploy(
    {
      'index.html': html(edition, isConnected ? '/app.js' : undefined),
      'next.html': html(`next of ${edition}`),
      'app.js': await bundlePageScript(),
    },
    { register: !isConnected, manifest: { precache: { include: ['**/*.{html,js}'] } } },
  );
}

/** Leaves for the next page and comes back; says whether the page is the very one that was left. */
async function leaveAndReturn(page: Page, site: Site): Promise<boolean> {
  await page.evaluate(() => Object.assign(window, { isKept: true }));
  await page.goto(`${site.origin}/next.html`);
  await page.goBack({ waitUntil: 'commit' });
  await expect(page).toHaveURL(`${site.origin}/`);
  return page.evaluate(() => 'isKept' in window);
}

for (const isConnected of [true, false]) {
  test(`a page that comes back out of the back/forward cache is loaded anew once its version is an old one: ${isConnected ? 'connect()' : 'the registering script'}`, async ({
    launchOptions,
    site,
  }) => {
    const profile = await mkdtemp(join(tmpdir(), 'holdfast-back-forward-'));
    const context = await chromium.launchPersistentContext(profile, {
      ...launchOptions,
      // The headless shell has no such cache.
      executablePath: ensureBrowser(),
      // Playwright switches it off.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
    try {
      const [page] = context.pages() as [Page];
      await deploy(site, 'one', isConnected);
      await openControlled(page, `${site.origin}/`);
      expect(await leaveAndReturn(page, site)).toBe(true);

      await deploy(site, 'two', isConnected);
      const replaced = page.evaluate(() =>
        new Promise((resolve) => {
          navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
        }).then(() => undefined),
      );
      await page.evaluate(async () => {
        const registration = (await navigator.serviceWorker.getRegistration())!;
        await registration.update();
      });
      await replaced;
      await expect(page.locator('h1')).toHaveText('one');
      await leaveAndReturn(page, site);
      await expect(page.locator('h1')).toHaveText('two');
    } finally {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    }
  });
}
