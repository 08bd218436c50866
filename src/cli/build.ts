import { resolve } from 'node:path';
import { build, findManifest, formatSummary, loadManifest } from '../build/index.js';
import type { Command } from './command.js';

/** Runs `holdfast build`. */
export async function runBuild(command: Extract<Command, { name: 'build' }>): Promise<string> {
  const { base, config, dir, register, selfDestroy } = command;
  const root = process.cwd();
  const result = await build({
    folder: resolve(root, dir),
    manifest: selfDestroy ? 'self-destroy' : await loadManifest(await findManifest(root, config)),
    root,
    base,
    register,
  });
  return formatSummary(result);
}
