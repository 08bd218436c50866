import { chromium, type BrowserContext, type LaunchOptions } from 'playwright/test';
import type { StartBrowser } from './engine.js';

/** Starts Chromium by Playwright. */
export const startChromium: StartBrowser = async ({
  chromium: launchOptions,
  isPrivate,
  profile,
  proxy,
}) => {
  const options: LaunchOptions = {
    ...launchOptions,
    ...(proxy !== undefined && { proxy: { server: proxy, bypass: 'localhost' } }),
  };
  if (!isPrivate) return toEngine(await chromium.launchPersistentContext(profile, options));
  const browser = await chromium.launch(options);
  const context = await browser.newContext();
  return { openTab: () => context.newPage(), close: () => browser.close() };
};

function toEngine(context: BrowserContext): Awaited<ReturnType<StartBrowser>> {
  return { openTab: () => context.newPage(), close: () => context.close() };
}
