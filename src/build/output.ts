import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HoldfastError } from '../errors.js';
import { isVersionFile } from './scan.js';

/** @throws {HoldfastError} code `"build/output"` when it is missing, or no folder */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new HoldfastError(
    'build/output',
    `The output folder ${folder} ${found ? 'is not a folder' : 'does not exist'}; build the app first, or name another folder.`,
  );
}

/** A server that reads at this moment sees the old file or the new one, never half of it. */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Deletes the lists and packs of all builds but the kept files; paths count from the folder. */
export async function removeVersionFiles(
  folder: string,
  kept: readonly (string | undefined)[] = [],
): Promise<void> {
  const names = await readdir(join(folder, 'holdfast')).catch(() => []);
  const stale = names
    .map((name) => `holdfast/${name}`)
    .filter((file) => isVersionFile(file) && !kept.includes(file));
  await Promise.all(stale.map((file) => rm(join(folder, file))));
}
