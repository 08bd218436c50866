import { resolve } from 'node:path';
import {
  build,
  createProgressLine,
  findManifest,
  formatSummary,
  loadManifest,
} from '../build/index.js';
import type { Command } from './command.js';

/** Runs `holdfast build`. */
export async function runBuild(command: Extract<Command, { name: 'build' }>): Promise<string> {
  const { base, config, dir, register, selfDestroy } = command;
  const root = process.cwd();
  const manifest = selfDestroy
    ? 'self-destroy'
    : await loadManifest(await findManifest(root, config));
  const { onProgress, clear } = createProgressLine(process.stderr);
  try {
    const folder = resolve(root, dir);
    return formatSummary(await build({ folder, manifest, root, base, register, onProgress }));
  } finally {
    clear();
  }
}
