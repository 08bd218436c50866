/** The names of one scope's caches. No scope's names can be taken for another's, not even a parent's. */
export interface CacheNames {
  /** The cache of precached files whose URL carries their hash, which all versions share. */
  readonly assets: string;
  /** The cache of one version's other precached files. */
  shell(version: string): string;
  /** The cache of what one route has stored. */
  route(name: string): string;
  /** The version a shell cache belongs to; `undefined` for any other cache, and for another scope's. */
  readShellVersion(cacheName: string): string | undefined;
  /** Tells whether a cache was made by Holdfast for this very scope. */
  isOwn(cacheName: string): boolean;
}

/** The URL of a scope; this folder knows no runtime, and so no `URL`. */
type Scope = { readonly pathname: string };

/** Names the caches of a scope. Cache Storage is per origin, so the scope's path tells scopes apart. */
export function createCacheNames(scope: Scope): CacheNames {
  // A path may hold colons; encoded, the colon after it is the only one, and `/` is no prefix of `/admin/`.
  const prefix = `holdfast:${scope.pathname.replaceAll(':', '%3A')}:`;
  const shellPrefix = `${prefix}shell:`;
  return {
    assets: `${prefix}assets`,
    shell: (version) => shellPrefix + version,
    route: (name) => `${prefix}route:${name}`,
    readShellVersion: (cacheName) =>
      cacheName.startsWith(shellPrefix) ? cacheName.slice(shellPrefix.length) : undefined,
    isOwn: (cacheName) => cacheName.startsWith(prefix),
  };
}

/** The name of a scope's IndexedDB database. */
export function databaseName(scope: Scope): string {
  return `holdfast:${scope.pathname}`;
}

/** Where the list of a version's files lies: scope-relative, on the server as in the version's shell cache. */
export function listPath(version: string): string {
  return `holdfast/${version}.json`;
}
