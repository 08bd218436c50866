import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let root: Promise<string> | undefined;

/** Makes an empty folder that lives no longer than this process. */
export async function makeScratchFolder(name: string): Promise<string> {
  root ??= makeRoot();
  const folder = await root;
  await mkdir(folder, { recursive: true });
  return mkdtemp(join(folder, `${name}-`));
}

async function makeRoot(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
