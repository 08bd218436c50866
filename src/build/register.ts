import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minifySync } from 'rolldown/utils';
import { HoldfastError } from '../errors.js';
import { mapConcurrent } from './concurrent.js';
import { protocolVersion, updateGraceMs } from '../protocol/messages.js';
import { trustedPolicyKey, trustedPolicyName } from '../protocol/trusted-types.js';
import { injectRegistration, registerScriptPath } from './html.js';
import { listFiles } from './scan.js';

/**
 * Adds the registration to every HTML document of the output folder, and writes the script it loads.
 * Without a document nothing is written.
 * @returns how many documents register the worker
 */
export async function registerInDocuments(folder: string, base: string): Promise<number> {
  const files = await listFiles(folder, ['**/*.{html,htm}']);
  const outcomes = await mapConcurrent(files, async (file) => {
    const injection = injectRegistration(await readFile(join(folder, file)), file, base);
    if (injection.outcome === 'injected') await writeFile(join(folder, file), injection.html);
    return injection.outcome;
  });
  const count = outcomes.filter((outcome) => outcome !== 'fragment').length;
  if (count > 0) {
    await mkdir(join(folder, 'holdfast'), { recursive: true });
    await writeFile(join(folder, registerScriptPath), registerScript());
  }
  return count;
}

/**
 * The module script that registers the worker once its page has loaded, and lets it do its upkeep when the page is idle. It finds
 * the worker from its own address.
 * @param isDev whether the console hears of a registration that fails; the page works without, and `status()` says why
 */
export function registerScript(isDev = false): string {
  const { code, errors } = minifySync('register.js', writeSource(isDev), { module: true });
  if (errors.length === 0) return code;
  throw new HoldfastError('build/bundle', 'The registering script could not be minified.', {
    cause: errors,
  });
}

// Registration waits for the load event, so that the install's downloads do not compete with the page's own. What it does
// where the page wants Trusted Types, `page/trust.ts` does for `connect()`; and what it does with a page that comes out of the
// back/forward cache, `connect()` does too.
const writeSource = (isDev: boolean): string => `
const { serviceWorker } = navigator;
const url = new URL('../sw.js', import.meta.url).href;

function trust() {
  try {
    const key = Symbol.for('${trustedPolicyKey}');
    globalThis[key] ??= trustedTypes.createPolicy('${trustedPolicyName}', {
      createScriptURL(value) {
        if (value === url) return value;
        throw new TypeError(value + " is not this page's worker");
      },
    });
    return globalThis[key].createScriptURL(url);
  } catch {
    return url;
  }
}

async function register() {
  try {
    await serviceWorker.register(trust());
  } catch (error) {
    ${isDev ? `console.warn('Holdfast: the service worker could not be registered.', error);` : ''}
  }
}

function offerUpkeep() {
  serviceWorker.controller?.postMessage({ holdfast: ${protocolVersion}, type: 'idle' });
}

async function whenIdle() {
  const { installing, waiting } = (await serviceWorker.getRegistration()) ?? {};
  const later = () => setTimeout(offerUpkeep, ${updateGraceMs});
  if (installing) installing.addEventListener('statechange', later, { once: true });
  else if (waiting) later();
  else offerUpkeep();
}

function start() {
  register();
  if (typeof requestIdleCallback === 'function') requestIdleCallback(whenIdle);
  else setTimeout(whenIdle, 1000);
  let { controller } = serviceWorker;
  let isOutdated = false;
  serviceWorker.addEventListener('controllerchange', () => {
    isOutdated ||= controller !== null;
    ({ controller } = serviceWorker);
    offerUpkeep();
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted && isOutdated) location.reload();
  });
}

if (serviceWorker) {
  if (document.readyState === 'complete') start();
  else addEventListener('load', start, { once: true });
}
`;
