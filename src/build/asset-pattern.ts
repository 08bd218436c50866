import { compareText } from './url-path.js';

/**
 * The source of a regular expression that every given path matches, and no path in another folder or with another
 * extension; `undefined` for no paths. Its length grows with the number of folders, not of files. Valid under the `u` flag.
 */
export function assetPattern(paths: readonly string[]): string | undefined {
  if (paths.length === 0) return undefined;
  const extensionsOf = new Map<string, Set<string>>();
  const exact = new Set<string>();
  for (const path of paths) {
    const [, folder, extension] = /^((?:.*\/)?)[^/]+\.([^./]+)$/s.exec(path) ?? [];
    if (folder === undefined || extension === undefined) {
      exact.add(path);
      continue;
    }
    const extensions = extensionsOf.get(folder) ?? new Set();
    extensionsOf.set(folder, extensions.add(extension));
  }

  const foldersOf = new Map<string, string[]>();
  for (const [folder, extensions] of extensionsOf) {
    const suffix = oneOf([...extensions]);
    foldersOf.set(suffix, [...(foldersOf.get(suffix) ?? []), folder]);
  }
  const families = [...foldersOf].map(([suffix, folders]) => `${oneOf(folders)}[^/]+\\.${suffix}`);
  return `^${group([...families, ...[...exact].map(escape)].toSorted(compareText))}$`;
}

function oneOf(words: readonly string[]): string {
  return group(words.toSorted(compareText).map(escape));
}

function group(sources: readonly string[]): string {
  return sources.length === 1 ? sources[0]! : `(?:${sources.join('|')})`;
}

function escape(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|]/g, '\\$&');
}
