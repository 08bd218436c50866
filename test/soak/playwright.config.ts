import { defineConfig } from 'playwright/test';
import { ensureBrowser } from '../harness/ensure-browser.mjs';
import { launchOf } from '../harness/launch.js';
import base from '../playwright.config.js';

// One for all processes of a run.
process.env['HOLDFAST_SEED'] ??= String(Date.now() % 1_000_000);

/** Long runs with random seeds, outside `npm test`; each prints its seed, and takes one to repeat. */
export default defineConfig(base, {
  testDir: import.meta.dirname,
  testMatch: '**/*.soak.ts',
  workers: 1,
  timeout: 0,
  reporter: 'list',
  use: { launchOptions: launchOf(ensureBrowser()) },
});
