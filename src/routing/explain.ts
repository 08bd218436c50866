import type { Plan, PlannedRoute } from '../manifest/plan.js';
import { toScopePath, type Address } from './address.js';
import { appShell } from './app-shell.js';
import { createLookup, type PrecachedFile } from './lookup.js';
import { offlineFile } from './offline-file.js';
import { createRouter } from './route.js';

/** A request as far as the choice of its answer goes. */
export interface ExplainedRequest {
  readonly url: Address;
  readonly method: string;
  /** Source: Fetch, request `destination`; empty for `fetch()`. */
  readonly destination: string;
  /** Whether it loads a page, of a browser that wants HTML for it. */
  readonly isNavigation: boolean;
}

/**
 * How the path of a request led to a precached file: it is the file's own, that of the folder whose index it is, or the
 * file's without `.html`.
 */
export type FileRule = 'exact' | 'folder-index' | 'html-extension';

/** Who answers a request. A route may still find that neither network nor cache has an answer. */
export type Answer =
  | {
      readonly by: 'precache';
      /** Scope-relative. */
      readonly path: string;
      readonly rule: FileRule;
      /** Whether the URL has a search part, all of it such as `ignoreSearch` names. */
      readonly hasIgnoredSearch: boolean;
    }
  | { readonly by: 'shell'; readonly path: string }
  | { readonly by: 'route'; readonly route: PlannedRoute }
  /** The worker does not touch it. */
  | { readonly by: 'browser' };

/** The first of its conditions that a request does not meet. */
export type Mismatch = 'url' | 'method' | 'destination';

/** Who answers a request, who was asked before, and who stands in. */
export interface Explanation {
  readonly answer: Answer;
  /** The routes before the one that answers, or all, in their order. */
  readonly passed: readonly { readonly route: PlannedRoute; readonly mismatch: Mismatch }[];
  /** Scope-relative path of the precached file that answers where nothing else can; absent where there is none. */
  readonly offline?: string;
}

/** What to explain by. */
export interface ExplainOptions {
  readonly plan: Plan;
  /** The worker's. */
  readonly scope: Pick<Address, 'origin' | 'pathname'>;
  /**
   * The scope-relative paths of all precached files. Without them whatever looks like an asset is taken for one, as the
   * worker does before it has looked for it.
   */
  readonly files?: ReadonlySet<string>;
}

/**
 * Compiles a plan to what says, for any request, which part of it answers, by the very parts that choose in the worker. Requests
 * that come to no worker at all (of another scheme, or past it) are not told apart.
 */
export function createExplainer({
  plan,
  scope,
  files,
}: ExplainOptions): (request: ExplainedRequest) => Explanation {
  const lookup = plan.precache ? createLookup(plan.precache) : () => undefined;
  const findShell = appShell(plan);
  const router = createRouter(plan.routes, scope.origin);

  function findFile({ url, method }: ExplainedRequest, path: string): Answer | undefined {
    const file: PrecachedFile | undefined = method === 'GET' ? lookup(url, path) : undefined;
    if (!file || files?.has(file.path) === false) return undefined;
    return {
      by: 'precache',
      path: file.path,
      rule: readRule(file.path, path),
      hasIgnoredSearch: url.search !== '',
    };
  }

  function findPage({ method, isNavigation }: ExplainedRequest, path: string): Answer | undefined {
    if (method !== 'GET' || !isNavigation) return undefined;
    const headers = { get: () => 'text/html' };
    const file = findShell({ mode: 'navigate', headers }, path);
    return file && { by: 'shell', path: file.path };
  }

  function findMismatch(route: PlannedRoute, request: ExplainedRequest): Mismatch {
    const { destinations: _, ...anyDestination } = route;
    const fits = (one: object): boolean =>
      createRouter([one as PlannedRoute], scope.origin)(toRoutable(request)) !== undefined;
    if (fits(anyDestination)) return 'destination';
    return fits({ ...anyDestination, methods: [request.method] }) ? 'method' : 'url';
  }

  function toRoutable(request: ExplainedRequest): Parameters<typeof router>[0] {
    return { url: request.url, path: toScopePath(request.url, scope), request };
  }

  return (request) => {
    const path = toScopePath(request.url, scope);
    const offline = offlineFile(plan, request)?.path;
    const stored =
      path === undefined ? undefined : (findFile(request, path) ?? findPage(request, path));
    const route = stored ? undefined : router(toRoutable(request));
    const before = stored
      ? []
      : plan.routes.slice(0, route ? plan.routes.indexOf(route) : undefined);
    return {
      answer: stored ?? (route ? { by: 'route', route } : { by: 'browser' }),
      passed: before.map((one) => ({ route: one, mismatch: findMismatch(one, request) })),
      ...(route && offline !== undefined && { offline }),
    };
  };
}

function readRule(file: string, path: string): FileRule {
  if (file === path) return 'exact';
  return file === `${path}.html` ? 'html-extension' : 'folder-index';
}
