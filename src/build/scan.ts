import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { glob } from 'tinyglobby';
import { HoldfastError } from '../errors.js';
import { mapConcurrent } from './concurrent.js';
import { formatSizeLimit } from './text.js';
import { compareText, listUrlPaths } from './url-path.js';

const shownLarge = 10;

/** A file of the output folder. */
interface SizedFile {
  /** Relative to the folder, as on disk, with forward slashes. */
  readonly file: string;
  readonly bytes: number;
}

/** A file of the output folder that is to be precached; there is one for each URL that it is asked for under. */
export interface ScannedFile extends SizedFile {
  /** The file, percent-encoded as in that URL. */
  readonly path: string;
  /** An install does not wait for it. */
  readonly isOptional?: true;
}

/** A file of the output folder that is not precached, and why. */
export interface LeftOutFile extends SizedFile {
  readonly reason: 'not-included' | 'excluded';
}

/** One glob that picks files. */
interface PickingGlob {
  readonly option: 'include' | 'optional';
  readonly glob: string;
}

/** What the globs of a manifest pick from an output folder. */
export interface Scan {
  /** Sorted by `path`. */
  readonly files: readonly ScannedFile[];
  /** Sorted by size, largest first. */
  readonly leftOut: readonly LeftOutFile[];
  /** The globs that add no file to what their option is for. */
  readonly idleGlobs: readonly PickingGlob[];
}

/** Which files to pick. */
export interface ScanOptions {
  readonly include: readonly string[];
  /** Picks files as `include` does, and makes them optional, also those that `include` matches too. */
  readonly optional: readonly string[];
  readonly exclude: readonly string[];
  readonly maxFileBytes: number;
  /** Files that are picked, and required, whatever the globs say; relative to the folder. Default: none. */
  readonly always?: readonly string[];
}

/**
 * Picks the files to precache from an output folder; Holdfast's own outputs are never among them.
 * @throws {HoldfastError} code `"build/output"` when a picked file is larger than `maxFileBytes`, or has a name that has no one
 *   URL; it names the files, the largest ten of those that are too large
 */
export async function scanFolder(folder: string, options: ScanOptions): Promise<Scan> {
  const { exclude, maxFileBytes, always = [] } = options;
  const globs = (['include', 'optional'] as const).flatMap((option) =>
    options[option].map((pattern): PickingGlob => ({ option, glob: pattern })),
  );
  const [all, excluded, ...matches] = await Promise.all(
    [['**/*'], exclude, ...globs.map((picking) => [picking.glob])].map((patterns) =>
      listFiles(folder, patterns),
    ),
  );
  const taken = new Set(excluded);
  const picked = new Set([...always, ...matches.flat().filter((file) => !taken.has(file))]);
  const optional = new Set(
    matches
      .filter((_, index) => globs[index]!.option === 'optional')
      .flat()
      .filter((file) => !taken.has(file) && !always.includes(file)),
  );
  const sized = await mapConcurrent(
    [...new Set([...all!, ...picked])].filter((file) => !isOwnOutput(file)),
    async (file) => ({ file, bytes: (await stat(join(folder, file))).size }),
  );

  const chosen = sized.filter(({ file }) => picked.has(file));
  rejectAmbiguous(chosen);
  rejectLarge(chosen, maxFileBytes);
  const files = chosen
    .flatMap(({ file, bytes }) =>
      listUrlPaths(file).map((path) => ({
        file,
        path,
        bytes,
        ...(optional.has(file) && { isOptional: true as const }),
      })),
    )
    .toSorted((left, right) => compareText(left.path, right.path));
  return {
    files,
    leftOut: sized
      .filter(({ file }) => !picked.has(file))
      .map(({ file, bytes }) => ({
        file,
        bytes,
        reason: taken.has(file) ? ('excluded' as const) : ('not-included' as const),
      }))
      .toSorted((left, right) => right.bytes - left.bytes || compareText(left.file, right.file)),
    idleGlobs: globs.filter(({ option }, index) => {
      const added = option === 'optional' ? optional : picked;
      return !matches[index]!.some((file) => added.has(file));
    }),
  };
}

