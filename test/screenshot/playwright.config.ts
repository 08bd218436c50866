import { defineConfig } from 'playwright/test';
import { ensureBrowser } from '../harness/ensure-browser.mjs';
import { launchOf } from '../harness/launch.js';
import base from '../playwright.config.js';

/** Takes the pictures of the demo, outside `npm test`. */
export default defineConfig(base, {
  testDir: import.meta.dirname,
  testMatch: '**/*.shot.ts',
  reporter: 'list',
  use: { launchOptions: launchOf(ensureBrowser()) },
});
