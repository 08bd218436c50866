import { covers } from './covers.js';
import { compilePattern, readPatternText } from './pattern.js';
import type { Destination, Manifest, MatchOptions, RouteOptions, ShellOptions } from './types.js';
import { quoteAll, showValue } from './wording.js';

/** A navigation, of a tab or of a frame, goes to the worker of the page that it leads to. */
const navigations: readonly Destination[] = ['document', 'frame', 'iframe'];

/**
 * Finds routes that hardly a request can reach, in manifest order: routes for navigations that the shell answers before them,
 * and for pages of other origins.
 * @param base where the app will be served, as in `holdfast build --base`. Default: `'/'`
 */
export function findReachWarnings({ routes = [], shell }: Manifest, base = '/'): readonly string[] {
  return routes
    .filter(isForNavigations)
    .flatMap((route) => [
      ...warnOfOtherOrigin(route),
      ...(shell ? warnOfShell(route, shell, base) : []),
    ]);
}

function isForNavigations({ match }: RouteOptions): boolean {
  const { destination, methods = ['GET'] }: MatchOptions = typeof match === 'string' ? {} : match;
  const destinations = destination === undefined ? [] : [destination].flat();
  return (
    methods.every((method) => method === 'GET') &&
    destinations.length > 0 &&
    destinations.every((name) => navigations.includes(name))
  );
}

function warnOfOtherOrigin({ name, match }: RouteOptions): string[] {
  const text = readPatternText(match);
  if (compilePattern(text).base !== 'url') return [];
  return [
    `route \`${name}\` gets no request unless ${showValue(text)} is of the app's own origin, because pages of another are not this worker's; write a path such as "/news/*", or leave the route out`,
  ];
}

function warnOfShell(
  { name, match }: RouteOptions,
  { paths, except = [] }: ShellOptions,
  base: string,
): string[] {
  const pattern = compilePattern(readPatternText(match));
  const start = pattern.base === 'scope' || !base.startsWith('/') ? './' : base;
  const includes = (path: string): boolean =>
    covers(compilePattern(start + path.slice(1)), pattern);
  const taken = paths.filter(includes);
  if (pattern.base === 'url' || taken.length === 0 || except.some(includes)) return [];
  return [
    `route \`${name}\` gets hardly a navigation, because the shell answers those to ${quoteAll(taken)} before it; add its path to \`shell.except\`, or take it out of \`shell.paths\``,
  ];
}
