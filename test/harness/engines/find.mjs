import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { findExecutable } from '../find-executable.mjs';

/**
 * Finds a Firefox that can be driven.
 * @returns {string} path of the executable
 * @throws {Error} why there is none
 */
export function findFirefox() {
  const executable = findExecutable(['firefox-esr', 'firefox'], {
    darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    win32: ['Mozilla Firefox/firefox.exe'],
  });
  if (executable === undefined) throw new Error('no firefox-esr or firefox is installed');
  // Ubuntu's is a script that starts a snap, and a snap sees no profile in the system's folder for temporary files.
  if (/\/snap(\/|$)/.test(realpathSync(executable)) || startsSnap(executable)) {
    throw new Error(`${executable} is a snap, which cannot open a profile of a test's`);
  }
  return executable;
}

/** @param {string} executable */
function startsSnap(executable) {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync(executable, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    // Where snaps do not work, the script ends with an error.
    return true;
  }
}

/**
 * What it takes to run WebKitGTK.
 * @typedef {object} WebkitTools
 * @property {string} driver path of `WebKitWebDriver`
 * @property {string} display path of `Xvfb`
 * @property {string} python the system's own, which sees the system's libraries
 * @property {string} host a browser with a profile of its own, for the driver to start
 */

/**
 * Finds WebKitGTK and what it takes to drive it.
 * @returns {WebkitTools}
 * @throws {Error} what is missing
 */
export function findWebkit() {
  const driver = findExecutable(['WebKitWebDriver'], { linux: ['/usr/libexec/WebKitWebDriver'] });
  if (driver === undefined) throw new Error('no WebKitWebDriver (webkit2gtk-driver) is installed');
  const display = findExecutable(['Xvfb']);
  if (display === undefined) throw new Error('no Xvfb (xvfb) is installed');
  const python = '/usr/bin/python3';
  const host = join(import.meta.dirname, 'webkit-host.py');
  try {
    execFileSync(python, [host, '--version'], { stdio: 'ignore' });
  } catch {
    throw new Error('no WebKitGTK for Python (gir1.2-webkit2-4.1, python3-gi) is installed');
  }
  return { driver, display, python, host };
}
