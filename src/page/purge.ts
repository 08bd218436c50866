import { HoldfastError } from '../errors.js';
import { createCacheNames } from '../protocol/cache-names.js';

/** What to delete from the caches of routes; the precache is not touched. */
export type PurgeTarget =
  | {
      /** Everything that the route of this name has stored; a route that does not exist has stored nothing. */
      readonly route: string;
    }
  | {
      /**
       * Every entry whose URL matches a URLPattern, whichever route has stored it: a path from the origin's root
       * (`'/photos/*'`) or from the app's base (`'./photos/*'`), or a whole URL. In browsers without `URLPattern`, `*` is all
       * there is.
       */
      readonly urls: string;
    }
  | {
      /** Everything that all routes have stored. */
      readonly all: true;
    };

/**
 * Deletes stored responses of routes.
 * @returns how many entries were deleted
 * @throws {HoldfastError} code `"page/unavailable"` when Cache Storage fails, or the browser does not know the pattern's syntax
 */
export async function purge(scope: URL, target: PurgeTarget): Promise<number> {
  const { route } = createCacheNames(scope);
  const wants = 'urls' in target ? createTest(target.urls, scope) : () => true;
  const isWanted = (name: string): boolean =>
    'route' in target ? name === route(target.route) : name.startsWith(route(''));
  try {
    let count = 0;
    for (const name of (await caches.keys()).filter(isWanted)) {
      const cache = await caches.open(name);
      const requests = (await cache.keys()).filter(({ url }) => wants(url));
      // An entry that was stored with `Vary` would not be found by its URL alone.
      await Promise.all(requests.map((request) => cache.delete(request, { ignoreVary: true })));
      count += requests.length;
    }
    return count;
  } catch (cause) {
    throw new HoldfastError('page/unavailable', 'Cache Storage could not be purged', { cause });
  }
}

function createTest(pattern: string, scope: URL): (url: string) => boolean {
  try {
    if (typeof URLPattern === 'undefined') return createWildcardTest(pattern, scope);
    const compiled = new URLPattern(pattern, scope.href);
    return (url) => compiled.test(url);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HoldfastError(
      'page/unavailable',
      `\`urls\`: "${pattern}" cannot be matched: ${reason}; write for example "/photos/*"`,
      { cause },
    );
  }
}

function createWildcardTest(pattern: string, scope: URL): (url: string) => boolean {
  const isWhole = /^[a-z]+:\/\//i.test(pattern);
  if (/[:?+(){}\\]/.test(isWhole ? pattern.replace(/^[a-z]+:\/\/[^/]*/i, '') : pattern)) {
    throw new TypeError('this browser has no URLPattern, so `*` is all that it can hold');
  }
  const base = isWhole ? '' : pattern.startsWith('/') ? scope.origin : scope.href;
  const parts = (base + pattern.replace(/^\.\//, '')).split('*');
  const source = parts.map((part) => part.replace(/[\^$\\.*+?()[\]{}|]/g, '\\$&')).join('.*');
  const expression = new RegExp(`^${source}(?:\\?.*)?$`);
  return (url) => expression.test(url);
}
