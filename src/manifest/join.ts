import type { CompiledPattern } from './pattern.js';
import type { PlannedPattern } from './plan.js';

const componentsOf = {
  scope: ['pathname', 'search'],
  root: ['pathname', 'search'],
  url: ['protocol', 'hostname', 'port', 'pathname', 'search'],
} as const;

/**
 * Joins the components of a pattern to one regular expression over the components of a URL, a line feed between them.
 *
 * The expression matches exactly where each component matches by itself. No component of a URL has a line feed, so the
 * subject has as many as the expression demands literally: none is left over for a class such as `[^/]`, and a dot never
 * takes one. Alternatives are in brackets already, and look-arounds confined to their component, by `toSource`.
 *
 * The expression ships to every visitor, so what matches anything is cut from its end: first `.*` after the last line feed;
 * then line feeds too, but only behind an expression without classes and escapes, for otherwise one could be left over.
 */
export function joinPattern(pattern: CompiledPattern): PlannedPattern {
  const { base } = pattern;
  const sources = componentsOf[base].map((name) => pattern[name]?.slice(1, -1) ?? '.*');
  const source = `^${sources.join('\n')}$`.replace(/(?<!\\)\.\*\$$/, '');
  const mayTakeLineFeed = sources.some((part) => /\[|\\[A-Za-z]|\n/.test(part));
  return { base, source: mayTakeLineFeed ? source : source.replace(/(?:(?<!\\)\.\*\n)+$/, '') };
}
