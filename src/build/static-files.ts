import type { PrecacheFile } from '../manifest/plan.js';

// Browsers take 1024 conditions in all, and try them one after the other.
const maxFiles = 512;

/** Media and documents to page through are asked for in ranges, which a browser's own answer from a cache does not know. */
const neverInRanges = /\.(?:css|m?js|json|wasm|svg|png|jpe?g|webp|avif|gif|ico|woff2?|[ot]tf)$/i;

/**
 * Marks the files that a browser may answer with by itself, from the cache they are stored in: assets, which mean the same
 * to tabs of every version, and documents, of which a navigation gets the newest. With more than browsers take,
 * those that every visit loads come first.
 */
export function markStatic(files: readonly PrecacheFile[]): PrecacheFile[] {
  const chosen = files.filter(
    ({ kind, path, isOptional }) =>
      !isOptional && (kind === 'asset' ? neverInRanges.test(path) : /\.html?$/i.test(path)),
  );
  const kept = new Set(
    chosen
      .toSorted((left, right) => Number(right.isEntry ?? false) - Number(left.isEntry ?? false))
      .slice(0, maxFiles),
  );
  return files.map((file) => (kept.has(file) ? { ...file, isStatic: true } : file));
}
