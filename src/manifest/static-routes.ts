import { parsePattern, readPatternText } from './pattern.js';
import type { PlannedStaticRule } from './plan.js';
import type { Destination, RouteOptions } from './types.js';

/**
 * Finds what a browser may send to the network by itself, without starting the worker: the first route that matches must be
 * the same for both. So the array has all routes up to the last that is for the network, in manifest order, and stops
 * before the first that a browser would refuse to hear of.
 * @param fallbacks the destinations that have an offline file
 */
export function compileStaticRoutes(
  routes: readonly RouteOptions[],
  fallbacks: readonly Destination[],
): readonly PlannedStaticRule[] {
  const rules: PlannedStaticRule[] = [];
  for (const route of routes) {
    const pattern = toStaticPattern(route);
    if (!pattern) break;
    rules.push({ route: route.name, isNetwork: isNetwork(route, fallbacks), ...pattern });
  }
  return rules.slice(0, rules.findLastIndex((rule) => rule.isNetwork) + 1);
}

/** A route's pattern as browsers take it; `undefined` where they would refuse it. */
export function toStaticPattern({
  match,
}: RouteOptions): Pick<PlannedStaticRule, 'base' | 'pattern'> | undefined {
  const { base, ...pattern } = parsePattern(readPatternText(match));
  const isTaken = !Object.entries(pattern as Record<string, string>).some(isRefused);
  return isTaken ? { base, pattern } : undefined;
}

/** Whether the worker would do no more than ask the network, at least for some destination. */
function isNetwork(
  { match, outbox, strategy, timeout }: RouteOptions,
  fallbacks: readonly Destination[],
): boolean {
  if (strategy !== 'network-only' || timeout !== undefined || outbox) return false;
  const destinations = typeof match === 'string' ? undefined : match.destination;
  return (
    destinations === undefined || [destinations].flat().some((name) => !fallbacks.includes(name))
  );
}

/**
 * Whether a browser refuses the component for a static route. A group with a regular expression: Service Workers, "verify
 * router condition"; `(.*)` counts as a wildcard. A named group where nothing delimits it: Chromium, which would need one.
 */
function isRefused([name, component]: readonly [string, string]): boolean {
  const bare = component.replaceAll(/\\.|(?::[$\p{ID_Continue}]+)?\(\.\*\)/gu, '');
  const isDelimited = name === 'hostname' || name === 'pathname';
  return bare.includes('(') || (!isDelimited && /:[$_\p{ID_Start}]/u.test(bare));
}
