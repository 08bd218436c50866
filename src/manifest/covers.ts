import type { CompiledPattern } from './pattern.js';

/**
 * Tells whether every URL that `inner` matches is one that `outer` matches too.
 * `false` may also mean that it cannot be told: only equal components, and a literal beginning followed by one `*`, are compared.
 */
export function covers(outer: CompiledPattern, inner: CompiledPattern): boolean {
  return (
    coversOrigin(outer, inner) &&
    coversPath(outer, inner) &&
    coversComponent(outer.search, inner.search)
  );
}

/**
 * Tells whether the pattern's path may be that of a file right in the folder; `false` only where it certainly is not.
 * @param folder with a slash at its end, counted from where the pattern's path is
 */
export function mayMatchIn(folder: string, { pathname = '' }: CompiledPattern): boolean {
  const start = readLiteralStart(pathname).replaceAll('\\', '');
  return start.length > folder.length
    ? start.startsWith(folder) && !start.slice(folder.length).includes('/')
    : folder.startsWith(start);
}

function coversOrigin(outer: CompiledPattern, inner: CompiledPattern): boolean {
  if (outer.base !== 'url') return inner.base !== 'url';
  return (['protocol', 'hostname', 'port'] as const).every((name) =>
    coversComponent(outer[name], inner[name]),
  );
}

/** A path from the scope and one from the root cannot be compared before the scope is known. */
function coversPath(outer: CompiledPattern, inner: CompiledPattern): boolean {
  if (outer.pathname === undefined) return outer.base !== 'scope' || inner.base === 'scope';
  const isSameStart = (outer.base === 'scope') === (inner.base === 'scope');
  return isSameStart && coversComponent(outer.pathname, inner.pathname);
}

function coversComponent(outer: string | undefined, inner: string | undefined): boolean {
  if (outer === undefined || outer === inner) return true;
  const start = readLiteralStart(outer);
  return (
    inner !== undefined &&
    outer.slice(1 + start.length) === '.*$' &&
    readLiteralStart(inner).startsWith(start)
  );
}

/** Ends before a character that a quantifier follows. Works on sources made by `toSource`, where `|` is always in brackets. */
function readLiteralStart(source: string): string {
  return /^\^((?:(?:[^.+*?^${}()[\]|\\]|\\[^\w])(?![?*+{]))*)/.exec(source)?.[1] ?? '';
}
