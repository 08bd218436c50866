import { basename, extname } from 'node:path';
import type { PrecacheFile } from '../manifest/plan.js';
import type { LeftOutFile, Scan } from './scan.js';
import { formatCount, formatSizeLimit } from './text.js';

/** Above it, a first visit on a slow line is not done in minutes: 20 MB at 1 Mbit/s take three. */
const heavyInstallBytes = 20 * 1024 * 1024;

/** A handful of files without hashes is most likely meant so. */
const fewestUnhashed = 10;

const shownEndings = 4;

/**
 * Finds what is odd about the files that a build precaches, each with what to do about it.
 * @param folder the output folder, absolute
 * @param ownFiles paths of files that the build has added itself
 */
export function findPrecacheWarnings(
  folder: string,
  { idleGlobs, leftOut }: Scan,
  files: readonly PrecacheFile[],
  ownFiles: readonly string[],
): readonly string[] {
  const appFiles = files.filter(({ path }) => !ownFiles.includes(path));
  return [
    ...idleGlobs.map(
      ({ option, glob }) =>
        `\`precache.${option}\`: "${glob}" adds no file; ${correct(glob, folder)}`,
    ),
    ...(appFiles.length === 0 ? [warnOfNothing(leftOut)] : []),
    ...warnOfMaps(appFiles),
    ...warnOfNames(appFiles),
    ...warnOfWeight(appFiles),
  ];
}

function correct(glob: string, folder: string): string {
  const own = `${basename(folder)}/`;
  return glob.startsWith(own) && glob !== own
    ? `globs count from the output folder, so write "${glob.slice(own.length)}"`
    : 'correct it, or leave it out';
}

function warnOfNothing(leftOut: readonly LeftOutFile[]): string {
  const counts = new Map<string, number>();
  for (const { file } of leftOut) {
    const ending = extname(file).slice(1).toLowerCase();
    if (ending && ending !== 'map') counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const endings = [...counts]
    .toSorted(([, left], [, right]) => right - left)
    .slice(0, shownEndings)
    .map(([ending]) => ending);
  const remedy =
    endings.length > 0
      ? `write for example "include": ["**/*.${endings.length > 1 ? `{${endings.join(',')}}` : endings[0]}"]`
      : 'build the app before, into this folder';
  return `no file of the app is precached, so it does not open offline; ${remedy}`;
}

function warnOfMaps(files: readonly PrecacheFile[]): string[] {
  const maps = files.filter(({ path }) => path.endsWith('.map'));
  if (maps.length === 0) return [];
  return [
    `${describe(maps, 'source map')} precached, which only developers need; add "**/*.map" to \`precache.exclude\``,
  ];
}

/** Documents keep their address, and so do icons that the outside knows. */
function warnOfNames(files: readonly PrecacheFile[]): string[] {
  const code = files.filter(({ path }) => /\.(?:m?js|css|wasm|woff2?)$/i.test(path));
  if (code.length < fewestUnhashed || code.some(({ kind }) => kind === 'asset')) return [];
  return [
    `none of the ${code.length} precached scripts, styles and fonts has its content hash in its name, so tabs of two versions keep two copies; let the bundler write names like app-3f9ab01c.js`,
  ];
}

function warnOfWeight(files: readonly PrecacheFile[]): string[] {
  const required = files.filter(({ isOptional }) => !isOptional);
  const sum = total(required);
  if (sum <= heavyInstallBytes) return [];
  return [
    `an install downloads ${formatSizeLimit(sum)} before the app opens offline; move what not everybody needs to \`precache.optional\`, or leave it to a route`,
  ];
}

function describe(files: readonly PrecacheFile[], noun: string): string {
  const verb = files.length === 1 ? 'is' : 'are';
  return `${formatCount(files.length, noun)} (${formatSizeLimit(total(files))}) ${verb}`;
}

function total(files: readonly PrecacheFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
