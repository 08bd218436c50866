import { covers } from './covers.js';
import { stores } from './limits.js';
import { compilePattern } from './pattern.js';
import type { CompiledPattern } from './pattern.js';
import type { Finding } from './problems.js';
import { allowedWords } from './route-schema.js';
import type { Destination, RouteMethod, StrategyName } from './types.js';
import { quoteAll, showValue } from './wording.js';

/** What the rules must know of a route; a field that is wrong in itself is left out and judged by the schema. */
interface RouteDraft {
  readonly index: number;
  readonly raw: RawObject;
  readonly name?: string;
  readonly strategy?: StrategyName;
  readonly methods?: readonly RouteMethod[];
  /** With the empty one of `fetch()` where any will do. */
  readonly destinations?: readonly (Destination | '')[];
  readonly pattern?: CompiledPattern;
}

type RawObject = Readonly<Record<string, unknown>>;

/**
 * Finds what no field shows by itself: options without effect, routes that hide each other, missing companions.
 * Takes an unchecked manifest, so that these problems are reported together with those of the shape.
 */
export function findBrokenRules(manifest: unknown): readonly Finding[] {
  const root = readObject(manifest);
  if (!root) return [];
  const routes = (Array.isArray(root['routes']) ? root['routes'] : []).flatMap(toDraft);
  return [
    ...findMissingPrecache(root),
    ...routes.flatMap(findMatchProblems),
    ...routes.flatMap(findStrategyProblems),
    ...routes.flatMap(findMissingLimits),
    ...routes.flatMap(findOutboxProblems),
    ...findRepeatedNames(routes),
    ...findHiddenRoutes(routes),
  ];
}

function toDraft(value: unknown, index: number): RouteDraft[] {
  const raw = readObject(value);
  if (!raw) return [];
  const match = readObject(raw['match']);
  const methods = readWords(match?.['methods'] ?? ['GET'], allowedWords.methods);
  const wanted = match?.['destination'];
  const destinations =
    wanted === undefined
      ? (['', ...allowedWords.destinations] as const)
      : readWords(Array.isArray(wanted) ? wanted : [wanted], allowedWords.destinations);
  const pattern = readPattern(match ? (match['path'] ?? match['url']) : raw['match']);
  const [strategy] = readWords([raw['strategy']], allowedWords.strategies) ?? [];
  return [
    {
      index,
      raw,
      ...(typeof raw['name'] === 'string' && { name: raw['name'] }),
      ...(strategy && { strategy }),
      ...(methods && { methods }),
      ...(destinations && { destinations }),
      ...(pattern && { pattern }),
    },
  ];
}

function findMissingPrecache(root: RawObject): Finding[] {
  if (root['precache'] !== undefined) return [];
  const fallbacks = Object.keys(readObject(root['offline']) ?? {});
  return ['shell', ...(fallbacks.length > 0 ? ['offline'] : [])]
    .filter((key) => root[key] !== undefined)
    .map((key) => ({
      path: [key],
      message: `${showValue(root[key])} names precached files, but nothing is precached; write for example "precache": { "include": ["**/*.html"] }`,
    }));
}

function findMatchProblems({ index, raw }: RouteDraft): Finding[] {
  const match = readObject(raw['match']);
  if (!match) return [];
  const hasPath = match['path'] !== undefined;
  if (hasPath !== (match['url'] !== undefined)) return [];
  const wrong = hasPath
    ? 'has both "path" and "url"; write one of them'
    : 'has neither "path" nor "url"; write for example "path": "/api/*"';
  return [{ path: ['routes', index, 'match'], message: `${showValue(match)} ${wrong}` }];
}

function findStrategyProblems({ index, raw, strategy, methods }: RouteDraft): Finding[] {
  if (!strategy) return [];
  const findings: Finding[] = [];
  const add = (keys: readonly string[], message: string): void => {
    findings.push({ path: ['routes', index, ...keys], message });
  };
  if (raw['timeout'] !== undefined && !strategy.startsWith('network-')) {
    add(
      ['timeout'],
      `${showValue(raw['timeout'])} has no effect with "${strategy}"; leave it out, or write "strategy": "network-first"`,
    );
  }
  for (const key of stores(strategy) ? [] : ['cacheable', 'expire']) {
    if (raw[key] === undefined) continue;
    add(
      [key],
      `${showValue(raw[key])} has no effect with "${strategy}", which stores nothing; leave it out`,
    );
  }
  const uncacheable = methods?.find((method) => method !== 'GET');
  if (uncacheable && strategy !== 'network-only') {
    add(
      ['match', 'methods'],
      `${showValue(methods)} does not go with "${strategy}", because a cache holds no answer to ${uncacheable}; write "strategy": "network-only"`,
    );
  }
  return findings;
}

