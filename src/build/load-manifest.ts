import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { glob } from 'tinyglobby';
import { HoldfastError, isHoldfastError } from '../errors.js';
import { parseManifest } from '../manifest/parse.js';
import type { Manifest } from '../manifest/types.js';
import { evaluate, type OnRead } from './evaluate.js';

/** A manifest and where it came from. */
export interface LoadedManifest {
  /** Absolute. `worker` in the manifest counts from this file's folder. */
  readonly file: string;
  readonly manifest: Manifest;
}

/**
 * Finds the manifest of a folder, or takes the one that is named.
 * @param named relative to `folder`
 * @throws {HoldfastError} code `"manifest/unreadable"` when there is none, or more than one
 */
export async function findManifest(folder: string, named?: string): Promise<string> {
  if (named !== undefined) return resolve(folder, named);
  const found = await glob('holdfast.config.{ts,mts,js,mjs,json}', {
    cwd: folder,
    expandDirectories: false,
  });
  const [file] = found;
  if (file === undefined) {
    throw new HoldfastError(
      'manifest/unreadable',
      `No manifest in ${folder}: write holdfast.config.ts (or .mts, .js, .mjs, .json), or name another file with \`config\` (\`--config\`).`,
    );
  }
  if (found.length > 1) {
    throw new HoldfastError(
      'manifest/unreadable',
      `More than one manifest in ${folder}: ${found.toSorted().join(', ')}; keep one, or name it with \`config\`.`,
    );
  }
  return join(folder, file);
}

/**
 * Evaluates a manifest file and checks it. Never cached: an edit is seen by the next call, also one of a file it imports.
 * @param onRead hears of the manifest and of every file of the app's that it imports
 * @throws {HoldfastError} code `"manifest/unreadable"` when the file is missing or fails
 * @throws {ManifestError} code `"manifest/invalid"` when it breaks a rule
 */
export async function loadManifest(
  file: string,
  onRead: OnRead = () => undefined,
): Promise<LoadedManifest> {
  onRead(file);
  const value = file.endsWith('.json') ? await readJson(file) : await readModule(file, onRead);
  return namingFile(file, () => ({ file, manifest: parseManifest(value) }));
}

/** Puts the manifest's file name in front of what the rules say; they know nothing of files. */
export function namingFile<TResult>(file: string, judge: () => TResult): TResult {
  try {
    return judge();
  } catch (error) {
    if (isHoldfastError(error)) error.message = `${basename(file)}: ${error.message}`;
    throw error;
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function readModule(file: string, onRead: OnRead): Promise<unknown> {
  let module: unknown;
  try {
    module = await evaluate(file, onRead);
  } catch (error) {
    throw unreadable(file, error);
  }
  if (typeof module === 'object' && module !== null && 'default' in module) return module.default;
  throw new HoldfastError(
    'manifest/unreadable',
    `The manifest ${file} has no default export; write \`export default defineManifest({ … })\`.`,
  );
}

function unreadable(file: string, cause: unknown): HoldfastError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new HoldfastError(
    'manifest/unreadable',
    `The manifest ${file} could not be read: ${stripVTControlCharacters(reason).trimEnd()}`,
    { cause },
  );
}
