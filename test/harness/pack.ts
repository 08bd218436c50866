import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const execute = promisify(execFile);

/** Runs a command to its end; a failure shows what it printed. */
export async function runIn(folder: string, command: string, args: string[]): Promise<string> {
  const { stdout } = await execute(command, args, {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
    env: { ...process.env, NODE_ENV: undefined },
  });
  return stdout;
}

/** Packs the built package as `npm publish` would. */
export async function packPackage(into: string): Promise<string> {
  await mkdir(into, { recursive: true });
  await runIn(root, 'npm', ['pack', '--ignore-scripts', '--pack-destination', into]);
  const tarball = (await readdir(into)).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error(`npm pack wrote nothing into ${into}`);
  return join(into, tarball);
}
