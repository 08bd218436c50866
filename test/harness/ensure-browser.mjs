import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { delimiter, join } from 'node:path';

const commands = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];

/** @type {{ readonly [platform: string]: readonly string[] }} */
const places = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const root = process.env[name];
    return root
      ? [
          join(root, 'Google/Chrome/Application/chrome.exe'),
          join(root, 'Microsoft/Edge/Application/msedge.exe'),
        ]
      : [];
  }),
};

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
  if (isDebianRoot()) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  } else {
    run('npx', ['playwright', 'install', 'chromium']);
  }
  const installed = findBrowser() ?? findPlaywrightBrowser();
  if (installed) return installed;
  throw new Error(
    'No browser could be installed. Install Chrome or Chromium, or name one in HOLDFAST_BROWSER.',
  );
}

/** @returns {string | undefined} */
function findBrowser() {
  const { PATH = '' } = process.env;
  const paths = PATH.split(delimiter);
  return [
    ...commands.flatMap((command) => paths.map((path) => join(path, command))),
    ...(places[platform()] ?? []),
  ].find((path) => existsSync(path));
}

/** @returns {string | undefined} */
function findPlaywrightBrowser() {
  const script = "import('playwright').then((p) => console.log(p.chromium.executablePath()))";
  const path = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
  return existsSync(path) ? path : undefined;
}

function isDebianRoot() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    shell: platform() === 'win32',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed (exit ${status}).`);
}
