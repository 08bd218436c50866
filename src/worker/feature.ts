import type { Strategy, StrategyOptions } from 'workbox-strategies/Strategy.js';
import type { WorkboxPlugin } from 'workbox-core/types.js';
import type { Plan, PlannedRoute } from '../manifest/plan.js';
import type { PageMessage, WorkerStatus } from '../protocol/messages.js';
import type { OutboxEventItem } from '../protocol/outbox.js';
import type { AdmittedRequest } from './admit.js';
import type { CacheNames } from '../protocol/cache-names.js';
import type { Network } from './network.js';
import type { Report } from './report.js';
import type { Runtime } from './runtime.js';
import type { AccessHooks } from './strategy/access.js';

/** Code of the app's own that the outbox runs. */
export interface OutboxHooks {
  /**
   * Called before each delivery of a write that was kept, not before its first attempt: to put fresh credentials on it. A
   * rejection counts as an attempt that reached no server.
   * @param request as it will be sent, body included
   * @param item the write; `item.attempts` counts this attempt already
   * @returns what to send instead; `undefined` for the request as it is
   */
  beforeDelivery?(
    request: Request,
    item: OutboxEventItem,
  ): Request | undefined | Promise<Request | undefined>;
}

/** What every part of the worker shares. */
export interface WorkerContext {
  /** The compiled manifest. */
  readonly plan: Plan;
  /** The platform. */
  readonly runtime: Runtime;
  /** The names of this scope's caches. */
  readonly names: CacheNames;
  /** The way to the server. */
  readonly network: Network;
  /** Where faults are written down. */
  readonly report: Report;
  /** Absent in a generated worker. */
  readonly app?: AppParts;
}

/** What a worker of the app's own brings along. */
export interface AppParts {
  /** The Workbox plugins of a route, those of features included. */
  pluginsOf(route: PlannedRoute, features: readonly Feature[]): WorkboxPlugin[];
  /** Runs them. */
  readonly pluginHooks: AccessHooks;
  readonly outbox?: OutboxHooks;
}

/**
 * A part of the worker that can be left out. Every hook is optional; hooks of several features run in the order the features
 * were given to `start`.
 */
export interface Feature {
  /** As the event log names it. */
  readonly name: string;
  /**
   * Makes the strategy of a route, if this feature has the one it asks for. `options` must be passed on, and `around` be put
   * around its access to network and cache.
   */
  strategy?(
    route: PlannedRoute,
    options: StrategyOptions,
    around: AccessHooks,
  ): Strategy | undefined;
  /** Puts something around what strategies store and look up. */
  readonly access?: AccessHooks;
  /** Workbox plugins that join a route's strategy, in a worker of the app's own; generated workers run none. */
  plugins?(route: PlannedRoute): readonly WorkboxPlugin[];
  /**
   * May take a request before the routes. Decides synchronously; a promise of `undefined` hands the request on to the
   * route that wants it, or to the network.
   */
  respond?(request: AdmittedRequest): Promise<Response | undefined> | undefined;
  /** Answers a request that everything else failed to answer. */
  fallback?(request: AdmittedRequest): Promise<Response | undefined>;
  /** A rejection fails the install; the version before goes on serving. */
  install?(event: ExtendableEvent): Promise<void>;
  /** Runs as the worker takes charge. A rejection is noted; it holds nothing up. */
  activate?(): Promise<void>;
  /** The browser's `sync` event, where it has one: the network is there again. A rejection has the browser come again. */
  sync?(tag: string): Promise<void>;
  /** Answers a page's message; `undefined` leaves it to the next feature. */
  message?(message: PageMessage, event: ExtendableMessageEvent): Promise<unknown> | undefined;
  /**
   * Gives up what can be had again, for something that found the disk full.
   * @param sizeBytes of what is to be stored; how much more has to go, the feature knows
   */
  freeSpace?(sizeBytes: number): Promise<void>;
  /** What it adds to the worker's status, for the client that asks; a rejection fails the answer. */
  status?(clientId: string): Promise<Partial<WorkerStatus>>;
  /**
   * Upkeep that no request waits for (audit, optional files, collection), called when a page has nothing urgent to do.
   * Never called again before the call before it has settled. A rejection is noted and keeps no other feature from its own.
   */
  idle?(): Promise<void>;
}

/**
 * Makes a feature for one worker.
 * @param listFeatures all of that worker's; not before each is made
 */
export type FeatureFactory = (
  context: WorkerContext,
  listFeatures: () => readonly Feature[],
) => Feature;
