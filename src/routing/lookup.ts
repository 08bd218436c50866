import type { PlannedPrecache } from '../manifest/plan.js';
import type { Address } from './address.js';
import { compileSource } from './route.js';

/** A precached file that answers a request: which of the two caches it is in, and its scope-relative path. */
export interface PrecachedFile {
  readonly kind: 'asset' | 'shell';
  readonly path: string;
}

/** Finds the precached file at a URL in the scope, synchronously and without the list; an asset may turn out not to exist. */
export type Lookup = (url: Address, path: string) => PrecachedFile | undefined;

/** Compiles what the plan says of the precache, once. */
export function createLookup(precache: PlannedPrecache): Lookup {
  const shellPaths = new Set(precache.shell);
  const assets = precache.assets === undefined ? undefined : compileSource(precache.assets);

  function findFile(path: string): PrecachedFile | undefined {
    for (const candidate of listCandidates(path)) {
      if (shellPaths.has(candidate)) return { kind: 'shell', path: candidate };
    }
    return assets?.test(path) ? { kind: 'asset', path } : undefined;
  }

  return (url, path) => (isPlain(url, precache.ignoreSearch) ? findFile(path) : undefined);
}

/** Static hosts answer a folder with its index, and a path without an extension with the HTML file of that name. */
function listCandidates(path: string): readonly string[] {
  if (path === '' || path.endsWith('/')) return [`${path}index.html`];
  return hasDot(path) ? [path] : [path, `${path}.html`];
}

/** Whether the last part of a path looks like a file's name. */
export function hasDot(path: string): boolean {
  return path.slice(path.lastIndexOf('/') + 1).includes('.');
}

function isPlain(url: Address, ignored: readonly string[]): boolean {
  return [...url.searchParams.keys()].every((name) =>
    ignored.some((pattern) =>
      pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    ),
  );
}
