import { rm } from 'node:fs/promises';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { ensureBrowser } from '../harness/ensure-browser.mjs';
import { launchOf } from '../harness/launch.js';
import { readCertificate } from './certificate.js';
import { makeScratchFolder } from './scratch.js';

/** A browser of its own, with a profile on disk that nothing has touched before. */
export interface FreshBrowser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Folder of the profile, by which its processes can be told. */
  readonly profile: string;
}

let executablePath: string | undefined;

/**
 * Starts a browser, lends it, and leaves nothing of it. A real profile, because a private window would keep its caches in
 * memory.
 */
export async function withBrowser<TResult>(
  use: (browser: FreshBrowser) => Promise<TResult>,
): Promise<TResult> {
  const { keyHash } = await readCertificate();
  const profile = await makeScratchFolder('profile');
  executablePath ??= ensureBrowser();
  try {
    const context = await chromium.launchPersistentContext(
      profile,
      launchOf(executablePath, `--ignore-certificate-errors-spki-list=${keyHash}`),
    );
    try {
      const page = context.pages()[0] ?? (await context.newPage());
      page.setDefaultTimeout(0);
      return await use({ context, page, profile });
    } finally {
      await context.close();
    }
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Keeps the browser from sending `sync` events: it sends one as soon as a worker asks, because it is online, whether or not the
 * worker's host can be reached. A worker that asks is refused, as by a user's choice.
 */
export async function denyBackgroundSync({ context, page }: FreshBrowser): Promise<void> {
  // Lives as long as the page: what a session has set is undone when it ends.
  const session = await context.newCDPSession(page);
  await session.send('Browser.setPermission', {
    permission: { name: 'background-sync' },
    setting: 'denied',
  });
}

/** `Chromium 1.2.3.4`, as it calls itself. */
export async function readBrowserVersion(): Promise<string> {
  return withBrowser(async ({ context, page }) => {
    const session = await context.newCDPSession(page);
    const { product } = await session.send('Browser.getVersion');
    return product.replace('/', ' ');
  });
}
