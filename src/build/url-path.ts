/**
 * The URL path, relative to the folder, under which a static host serves a file of it.
 * `file` is relative to the folder, with forward slashes. Characters that browsers send as they are (`[`, `(`, `@`, `:`)
 * stay as they are, so that the result equals the `pathname` of a request. Source: URL, path percent-encode set.
 */
export function toUrlPath(file: string): string {
  // What the URL parser would read as syntax, or drop, is encoded first; it encodes the rest itself.
  // oxlint-disable-next-line eslint/no-control-regex -- file names may hold control characters
  const literal = file.replace(/[%?#\\ \u0000-\u001f]/g, encodeURIComponent);
  const path = new URL(`http://host/${literal}`).pathname.slice(1);
  // A colon in the first segment would make a scheme of it where the path is resolved against the scope.
  return path.replace(/^[^/]*/, (segment) => segment.replaceAll(':', '%3A'));
}

/** Orders strings by code unit, which no locale changes. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
