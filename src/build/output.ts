import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HoldfastError, isHoldfastError } from '../errors.js';
import { isVersionFile } from './scan.js';

/**
 * Takes a step with an output folder.
 * @throws {HoldfastError} code `"build/output"` when the folder is missing, or a file in it cannot be read or written
 */
export async function withFolder<TResult>(
  folder: string,
  step: () => Promise<TResult>,
): Promise<TResult> {
  try {
    await requireFolder(folder);
    return await step();
  } catch (error) {
    if (isHoldfastError(error) || !isSystemError(error)) throw error;
    throw new HoldfastError('build/output', `The output in ${folder} failed: ${error.message}`, {
      cause: error,
    });
  }
}

async function requireFolder(folder: string): Promise<void> {
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

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
