/**
 * The URL that a precached file is stored under. A folder's index is stored under the folder's own URL, which is what
 * navigations ask for: so a browser can find it without the worker.
 * @param path scope-relative, percent-encoded as in a URL
 */
export function toCacheKey(path: string, scope: { readonly href: string }): string {
  return scope.href + path.replace(/(^|\/)index\.html$/, '$1');
}
