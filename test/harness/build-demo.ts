import { join } from 'node:path';
import { runIn } from './pack.js';

/** Builds the demo as it is, for the tests that open it. Source: Playwright, `globalSetup`. */
export default async function buildDemo(): Promise<void> {
  const root = join(import.meta.dirname, '../..');
  await runIn(root, process.execPath, ['node_modules/vite/bin/vite.js', 'build']);
}
