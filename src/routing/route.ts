import type { PlannedRoute } from '../manifest/plan.js';
import type { Address } from './address.js';

/** What a route is chosen by. */
export interface RoutableRequest {
  readonly url: Address;
  /** The path from the scope, without a leading slash; `undefined` outside the scope. */
  readonly path: string | undefined;
  readonly request: { readonly method: string; readonly destination: string };
}

/** Finds the first route, in manifest order, that wants a request. */
export type Router = (request: RoutableRequest) => PlannedRoute | undefined;

/** Compiles the routes' patterns once. `origin` is the worker's own. */
export function createRouter(routes: readonly PlannedRoute[], origin: string): Router {
  const expressions = routes.map((route) => compileSource(route.url.source));
  return ({ url, path, request }) => {
    const { protocol, hostname, port, pathname } = url;
    // No part of a URL has a line feed: the parser takes them out, or encodes them.
    const end = `\n${url.search.slice(1)}`;
    const subjects = {
      scope: path !== undefined && path + end,
      root: url.origin === origin && pathname + end,
      url: [protocol.slice(0, -1), hostname, port, pathname].join('\n') + end,
    };
    return routes.find(({ url: { base }, methods, destinations }, index) => {
      const subject = subjects[base];
      return (
        subject &&
        (methods as readonly string[]).includes(request.method) &&
        (destinations as readonly string[] | undefined)?.includes(request.destination) !== false &&
        expressions[index]!.test(subject)
      );
    });
  };
}

/** Compiles one regular expression source of the plan. */
export function compileSource(source: string): RegExp {
  return new RegExp(source, 'u');
}
