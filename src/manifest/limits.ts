import type { PlannedExpire, PlannedStorage } from './plan.js';
import type {
  ExpireOptions,
  Manifest,
  RouteOptions,
  StorageOptions,
  StrategyName,
} from './types.js';
import { parseMaxAge, parseSize } from './units.js';
import { showValue } from './wording.js';

/** For a manifest that does not say; the docs of the option say why. */
const defaultOpaqueBytes = '7MB';

/** Tells whether a route with this strategy has a cache of its own that it writes to. */
export function stores(strategy: StrategyName): boolean {
  return !strategy.endsWith('-only');
}

/** Resolves the units. */
export function resolveExpire({ maxEntries, maxBytes, maxAge }: ExpireOptions): PlannedExpire {
  return {
    ...(maxEntries !== undefined && { maxEntries }),
    ...(maxBytes !== undefined && { maxBytes: parseSize(maxBytes) }),
    ...(maxAge !== undefined && { maxAgeMs: parseMaxAge(maxAge) }),
  };
}

/** Resolves what bounds all routes together; `undefined` where no route stores, or neither it nor they have a limit. */
export function resolveStorage({ routes = [], storage }: Manifest): PlannedStorage | undefined {
  const storing = routes.filter(({ strategy }) => stores(strategy));
  if (storing.length === 0 || !(storage ?? storing.some(({ expire }) => expire))) return undefined;
  const { maxBytes, keepFree, opaqueBytes = defaultOpaqueBytes } = storage ?? {};
  return {
    ...(maxBytes !== undefined && { maxBytes: parseSize(maxBytes) }),
    ...(keepFree !== undefined && { keepFreeBytes: parseSize(keepFree) }),
    opaqueBytes: parseSize(opaqueBytes),
  };
}

/** Finds what is allowed and yet hardly meant, in manifest order: caches that grow for ever, or that let nothing in. */
export function findLimitWarnings({ routes = [], storage = {} }: Manifest): readonly string[] {
  return routes
    .filter(({ strategy }) => stores(strategy))
    .flatMap((route) => [
      ...(route.expire || storage.maxBytes !== undefined ? [] : [warnOfGrowth(route)]),
      ...warnOfOpaque(route, storage),
    ]);
}

function warnOfGrowth({ name }: RouteOptions): string {
  return `route \`${name}\` stores responses without a limit, so its cache grows for ever; add for example "expire": { "maxEntries": 100 }`;
}

function warnOfOpaque(
  { name, cacheable, expire }: RouteOptions,
  { maxBytes, opaqueBytes = defaultOpaqueBytes }: StorageOptions,
): string[] {
  if (!cacheable?.statuses?.includes(0)) return [];
  const tooSmall = [expire?.maxBytes, maxBytes].find(
    (size) => size !== undefined && parseSize(size) < parseSize(opaqueBytes),
  );
  return tooSmall === undefined
    ? []
    : [
        `route \`${name}\` never stores an opaque response, because each counts for ${showValue(opaqueBytes)} and "maxBytes" is ${showValue(tooSmall)}; write more, or leave 0 out of "statuses"`,
      ];
}
