import type { PlannedStaticRule, Plan, PlannedRoute, PrecacheFile } from '../manifest/plan.js';
import { toCacheKey } from '../protocol/cache-key.js';
import type { CacheNames } from '../protocol/cache-names.js';

/** A condition of the Service Worker Static Routing API; its members must all hold, and `or` stands alone. */
export interface RouterCondition {
  readonly urlPattern?: { readonly [component: string]: string };
  readonly requestMethod?: string;
  readonly requestMode?: string;
  readonly requestDestination?: string;
  readonly or?: readonly RouterCondition[];
}

/** What answers the requests that a condition holds for; the first rule wins. Source: Service Workers, `RouterRule`. */
export interface RouterRule {
  readonly condition: RouterCondition;
  readonly source: 'network' | 'fetch-event' | { readonly cacheName: string };
}

// Browsers take 1024 conditions in all, and try them one after the other.
const maxFiles = 512;
// Chromium 156 crashes at 256 and more.
const maxRules = 128;

/** A worker's own client inherits a pin, and media are asked for in ranges: both need the worker. */
const leftToWorker = ['worker', 'sharedworker', 'audio', 'video', 'track', 'object', 'embed'];
const neverInRanges = /\.(?:css|m?js|json|wasm|svg|png|jpe?g|webp|avif|gif|ico|woff2?|[ot]tf)$/;

/**
 * Says in rules what the worker would do with some requests anyway: answer an asset or a document of its own version from
 * where it is stored, and leave a network-only route to the network.
 * @param files of the worker's own version
 * @param isTaken whether a stored file of any version is at a URL that the route matches: such a route is not static
 */
export function toRouterRules(
  plan: Plan,
  names: CacheNames,
  scope: URL,
  files: readonly PrecacheFile[],
  isTaken: (route: PlannedRoute) => boolean,
): readonly RouterRule[] {
  const chosen = files.filter(isStatic);
  // What every visit asks for comes first.
  const kept = [
    ...chosen.filter(({ isEntry }) => isEntry),
    ...chosen.filter((file) => !file.isEntry),
  ].slice(0, maxFiles);
  const fromCache = (kind: PrecacheFile['kind'], cacheName: string): RouterRule => ({
    condition: {
      or: kept
        .filter((file) => file.kind === kind)
        .map(({ path }) => ({
          urlPattern: {
            pathname: toLiteral(toCacheKey(path, { href: scope.pathname })),
            search: '',
          },
          ...(kind === 'shell' && { requestMode: 'navigate' }),
        })),
    },
    source: { cacheName },
  });
  const toWorker = (
    destinations: readonly string[],
    more: readonly RouterCondition[] = [],
  ): RouterRule => ({
    condition: {
      or: [...destinations.map((requestDestination) => ({ requestDestination })), ...more],
    },
    source: 'fetch-event',
  });
  const network = (plan.staticRoutes ?? []).map((rule) => toRule(rule, plan, scope, isTaken));
  return [
    toWorker(leftToWorker),
    fromCache('asset', names.assets),
    fromCache('shell', names.shell(plan.version)),
    ...(network.length > 0
      ? [toWorker(Object.keys(plan.offline), [{ requestMode: 'navigate' }])]
      : []),
    ...network,
  ]
    .filter(({ condition }) => condition.or?.length !== 0)
    .slice(0, maxRules);
}

function isStatic({ path, kind }: PrecacheFile): boolean {
  return kind === 'asset' ? neverInRanges.test(path) : /\.html?$/.test(path);
}

function toRule(
  { base, isNetwork, pattern, route: name }: PlannedStaticRule,
  { routes }: Plan,
  scope: URL,
  isTaken: (route: PlannedRoute) => boolean,
): RouterRule {
  const route = routes.find((planned) => planned.name === name)!;
  // A component that is left out would be the worker's own where none in front of it is given.
  const all = base === 'url' ? { protocol: '*', hostname: '*', port: '*' } : {};
  const pathname = pattern.pathname ?? '*';
  const urlPattern = {
    ...all,
    ...pattern,
    pathname: base === 'scope' ? toLiteral(scope.pathname) + pathname : pathname,
  };
  return {
    condition: {
      or: route.methods.flatMap((requestMethod) =>
        (route.destinations ?? [undefined]).map((requestDestination) => ({
          urlPattern,
          requestMethod,
          ...(requestDestination && { requestDestination }),
        })),
      ),
    },
    source: isNetwork && !isTaken(route) ? 'network' : 'fetch-event',
  };
}

/** What is syntax in a URLPattern is escaped. */
function toLiteral(path: string): string {
  return path.replace(/[+*?:{}()\\]/g, '\\$&');
}
