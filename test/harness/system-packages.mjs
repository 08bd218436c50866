import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { platform } from 'node:os';

/** Tells whether this is Debian or Ubuntu, and we may install packages. */
export function canInstallPackages() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

let isUpdated = false;

/**
 * Installs packages of Debian or Ubuntu.
 * @param {readonly string[]} packages
 * @throws {Error} where one cannot be had
 */
export function installPackages(packages) {
  if (!isUpdated) runQuietly('apt-get', ['update', '-qq']);
  isUpdated = true;
  runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages]);
}

/**
 * Installs packages that tests can do without, where that can be done.
 * @param {readonly string[]} packages
 * @param {string} name what they are for
 */
export function tryPackages(packages, name) {
  if (!canInstallPackages()) return;
  console.log(`Installing ${packages.join(', ')} for ${name}.`);
  try {
    installPackages(packages);
  } catch {
    // apt has said why.
  }
}

/**
 * Runs a command; what it says is heard only where it complains.
 * @param {string} command
 * @param {readonly string[]} args
 * @throws {Error} when it fails
 */
export function runQuietly(command, args) {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    shell: platform() === 'win32',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed (exit ${status}).`);
}
