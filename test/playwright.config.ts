import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'playwright/test';
import { findHeadlessShell } from './harness/ensure-browser.mjs';
import { launchOf } from './harness/launch.js';

const root = join(import.meta.dirname, '..');

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '{browser,package}/**/*.spec.ts',
  outputDir: join(root, '.cache/playwright'),
  globalSetup: join(import.meta.dirname, 'harness/build-demo.ts'),
  fullyParallel: true,
  workers: Math.min(availableParallelism(), 4),
  forbidOnly: true,
  retries: 0,
  // Longer than what is waited for: up to five minutes for a worker that Chromium holds back, up to 5 s for a page to be idle.
  timeout: 360_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: join(root, '.cache/reports/browser.json') }]],
  use: { launchOptions: launchOf(findHeadlessShell()) },
});
