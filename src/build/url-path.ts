/**
 * The URL path, relative to the folder, under which a static host serves a file of it. It is meant to be put behind the
 * folder's URL, not to be resolved against it: a colon may stand where that would take it for the end of a scheme.
 * `file` is relative to the folder, with forward slashes. Characters that browsers send as they are (`[`, `(`, `@`, `:`)
 * stay as they are, so that the result equals the `pathname` of a request. Source: URL, path percent-encode set.
 */
export function toUrlPath(file: string): string {
  // What the URL parser would read as syntax, or drop, is encoded first; it encodes the rest itself.
  // oxlint-disable-next-line eslint/no-control-regex -- file names may hold control characters
  const literal = file.replace(/[%?#\\ \u0000-\u001f]/g, encodeURIComponent);
  return new URL(`http://host/${literal}`).pathname.slice(1);
}

/**
 * Every path under which pages ask for a file. Most have one; Next.js names chunks after the folders of its routes, `[slug]` and
 * `@modal`, and encodes what the URL standard leaves alone. A server takes both for the same file, a cache does not.
 */
export function listUrlPaths(file: string): readonly string[] {
  const path = toUrlPath(file);
  const isRoute = /[[\]]|(?:^|\/)@[^/]*\//.test(file);
  return isRoute ? [path, file.split('/').map(encodeURIComponent).join('/')] : [path];
}

/** Orders strings by code unit, which no locale changes. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
