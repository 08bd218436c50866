import type {
  PatternComponents,
  Plan,
  PlannedRoute,
  PlannedStaticRule,
  StaticFiles,
} from '../manifest/plan.js';
import type { CacheNames } from '../protocol/cache-names.js';
import { toLiteral } from '../protocol/url-pattern.js';

/** A condition of the Service Worker Static Routing API; its members must all hold, and `or` stands alone. */
export interface RouterCondition {
  readonly urlPattern?: PatternComponents;
  readonly requestMethod?: string;
  readonly requestMode?: string;
  readonly requestDestination?: string;
  readonly or?: readonly RouterCondition[];
}

/** What answers the requests that one of the conditions holds for; the first rule wins. Source: Service Workers, `RouterRule`. */
export interface RouterRule {
  readonly condition: { readonly or: readonly RouterCondition[] };
  readonly source: 'network' | 'fetch-event' | { readonly cacheName: string };
}

/** A worker's own client inherits a pin, and media are asked for in ranges: both need the worker. */
const leftToWorker = ['worker', 'sharedworker', 'audio', 'video', 'track', 'object', 'embed'];

/** Says in rules what the worker would do anyway: answer an asset, or a document of its own version, from where it is stored. */
export function toFileRules(
  names: CacheNames,
  version: string,
  scope: URL,
  { assets, documents, except }: StaticFiles,
): readonly RouterRule[] {
  const toCondition = (path: string): RouterCondition => ({
    urlPattern: { pathname: toLiteral(scope.pathname) + path, search: '' },
  });
  const requestMode = 'navigate';
  // A browser tries one condition after the other, and navigations are not to wait for those of the assets.
  return [
    toWorker(leftToWorker),
    {
      condition: { or: documents.map((path) => ({ ...toCondition(path), requestMode })) },
      source: { cacheName: names.shell(version) },
    },
    toWorker([], { requestMode }, ...except.map((urlPattern) => ({ urlPattern }))),
    { condition: { or: assets.map(toCondition) }, source: { cacheName: names.assets } },
  ];
}

/**
 * The same for the plan's network-only routes, in the order of all that matter, after the files.
 * @param isTaken whether a stored file of any version is at a URL that the route matches: such a route is not static
 */
export function toRouteRules(
  { offline, routes, staticRoutes = [] }: Plan,
  scope: URL,
  isTaken: (route: PlannedRoute) => boolean,
): readonly RouterRule[] {
  return [
    // The worker has more for these than the network.
    toWorker(Object.keys(offline), { requestMode: 'navigate' }),
    ...staticRoutes.map((rule) => {
      const route = routes.find(({ name }) => name === rule.route)!;
      const urlPattern = toUrlPattern(rule, scope);
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
        source: rule.isNetwork && !isTaken(route) ? ('network' as const) : ('fetch-event' as const),
      };
    }),
  ];
}

function toWorker(
  destinations: readonly string[],
  ...more: readonly RouterCondition[]
): RouterRule {
  return {
    condition: {
      or: [...destinations.map((requestDestination) => ({ requestDestination })), ...more],
    },
    source: 'fetch-event',
  };
}

function toUrlPattern({ base, pattern }: PlannedStaticRule, scope: URL): PatternComponents {
  const { pathname = '*' } = pattern;
  return {
    // A component that is left out would be the worker's own where none in front of it is given.
    ...(base === 'url' && { protocol: '*', hostname: '*', port: '*' }),
    ...pattern,
    pathname: base === 'scope' ? toLiteral(scope.pathname) + pathname : pathname,
  };
}
