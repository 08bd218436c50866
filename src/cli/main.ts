#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { isHoldfastError } from '../errors.js';
import { runBuild } from './build.js';
import { runCheck } from './check.js';
import { parseCommand, usage } from './command.js';

try {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`);
} catch (error) {
  if (!isHoldfastError(error)) throw error;
  process.stderr.write(`holdfast: ${error.message}\n`);
  process.exitCode = error.code === 'cli/usage' ? 2 : 1;
}

async function run(args: readonly string[]): Promise<string> {
  const command = parseCommand(args);
  if (command.name === 'build') return runBuild(command);
  if (command.name === 'check') return runCheck(command);
  return command.name === 'help' ? usage : readVersion();
}

async function readVersion(): Promise<string> {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  return version;
}
