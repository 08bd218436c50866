import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { findExecutable } from './find-executable.mjs';
import {
  canInstallPackages,
  installPackages,
  runQuietly,
  tryPackages,
} from './system-packages.mjs';

const require = createRequire(import.meta.url);
const shell = 'chromium-headless-shell';

/**
 * Finds a Chromium-based browser of this machine, else installs one: on Debian and Ubuntu as root by apt, elsewhere
 * by Playwright. `HOLDFAST_BROWSER` names another.
 * @returns {string} path of the executable
 */
export function ensureBrowser() {
  const { HOLDFAST_BROWSER: chosen } = process.env;
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new Error(`HOLDFAST_BROWSER names ${chosen}, and there is no such file.`);
  }
  const found = findBrowser() ?? findPlaywrightBrowser();
  if (found) return found;

  console.log('No Chrome, Chromium or Edge found; installing one.');
  if (canInstallPackages()) installPackages(['chromium']);
  else runQuietly('npx', ['playwright', 'install', 'chromium']);
  const installed = findBrowser() ?? findPlaywrightBrowser();
  if (installed) return installed;
  throw new Error(
    'No browser could be installed. Install Chrome or Chromium, or name one in HOLDFAST_BROWSER.',
  );
}

/**
 * Finds the Chromium that starts with the least work: its headless shell, else the browser itself. It is the same engine
 * without a browser's window, and takes about half the CPU time for tests of one page each.
 * @returns {string} path of the executable
 */
export function findHeadlessShell() {
  const { HOLDFAST_BROWSER: chosen } = process.env;
  return (!chosen && findExecutable([shell])) || ensureBrowser();
}

/** Installs the headless shell where it is missing and a package: not every release has it, and the browser will do. */
export function ensureHeadlessShell() {
  if (process.env['HOLDFAST_BROWSER'] || findExecutable([shell])) return;
  tryPackages([shell], 'tests of one page each');
}

/** @returns {string | undefined} */
function findBrowser() {
  return findExecutable(
    [
      'google-chrome-stable',
      'google-chrome',
      'chromium',
      'chromium-browser',
      'microsoft-edge-stable',
      'microsoft-edge',
    ],
    {
      darwin: [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      ],
      win32: ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'],
    },
  );
}

/** @returns {string | undefined} */
function findPlaywrightBrowser() {
  // Not imported: this file is loaded before the packages are installed.
  const { chromium } = /** @type {typeof import('playwright')} */ (require('playwright'));
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}