function findMissingLimits({ index, raw, strategy }: RouteDraft): Finding[] {
  const expire = readObject(raw['expire']);
  if (!expire || Object.keys(expire).length > 0 || (strategy && !stores(strategy))) return [];
  const message = '{} sets no limit; write for example "maxEntries": 100';
  return [{ path: ['routes', index, 'expire'], message }];
}

function findOutboxProblems(route: RouteDraft): Finding[] {
  const { index, raw, strategy } = route;
  if (raw['outbox'] === undefined) return [];
  const misplaced = {
    path: ['routes', index, 'outbox'],
    message: `${showValue(raw['outbox'])} does not go with "${strategy}", which does not send writes; write "strategy": "network-only"`,
  };
  return [
    ...(strategy && strategy !== 'network-only' ? [misplaced] : []),
    ...findReadsInOutbox(route),
  ];
}

function findReadsInOutbox({ index, raw, methods = [], pattern }: RouteDraft): Finding[] {
  const read = methods.find(isRead);
  if (!read) return [];
  const named = methods.filter((method) => !isRead(method));
  const writes = named.length > 0 ? named : allowedWords.methods.filter((name) => !isRead(name));
  const remedy = `"methods": [${quoteAll(writes)}]`;
  const path = ['routes', index, 'match'];
  const match = readObject(raw['match']);
  if (match?.['methods'] !== undefined) {
    const message = `${showValue(methods)} takes ${read}, which an outbox does not keep; write ${remedy}`;
    return [{ path: [...path, 'methods'], message }];
  }
  const wrong = 'names no methods and so takes GET, which an outbox does not keep';
  if (match) return [{ path, message: `${showValue(match)} ${wrong}; add ${remedy}` }];
  if (!pattern) return [];
  const shown = showValue(raw['match']);
  const key = pattern.base === 'url' ? 'url' : 'path';
  return [{ path, message: `${shown} ${wrong}; write { "${key}": ${shown}, ${remedy} }` }];
}

function isRead(method: RouteMethod): boolean {
  return method === 'GET' || method === 'HEAD';
}

function findRepeatedNames(routes: readonly RouteDraft[]): Finding[] {
  const first = new Map<string, number>();
  return routes.flatMap(({ index, name }) => {
    if (name === undefined) return [];
    const taken = first.get(name);
    if (taken === undefined) {
      first.set(name, index);
      return [];
    }
    return [
      {
        path: ['routes', index, 'name'],
        message: `${showValue(name)} is the name of routes[${taken}] already; write another`,
      },
    ];
  });
}

function findHiddenRoutes(routes: readonly RouteDraft[]): Finding[] {
  return routes.flatMap((route, position) => {
    const rivals = routes.slice(0, position).filter(({ pattern }) => {
      return pattern && route.pattern && covers(pattern, route.pattern);
    });
    const hiding = findHiding(rivals, route);
    if (!hiding) return [];
    const name = route.name ?? `routes[${route.index}]`;
    const [first] = hiding;
    const who =
      hiding.length === 1
        ? `routes[${first!.index}]${first!.name === undefined ? '' : `, ${showValue(first!.name)},`} takes all its requests; write it before that one`
        : `${hiding.map(({ index }) => `routes[${index}]`).join(' and ')} take all its requests between them; write it before them`;
    return [
      {
        path: ['routes', route.index],
        message: `${showValue(name)} is never reached, because ${who}`,
      },
    ];
  });
}

/** The routes, one if possible, that between them take every method and destination of a route; `undefined` where some are left. */
function findHiding(
  rivals: readonly RouteDraft[],
  { methods, destinations }: RouteDraft,
): readonly RouteDraft[] | undefined {
  if (!methods || !destinations) return undefined;
  const kinds = methods.flatMap((method) =>
    destinations.map((destination) => ({ method, destination })),
  );
  const takes = (rival: RouteDraft, { method, destination }: (typeof kinds)[number]): boolean =>
    Boolean(rival.methods?.includes(method) && rival.destinations?.includes(destination));
  const one = rivals.find((rival) => kinds.every((kind) => takes(rival, kind)));
  if (one) return [one];
  const first = kinds.map((kind) => rivals.find((rival) => takes(rival, kind)));
  if (first.includes(undefined)) return undefined;
  return rivals.filter((rival) => first.includes(rival));
}

function readObject(value: unknown): RawObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as RawObject)
    : undefined;
}

function readWords<TWord extends string>(
  value: unknown,
  allowed: readonly TWord[],
): readonly TWord[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((word) => (allowed as readonly unknown[]).includes(word))
    ? (value as TWord[])
    : undefined;
}

function readPattern(value: unknown): CompiledPattern | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return compilePattern(value);
  } catch {
    // The schema reports the pattern itself.
    return undefined;
  }
}
