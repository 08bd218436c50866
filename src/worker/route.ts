import type { PlannedPattern, PlannedRoute } from '../manifest/plan.js';

/** What a route is chosen by. */
export interface RoutableRequest {
  readonly url: URL;
  /** The path from the scope, without a leading slash; `undefined` outside the scope. */
  readonly path: string | undefined;
  readonly request: { readonly method: string; readonly destination: string };
}

/** Finds the first route, in manifest order, that wants a request. */
export type Router = (request: RoutableRequest) => PlannedRoute | undefined;

/** Compiles the routes' patterns once. `origin` is the worker's own. */
export function createRouter(routes: readonly PlannedRoute[], origin: string): Router {
  const compiled = routes.map((route) => ({ route, matches: compilePattern(route.url, origin) }));
  return (request) =>
    compiled.find(
      ({ route, matches }) =>
        (route.methods as readonly string[]).includes(request.request.method) &&
        (!route.destinations ||
          (route.destinations as readonly string[]).includes(request.request.destination)) &&
        matches(request),
    )?.route;
}

/** Compiles one regular expression source of the plan. */
export function compileSource(source: string): RegExp {
  return new RegExp(source, 'u');
}

function compilePattern(
  pattern: PlannedPattern,
  origin: string,
): (request: RoutableRequest) => boolean {
  const { base } = pattern;
  const components = (['protocol', 'hostname', 'port', 'pathname', 'search'] as const).flatMap(
    (name) => {
      const source = pattern[name];
      return source === undefined ? [] : [{ name, expression: compileSource(source) }];
    },
  );
  return ({ url, path }) =>
    (base === 'url' || url.origin === origin) &&
    (base !== 'scope' || path !== undefined) &&
    components.every(({ name, expression }) =>
      expression.test(base === 'scope' && name === 'pathname' ? path! : readComponent(url, name)),
    );
}

function readComponent(
  url: URL,
  name: 'protocol' | 'hostname' | 'port' | 'pathname' | 'search',
): string {
  const value = url[name];
  if (name === 'protocol') return value.slice(0, -1);
  return name === 'search' ? value.slice(1) : value;
}
