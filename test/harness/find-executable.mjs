import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * Finds a program of this machine.
 * @param {readonly string[]} commands names on the path, the best first
 * @param {Partial<Record<NodeJS.Platform, readonly string[]>>} [places] where else it lies, by platform; on Windows below the folders of programs
 * @returns {string | undefined} path of the executable
 */
export function findExecutable(commands, places = {}) {
  const { PATH = '' } = process.env;
  const paths = PATH.split(delimiter);
  return [
    ...commands.flatMap((command) => paths.map((path) => join(path, command))),
    ...(places[platform()] ?? []).flatMap(resolvePlace),
  ].find((path) => existsSync(path));
}

/** @param {string} place */
function resolvePlace(place) {
  if (platform() !== 'win32') return [place];
  return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const root = process.env[name];
    return root ? [join(root, place)] : [];
  });
}
