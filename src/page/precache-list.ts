import type { UpdateChanges } from './types.js';

/** One file of a version, as much of it as a page needs. */
export interface ListedFile {
  /** Scope-relative. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly kind: 'asset' | 'shell';
}

/**
 * Reads the list of a version's files. What a newer build adds to its entries is left alone.
 * @returns `undefined` for a list that this page does not understand
 */
export function parseList(value: unknown): readonly ListedFile[] | undefined {
  const { format, files } = Object(value) as Record<string, unknown>;
  return format === 1 && Array.isArray(files) && files.every(isListedFile) ? files : undefined;
}

function isListedFile(value: unknown): value is ListedFile {
  const { path, sha256, bytes, kind } = Object(value) as Record<string, unknown>;
  return (
    typeof path === 'string' &&
    typeof sha256 === 'string' &&
    typeof bytes === 'number' &&
    bytes >= 0 &&
    (kind === 'asset' || kind === 'shell')
  );
}

/** What differs between the files of two versions. */
export function compareLists(
  previous: readonly ListedFile[],
  next: readonly ListedFile[],
): UpdateChanges {
  const before = new Map(previous.map(({ path, sha256 }) => [path, sha256]));
  const changed = next.filter(({ path, sha256 }) => before.get(path) !== sha256);
  for (const { path } of next) before.delete(path);
  const bytes = changed.reduce((sum, file) => sum + file.bytes, 0);
  return { files: changed.length, bytes, removedFiles: before.size };
}
