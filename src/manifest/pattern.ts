import { URLPattern } from 'urlpattern-polyfill/urlpattern';
import { toSource } from './component.js';
import type { PatternComponents } from './plan.js';
import type { RouteOptions } from './types.js';
import { refusal } from './wording.js';

const pathExample = 'write for example "/api/*"';
const urlExample = 'write for example "https://cdn.example.com/*"';

/** A route's pattern, checked, its components canonical and in URLPattern syntax. */
export interface ParsedPattern extends PatternComponents {
  /** What `pathname` counts from; for `'scope'` and `'root'`, the origin is the worker's own. */
  readonly base: 'scope' | 'root' | 'url';
}

/** The same with sources of anchored regular expressions for components, for the flag `u`. */
export interface CompiledPattern extends PatternComponents {
  readonly base: ParsedPattern['base'];
}

const syntaxes = {
  protocol: { delimiter: '', prefix: '' },
  hostname: { delimiter: '.', prefix: '' },
  port: { delimiter: '', prefix: '' },
  pathname: { delimiter: '/', prefix: '/' },
  search: { delimiter: '', prefix: '' },
} as const;
type ComponentName = keyof typeof syntaxes;

/**
 * Reads a route's pattern: whole URL, path from the root (`/`) or path from the app's base (`./`).
 * @throws {HoldfastError} "manifest/invalid" when it is no URLPattern, or one that no request can match
 */
export function parsePattern(text: string): ParsedPattern {
  const base = readBase(text);
  if (base === 'url') return parseUrl(text);
  if (text.startsWith('//')) throw refusal(text, `has no scheme; ${urlExample}`);
  // An escaped slash never joins a group: the one after the base is there whatever the group matches.
  const { pathname, search } = parse(
    text,
    base === 'scope' ? String.raw`\/${text.slice(2)}` : text,
  );
  return {
    base,
    ...toOptional('pathname', base === 'scope' ? pathname.slice(1) : pathname, base),
    ...toOptional('search', search),
  };
}

/**
 * Compiles a route's pattern, component by component.
 * @throws {HoldfastError} "manifest/invalid" as `parsePattern`
 */
export function compilePattern(text: string): CompiledPattern {
  const { base, ...components } = parsePattern(text);
  const sources = Object.entries(components).map(([name, component]) => [
    name,
    toSource(component, syntaxes[name as ComponentName]),
  ]);
  return { base, ...(Object.fromEntries(sources) as PatternComponents) };
}

/**
 * Compiles a pathname that counts from the app's base, as the shell has them, to a source over the scope-relative path.
 * @throws {HoldfastError} "manifest/invalid" when it does not start with `/`, has a search part or is no URLPattern
 */
export function compileShellPath(text: string): string {
  if (!text.startsWith('/')) {
    throw refusal(text, 'does not start with "/"; write for example "/countries/*"');
  }
  if (text.startsWith('//')) throw refusal(text, 'starts with "//"; write for example "/news/*"');
  const pattern = parse(text, String.raw`\/${text.slice(1)}`);
  if (pattern.search !== '*') {
    throw refusal(text, 'has a search part, but the path alone is looked at; leave "?…" out');
  }
  return toSource(pattern.pathname.slice(1), syntaxes.pathname);
}

/** A route's pattern as the manifest has it; empty where it has none. */
export function readPatternText(match: RouteOptions['match']): string {
  return typeof match === 'string' ? match : (match.path ?? match.url ?? '');
}

/** Which of the three ways of writing a pattern this is; anything that is no path must be a URL. */
export function readBase(text: string): ParsedPattern['base'] {
  if (text.startsWith('/')) return 'root';
  return text.startsWith('./') ? 'scope' : 'url';
}

function parseUrl(text: string): ParsedPattern {
  if (!text.includes(':')) {
    throw refusal(
      text,
      'is neither a path nor a whole URL; write for example "/api/*" or "https://cdn.example.com/*"',
    );
  }
  const pattern = parse(text);
  const scheme = new RegExp(toSource(pattern.protocol, syntaxes.protocol), 'u');
  if (!scheme.test('http') && !scheme.test('https')) {
    throw refusal(text, `has a scheme other than http and https; ${urlExample}`);
  }
  if (pattern.hostname === '') throw refusal(text, `has no host; ${urlExample}`);
  if (pattern.username !== '*' || pattern.password !== '*') {
    throw refusal(text, `names a user, but a request's URL has none; ${urlExample}`);
  }
  return {
    base: 'url',
    ...toOptional('protocol', pattern.protocol),
    ...toOptional('hostname', pattern.hostname),
    ...toOptional('port', pattern.port),
    ...toOptional('pathname', pattern.pathname),
    ...toOptional('search', pattern.search),
  };
}

