/** What a URLPattern component splits its text by. Source: URL Pattern, "options" of each component. */
interface ComponentSyntax {
  /** A named group stops before it; empty: at nothing. */
  readonly delimiter: string;
  /** Belongs to the group it stands before, so that `/:page?` makes the slash optional too. */
  readonly prefix: string;
}

interface Cursor {
  readonly text: string;
  readonly syntax: ComponentSyntax;
  index: number;
}

/** What a group matches; `source` is one character of it, or the whole of an `'expression'`. */
interface Matcher {
  readonly kind: 'segment' | 'wildcard' | 'expression';
  readonly source: string;
}

const nameStart = /[$_\p{ID_Start}]/u;
const namePart = /[$_\u200C\u200D\p{ID_Continue}]/u;

/**
 * Turns a canonical URLPattern component into the source of an anchored regular expression, for the flag `u`.
 * Groups capture nothing, because a route only asks whether it matches. The text must come from a `URLPattern`
 * getter: it is not checked again.
 * Source: URL Pattern, "generate a regular expression and name list".
 */
export function toSource(text: string, syntax: ComponentSyntax): string {
  const cursor: Cursor = { text, syntax, index: 0 };
  let source = '';
  while (cursor.index < text.length) source += readPart(cursor);
  return `^${source}$`;
}

function readPart(cursor: Cursor): string {
  const { text, syntax } = cursor;
  if (text[cursor.index] === '{') return readGroup(cursor);
  const matcher = readMatcher(cursor);
  if (matcher) return toPart('', matcher, '', readModifier(cursor));
  if (text[cursor.index] === syntax.prefix) {
    cursor.index += 1;
    const prefixed = readMatcher(cursor);
    return prefixed
      ? toPart(syntax.prefix, prefixed, '', readModifier(cursor))
      : escape(syntax.prefix);
  }
  return escape(readCharacter(cursor));
}

function readGroup(cursor: Cursor): string {
  cursor.index += 1;
  const before = readText(cursor);
  const matcher = readMatcher(cursor);
  const after = readText(cursor);
  cursor.index += 1;
  return toPart(before, matcher, after, readModifier(cursor));
}

function readText(cursor: Cursor): string {
  let read = '';
  while (cursor.index < cursor.text.length && !/[{}:(*]/.test(cursor.text[cursor.index]!)) {
    read += readCharacter(cursor);
  }
  return read;
}

function readCharacter(cursor: Cursor): string {
  if (cursor.text[cursor.index] === '\\') cursor.index += 1;
  cursor.index += 1;
  return cursor.text[cursor.index - 1] ?? '';
}

function readMatcher(cursor: Cursor): Matcher | undefined {
  const { text, syntax } = cursor;
  const first = text[cursor.index];
  if (first === '*') {
    cursor.index += 1;
    return { kind: 'wildcard', source: '.' };
  }
  if (first === ':') skipName(cursor);
  if (text[cursor.index] === '(') return toMatcher(readExpression(cursor));
  if (first !== ':') return undefined;
  return { kind: 'segment', source: syntax.delimiter ? `[^${syntax.delimiter}]` : '.' };
}

/** `.*` in brackets is the wildcard spelt out. Source: URL Pattern, "add a part". */
function toMatcher(expression: string): Matcher {
  return expression === '.*'
    ? { kind: 'wildcard', source: '.' }
    : { kind: 'expression', source: confine(expression) };
}

/**
 * Keeps an expression within its component, which will be one line of several: what `^` and `$` mean are the ends of
 * that line (no URL has a character that a dot does not match), and no look-around sees past them.
 */
function confine(expression: string): string {
  const looksAround = /\(\?<?[=!]/.test(expression);
  return expression.replaceAll(/\\(?:[pP]\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|[$^]/g, (atom) => {
    if (atom === '$') return '(?!.)';
    if (atom === '^') return '(?<!.)';
    return looksAround && /^(?:\[|\\[DWPpsn])/.test(atom) ? `(?:(?=.)${atom})` : atom;
  });
}

function skipName(cursor: Cursor): void {
  const { text } = cursor;
  cursor.index += 1;
  if (!nameStart.test(text[cursor.index] ?? '')) return;
  while (cursor.index < text.length && namePart.test(text[cursor.index]!)) cursor.index += 1;
}

function readExpression(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.index + 1;
  let depth = 0;
  do {
    const character = text[cursor.index];
    if (character === '\\') cursor.index += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    cursor.index += 1;
  } while (depth > 0 && cursor.index < text.length);
  return text.slice(start, cursor.index - 1);
}

function readModifier(cursor: Cursor): string {
  const modifier = cursor.text[cursor.index] ?? '';
  if (!/[?*+]/.test(modifier)) return '';
  cursor.index += 1;
  return modifier;
}

function toPart(
  before: string,
  matcher: Matcher | undefined,
  after: string,
  modifier: string,
): string {
  if (matcher && !before && !after) return toBarePart(matcher, modifier);
  const inner = `${escape(before)}${matcher ? toBarePart(matcher, '') : ''}${escape(after)}`;
  return modifier && inner ? `(?:${inner})${modifier}` : inner;
}

/** One character class under one star or plus: nested ones would match the same, but could take exponential time. */
function toBarePart({ kind, source }: Matcher, modifier: string): string {
  if (kind === 'wildcard') return '.*';
  if (kind === 'segment') return `${source}${modifier === '' || modifier === '+' ? '+' : '*'}`;
  return modifier || source.includes('|') ? `(?:${source})${modifier}` : source;
}

function escape(text: string): string {
  return text.replaceAll(/[.+*?^${}()[\]|\\]/g, String.raw`\$&`);
}
