import { findFirefox, findWebkit } from './engines/find.mjs';
import { tryPackages } from './system-packages.mjs';

/** The engines beside Chromium, which `ensureBrowser` looks after. */
const others = [
  { name: 'Firefox', find: findFirefox, packages: ['firefox-esr'] },
  {
    name: 'WebKitGTK',
    find: findWebkit,
    packages: ['webkit2gtk-driver', 'xvfb', 'gir1.2-webkit2-4.1', 'python3-gi'],
  },
];

/**
 * Finds the engines that the contract is run on, and on Debian and Ubuntu installs, as root, those that are not there.
 * @returns {string[]} which engines cannot be run here, each with the reason
 */
export function ensureEngines() {
  return others.flatMap(({ name, find, packages }) => {
    // What is still missing then is told below: Ubuntu has no Firefox but the snap.
    if (whyMissing(find) !== undefined) tryPackages(packages, name);
    const reason = whyMissing(find);
    return reason === undefined ? [] : [`${name}: ${reason}`];
  });
}

/**
 * @param {() => unknown} find
 * @returns {string | undefined}
 */
function whyMissing(find) {
  try {
    find();
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}
