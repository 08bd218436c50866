// The whole of `npm test`, from a bare checkout: sets itself up, runs every check, and closes with one line of counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ensureBrowser,
  ensureHeadlessShell,
  findHeadlessShell,
} from './harness/ensure-browser.mjs';
import { ensureEngines } from './harness/ensure-engines.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = join(root, '.cache/reports');
process.chdir(root);

const { browser, missingEngines } = setUp();
console.log(`Browser: ${browser}; for tests of one page each: ${findHeadlessShell()}`);
sayMissing();

let passed = 0;
let failed = 0;
check('Format', ['npx', 'prettier', '--check', '--log-level', 'warn', '.']);
// Everything after it reads what the build writes: the demo and the tests its types, the linter both.
check('Build', ['npm', 'run', '--silent', 'build']);
check('Types', ['npx', 'tsc', '-b']);
check('Lint', ['npx', 'oxlint', '--type-aware', '--deny-warnings', '--quiet']);
check('Unused code and dependencies', ['npx', 'knip', '--no-progress']);
suite('Unit tests', 'unit', readVitest, vitest('unit'));
suite('Package tests', 'package', readVitest, vitest('package'));
suite('Browser tests', 'browser', readPlaywright, [
  'npx',
  'playwright',
  'test',
  '--config',
  'test/playwright.config.ts',
]);
suite('Contract on every engine', 'contract', readPlaywright, [
  'npx',
  'playwright',
  'test',
  '--config',
  'test/contract/playwright.config.ts',
]);

// Who takes changes in has to know that they hold on all engines; who makes them may lack one.
if (process.env['CI'] === 'true') failed += missingEngines.length;
sayMissing();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Installs the dependencies that the lock file names and the browsers, if they are not there. */
function setUp() {
  const marker = join(root, 'node_modules/.package-lock.json');
  const isFresh =
    existsSync(marker) &&
    statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
  if (!isFresh && !run(['npm', 'ci', '--no-fund', '--no-audit'])) {
    console.log('0 passed, 1 failed');
    process.exit(1);
  }
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  ensureHeadlessShell();
  return { browser: ensureBrowser(), missingEngines: ensureEngines() };
}

function sayMissing() {
  for (const missing of missingEngines) console.log(`\n!! NOT TESTED ON ${missing}`);
}

/**
 * One check that is one test.
 * @param {string} title
 * @param {string[]} command
 */
function check(title, command) {
  heading(title);
  if (run(command)) passed++;
  else failed++;
}

/**
 * A suite that counts its own tests; a suite that fails without a failed test, or runs none, counts as one failure.
 * @param {string} title
 * @param {string} name
 * @param {(report: any) => { passed: number, failed: number }} read
 * @param {string[]} command
 */
function suite(title, name, read, command) {
  heading(title);
  const isGreen = run(command);
  const file = join(reports, `${name}.json`);
  const counts = existsSync(file)
    ? read(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: 0 };
  passed += counts.passed;
  failed += counts.failed;
  if ((!isGreen || counts.passed === 0) && counts.failed === 0) failed++;
}

/** @param {string} name */
function vitest(name) {
  const output = `--outputFile.json=${join(reports, `${name}.json`)}`;
  return ['npx', 'vitest', 'run', `test/${name}`, '--reporter=default', '--reporter=json', output];
}

/** @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number }} report */
function readVitest({ numPassedTests, numFailedTests, numPendingTests }) {
  // A skipped test proves nothing, so it does not pass.
  return { passed: numPassedTests, failed: numFailedTests + numPendingTests };
}

/** @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} report */
function readPlaywright({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped };
}

/** @param {string} title */
function heading(title) {
  console.log(`\n== ${title}`);
}

/** @param {string[]} command */
function run([command, ...args]) {
  const { status } = spawnSync(/** @type {string} */ (command), args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  return status === 0;
}
