import { join } from 'node:path';
import { defineConfig } from 'playwright/test';
import type { EngineName } from '../harness/engine-test.js';
import { findFirefox, findWebkit } from '../harness/engines/find.mjs';
import { ensureBrowser } from '../harness/ensure-browser.mjs';
import { launchOf } from '../harness/launch.js';
import base from '../playwright.config.js';

const report = join(import.meta.dirname, '../../.cache/reports/contract.json');

/** What every engine has to do, on those that this machine has. */
export default defineConfig<{ engine: EngineName }>(base, {
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  // Nothing here opens the demo.
  globalSetup: [],
  reporter: [['list'], ['json', { outputFile: report }]],
  use: { launchOptions: launchOf(ensureBrowser()) },
  projects: [
    toProject('chromium'),
    ...(isThere(findFirefox) ? [toProject('firefox')] : []),
    ...(isThere(findWebkit) ? [toProject('webkit')] : []),
  ],
});

function toProject(engine: EngineName): { name: string; use: { engine: EngineName } } {
  return { name: engine, use: { engine } };
}

function isThere(find: () => unknown): boolean {
  try {
    find();
    return true;
  } catch {
    return false;
  }
}