/** A path gets an origin, for without one a `:` in it would be read as the end of a scheme. */
function parse(text: string, path?: string): URLPattern {
  const example = path === undefined ? urlExample : pathExample;
  const wrong = findMistake(text, path !== undefined);
  if (wrong) throw refusal(text, `${wrong}; ${example}`);
  try {
    return new URLPattern(path === undefined ? text : `https://holdfast.invalid${path}`);
  } catch {
    throw refusal(text, `is not a URLPattern; ${example}`);
  }
}

/** Nothing for a component that matches anything; a whole path of http or https always starts with a slash. */
function toOptional<TName extends ComponentName>(
  name: TName,
  text: string,
  base?: ParsedPattern['base'],
): { [component in TName]?: string } {
  const source = toSource(text, syntaxes[name]);
  const isAny =
    source === '^.*$' || (name === 'pathname' && base !== 'scope' && source === '^/.*$');
  return (isAny ? {} : { [name]: text }) as { [component in TName]?: string };
}

/** `URLPattern` says which component is wrong but not why; and some things it takes can never match a request. */
function findMistake(text: string, isPath: boolean): string | undefined {
  const scan = scanPattern(text);
  if (scan.mistake) return scan.mistake;
  if (scan.literal.includes('#')) return 'has a "#", which plays no part in a match';
  if (isPath && scan.hasBareColon) {
    return String.raw`has a ":" that starts no name, written "\\:" where it stands for itself`;
  }
  const path = scan.literal.split('?', 1)[0]!.replace(/^\.\//, '/');
  if (/\/(\.|%2e){1,2}(\/|$)/i.test(path)) return 'has a "." or ".." segment, which no URL keeps';
  return undefined;
}

interface Scan {
  readonly mistake?: string;
  readonly hasBareColon?: boolean;
  /** The pattern with every group replaced by a NUL; a `?` in it starts the search. */
  readonly literal: string;
}

function scanPattern(text: string): Scan {
  let literal = '';
  let isOpen = false;
  let hasBareColon = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]!;
    if (character === '\\') {
      index += 1;
      if (index === text.length) return { literal, mistake: 'ends in a lone "\\"' };
      literal += text[index];
    } else if (character === '(') {
      const end = findClosing(text, index);
      const mistake = findExpressionMistake(text.slice(index + 1, end), end);
      if (mistake) return { literal, mistake };
      index = end!;
      literal += '\0';
    } else if (character === '{' || character === '}') {
      if (isOpen === (character === '{')) {
        return { literal, mistake: isOpen ? 'has a "{" inside "{…}"' : 'has a "}" without "{"' };
      }
      isOpen = !isOpen;
      if (!isOpen && /[?*+]/.test(text[index + 1] ?? '')) index += 1;
    } else if (character === '*' || (character === '?' && literal.endsWith('\0'))) {
      literal += '\0';
    } else if (character === ':' && /[$_\p{ID_Start}]/u.test(text[index + 1] ?? '')) {
      while (/[$_\p{ID_Continue}]/u.test(text[index + 1] ?? '')) index += 1;
      literal += '\0';
    } else if (character === '+' && !literal.endsWith('\0')) {
      return { literal, mistake: String.raw`has a "+" after no group, written "\\+" for itself` };
    } else {
      hasBareColon ||= character === ':';
      literal += character;
    }
  }
  return isOpen
    ? { literal, mistake: 'has a "{" that is never closed' }
    : { literal, hasBareColon };
}

function findClosing(text: string, start: number): number | undefined {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '(') depth += 1;
    else if (text[index] === ')' && (depth -= 1) === 0) return index;
  }
  return undefined;
}

function findExpressionMistake(expression: string, end: number | undefined): string | undefined {
  if (end === undefined) return 'has a "(" that is never closed';
  if (expression === '') return 'has an empty "()"';
  // oxlint-disable-next-line no-control-regex
  if (/[^\0-\x7f]/.test(expression)) return 'has a character outside ASCII in "(…)"';
  const bare = expression.replaceAll(/\\[^1-9k]/g, '');
  // The groups before it are not counted in the compiled source, so a number would name another one.
  if (bare.includes('\\')) return 'refers back to another group';
  if (expression.startsWith('?') || /\((?!\?)/.test(bare)) {
    return 'has a "(" inside "(…)" that does not start with "(?:"';
  }
  return isExpression(expression)
    ? undefined
    : `has "(${expression.slice(0, 30)})", which is not a regular expression`;
}

function isExpression(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
