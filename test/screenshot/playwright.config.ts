import { defineConfig } from 'playwright/test';
import base from '../playwright.config.js';

/** Takes the pictures that the README shows. */
export default defineConfig({
  ...base,
  testDir: import.meta.dirname,
  testMatch: '*.shot.ts',
  globalSetup: '../harness/build-demo.ts',
  outputDir: '../../.cache/playwright-screenshot',
  timeout: 120_000,
  reporter: 'list',
});
