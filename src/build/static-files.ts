import type { PrecacheFile } from '../manifest/plan.js';

// Browsers take 1024 conditions in all, but every cold start compiles each of them: in Chromium 156 some 17 µs apiece.
const maxFiles = 64;

/** Media and documents to page through are asked for in ranges, which a browser's own answer from a cache does not know. */
export const neverInRanges: RegExp =
  /\.(?:css|m?js|json|wasm|svg|png|jpe?g|webp|avif|gif|ico|woff2?|[ot]tf)$/i;

/**
 * Marks the files that a browser may answer with by itself, from the cache they are stored in: assets, which mean the same
 * to tabs of every version, and documents, of which a navigation gets the newest. Where there are too many, what
 * the entry document loads comes first, then documents, the shortest paths before all.
 * @param known paths that a browser is told of in another way
 */
export function markStatic(
  files: readonly PrecacheFile[],
  known: ReadonlySet<string> = new Set(),
): PrecacheFile[] {
  const chosen = files.filter(
    ({ kind, path, isOptional }) =>
      !isOptional &&
      !known.has(path) &&
      (kind === 'asset' ? neverInRanges.test(path) : /\.html?$/i.test(path)),
  );
  const kept = new Set(
    chosen
      .toSorted((left, right) => rank(left) - rank(right) || left.path.length - right.path.length)
      .slice(0, maxFiles),
  );
  return files.map((file) => (kept.has(file) ? { ...file, isStatic: true } : file));
}

function rank({ isEntry, kind }: PrecacheFile): number {
  return isEntry ? 0 : kind === 'shell' ? 1 : 2;
}
