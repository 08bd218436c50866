import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Versions of installed packages by name, each read from the `package.json` nearest to the package's entry. */
export function installedVersions(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, readVersion(name)]));
}

function readVersion(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.resolve(name)));
  while (folder !== dirname(folder)) {
    const found = readPackage(join(folder, 'package.json'));
    if (found?.name === name && found.version !== undefined) return found.version;
    folder = dirname(folder);
  }
  throw new Error(`${name} has no package.json above its entry`);
}

function readPackage(file: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
  } catch {
    // Not the package's own folder yet.
    return undefined;
  }
}
