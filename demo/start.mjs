/// <reference types="node" />
// Sets up what is missing, builds, and serves the demo: `npm start [-- --port N] [--no-build]`.
// Nothing is imported but Node's own, because on a fresh clone there is nothing else.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const options = readOptions();

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;
let isStopping = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    isStopping = true;
    running?.kill(signal);
  });
}

if (isInstallNeeded()) await step('Installing packages', npm('ci', '--no-audit', '--no-fund'));
if (!options['no-build']) {
  await step('Building the package', npm('run', '--silent', 'build'));
  await step('Building the demo', node(join('node_modules', 'vite', 'bin', 'vite.js'), 'build'));
}
await serve();

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string' }, 'no-build': { type: 'boolean', default: false } },
    });
    return values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error('Usage: npm start -- [--port N] [--no-build]');
    return process.exit(1);
  }
}

function isInstallNeeded() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return true;
  return statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs;
}

/** @param {string[]} args */
function npm(...args) {
  // Set where npm itself runs this; elsewhere Windows needs a shell to find `npm.cmd`.
  const cli = process.env['npm_execpath'];
  return cli?.endsWith('.js')
    ? node(cli, ...args)
    : { command: 'npm', args, shell: process.platform === 'win32' };
}

/** @param {string[]} args */
function node(...args) {
  return { command: process.execPath, args, shell: false };
}

/**
 * Runs a command quietly; what it printed is shown only when it fails.
 * @param {string} title
 * @param {ReturnType<typeof npm>} command
 */
async function step(title, { command, args, shell }) {
  process.stdout.write(`${title} … `);
  const startedAtMs = Date.now();
  const { code, output } = await run(command, args, { shell, stdio: ['ignore', 'pipe', 'pipe'] });
  if (isStopping) {
    console.log('stopped');
    process.exit(0);
  }
  if (code !== 0) {
    console.log('failed');
    process.stderr.write(output);
    process.exit(1);
  }
  console.log(`${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
}

async function serve() {
  const args = ['--import', 'jiti/register', join('demo', 'server', 'main.ts')];
  if (options.port !== undefined) args.push('--port', options.port);
  const { code } = await run(process.execPath, args, { stdio: 'inherit' });
  process.exit(isStopping ? 0 : (code ?? 1));
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} how
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run(command, args, how) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, ...how });
    const chunks = /** @type {Buffer[]} */ ([]);
    running = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
    }
    child.once('error', reject);
    child.once('close', (code) => {
      running = undefined;
      resolve({ code, output: Buffer.concat(chunks).toString() });
    });
  });
}
