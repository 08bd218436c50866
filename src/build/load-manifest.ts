import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { glob } from 'tinyglobby';
import { HoldfastError, isHoldfastError } from '../errors.js';
import { parseManifest } from '../manifest/parse.js';
import { ManifestError } from '../manifest/problems.js';
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
 * @param onRead hears of the manifest, of every file of the app's that it imports, and of the worker file that it names
 * @throws {HoldfastError} code `"manifest/unreadable"` when the file is missing or fails
 * @throws {ManifestError} code `"manifest/invalid"` when it breaks a rule, or its `worker` is missing
 */
export async function loadManifest(
  file: string,
  onRead: OnRead = () => undefined,
): Promise<LoadedManifest> {
  onRead(file);
  const text = await readText(file);
  const value = file.endsWith('.json') ? parseJson(file, text) : await readModule(file, onRead);
  const manifest = namingFile(file, () => parseManifest(value));
  if (manifest.worker !== undefined) await requireWorker(file, manifest.worker, onRead);
  return { file, manifest };
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

/** Of a module too: of one that is missing, the bundler would speak in words of its own. */
async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadable(file, error);
    throw new HoldfastError(
      'manifest/unreadable',
      `There is no manifest ${file}; correct \`config\` (\`--config\`), which names it.`,
      { cause: error },
    );
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    // Some editors start a file with a byte order mark, which JSON does not know and nobody sees.
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function requireWorker(manifest: string, worker: string, onRead: OnRead): Promise<void> {
  const file = join(dirname(manifest), worker);
  // Also of one that is missing: it may come.
  onRead(file);
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile()) return;
  const message = `${JSON.stringify(worker)} is missing: there is no file ${file}; correct the path, which counts from the manifest's folder`;
  namingFile(manifest, () => {
    throw new ManifestError([{ path: 'worker', message }]);
  });
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
