import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findExecutable } from './find-executable.mjs';
import { canInstallPackages, installPackages, runQuietly } from './system-packages.mjs';

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
  const found = findBrowser();
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
  return (!chosen && findExecutable(['chromium-headless-shell'])) || ensureBrowser();
}

/** On Debian, as root, installs the headless shell if it is not there; elsewhere the browser will do. */
export function ensureHeadlessShell() {
  if (process.env['HOLDFAST_BROWSER'] || !canInstallPackages()) return;
  if (findExecutable(['chromium-headless-shell'])) return;
  try {
    installPackages(['chromium-headless-shell']);
  } catch {
    // apt has said why. Not every release has it.
  }
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
  const script = "import('playwright').then((p) => console.log(p.chromium.executablePath()))";
  const path = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
  return existsSync(path) ? path : undefined;
}
