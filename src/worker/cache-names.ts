/** The names of one scope's caches. No scope's names can be taken for another's, not even a parent's. */
export interface CacheNames {
  readonly assets: string;
  shell(version: string): string;
  route(name: string): string;
  /** What a cache of this scope holds, and the version or route it is of. */
  describe(cacheName: string): {
    readonly kind: 'assets' | 'shell' | 'route';
    readonly of?: string;
  };
  /** The version a shell cache belongs to; `undefined` for any other cache, and for another scope's. */
  readShellVersion(cacheName: string): string | undefined;
  /** Tells whether a cache was made by Holdfast for this very scope. */
  isOwn(cacheName: string): boolean;
}

/** Names the caches of a scope. Cache Storage is per origin, so the scope's path tells scopes apart. */
export function createCacheNames(scope: URL): CacheNames {
  // A path may hold colons; encoded, the colon after it is the only one, and `/` is no prefix of `/admin/`.
  const prefix = `holdfast:${scope.pathname.replaceAll(':', '%3A')}:`;
  const shellPrefix = `${prefix}shell:`;
  return {
    assets: `${prefix}assets`,
    shell: (version) => shellPrefix + version,
    route: (name) => `${prefix}route:${name}`,
    describe(cacheName) {
      const [kind, ...of] = cacheName.slice(prefix.length).split(':');
      return { kind: kind as 'assets', ...(of.length > 0 && { of: of.join(':') }) };
    },
    readShellVersion: (cacheName) =>
      cacheName.startsWith(shellPrefix) ? cacheName.slice(shellPrefix.length) : undefined,
    isOwn: (cacheName) => cacheName.startsWith(prefix),
  };
}

/** The name of a scope's IndexedDB database. */
export function databaseName(scope: URL): string {
  return `holdfast:${scope.pathname}`;
}