/**
 * Lists the files of a folder that match a glob, relative to it, sorted.
 * A symbolic link counts as what it points to, unless that lies outside the folder: then it is left out. In a project that is
 * served as it is, installed packages are matched by globs alone that start with `node_modules/`.
 */
export async function listFiles(
  folder: string,
  patterns: readonly string[],
): Promise<readonly string[]> {
  if (patterns.length === 0) return [];
  const meansPackages = patterns.some((pattern) => pattern.startsWith('node_modules/'));
  const ignore = meansPackages || !(await isProject(folder)) ? [] : ['node_modules/**'];
  const [home, found] = await Promise.all([
    realpath(folder),
    glob(patterns, { cwd: folder, expandDirectories: false, ignore }),
  ]);
  const inside = await mapConcurrent(found, async (file) => {
    const real = await realpath(join(folder, file));
    return !file.startsWith('../') && real.startsWith(home.endsWith(sep) ? home : home + sep);
  });
  return found.filter((_, index) => inside[index]).toSorted(compareText);
}

/** A bundler may write a `node_modules` folder too, but no `package.json` beside it. */
async function isProject(folder: string): Promise<boolean> {
  const found = await stat(join(folder, 'package.json')).catch(() => undefined);
  return found?.isFile() ?? false;
}

function isOwnOutput(file: string): boolean {
  return file === 'sw.js' || file === 'sw.js.map' || isVersionFile(file);
}

/** Tells whether a file of the output folder is the list of precached files, or the pack, of some build. */
export function isVersionFile(file: string): boolean {
  return /^holdfast\/[0-9a-f]{16}\.(?:json|pack)$/.test(file);
}

/** Chromium encodes both characters in a path, the URL standard one of them, and older browsers neither. */
function rejectAmbiguous(files: readonly SizedFile[]): void {
  const ambiguous = files.filter(({ file }) => /[\^|]/.test(file));
  if (ambiguous.length === 0) return;
  throw new HoldfastError(
    'build/output',
    [
      'Browsers do not agree on the URL of a file with "^" or "|" in its name:',
      ...ambiguous.map(({ file }) => `  ${file}`),
      'Rename it, or take it out with `precache.exclude`.',
    ].join('\n'),
  );
}

function rejectLarge(files: readonly SizedFile[], maxFileBytes: number): void {
  const large = files
    .filter(({ bytes }) => bytes > maxFileBytes)
    .toSorted((left, right) => right.bytes - left.bytes);
  if (large.length === 0) return;
  const one = large.length === 1;
  const it = one ? 'it' : 'them';
  const lines = large
    .slice(0, shownLarge)
    .map(({ file, bytes }) => `  ${file} (${formatSizeLimit(bytes)})`);
  if (large.length > shownLarge) lines.push(`  … and ${large.length - shownLarge} more`);
  throw new HoldfastError(
    'build/output',
    [
      `${one ? 'A file' : `${large.length} files`} to precache ${one ? 'is' : 'are'} larger than ` +
        `\`precache.maxFileBytes\` (${formatSizeLimit(maxFileBytes)}):`,
      ...lines,
      `Set \`precache.maxFileBytes\` to "${toMaxFileBytes(large[0]!.bytes)}" to take ${it} in, as \`precache.optional\` where ` +
        `the app opens without ${it}; or leave ${it} out with \`precache.exclude\`.`,
    ].join('\n'),
  );
}

/** The next whole unit, as it is written in a manifest. */
function toMaxFileBytes(bytes: number): string {
  const [unit, unitBytes] = bytes > 1024 ** 2 ? ['MB', 1024 ** 2] : ['KB', 1024];
  return `${Math.ceil(bytes / unitBytes)}${unit}`;
}
