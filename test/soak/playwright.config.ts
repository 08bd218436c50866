import { defineConfig } from 'playwright/test';
import base from '../playwright.config.js';

/** Long runs with random seeds, outside `npm test`; each prints its seed, and takes one to repeat. */
export default defineConfig(base, {
  testDir: import.meta.dirname,
  testMatch: '**/*.soak.ts',
  workers: 1,
  timeout: 0,
  reporter: 'list',
});
