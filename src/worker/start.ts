import type { Strategy } from 'workbox-strategies/Strategy.js';
import type { WorkboxPlugin } from 'workbox-core/types.js';
import { HoldfastError } from '../errors.js';
import type { Plan, PlannedRoute } from '../manifest/plan.js';
import { admit } from './admit.js';
import { createCacheNames } from './cache-names.js';
import { listen } from './events.js';
import type { Feature, FeatureFactory, WorkerContext } from './feature.js';
import { createHandle } from './handle.js';
import { createMessageHandler } from './message.js';
import { createNetwork } from './network.js';
import { createReport } from './report.js';
import { createRouter } from './route.js';
import { createRuntime } from './runtime.js';
import { cacheable } from './strategy/cacheable.js';

declare const self: ServiceWorkerGlobalScope;

/** What no manifest can hold. */
export interface StartOptions {
  /** Workbox plugins by route name; they run after Holdfast's own. Default: none. */
  readonly plugins?: { readonly [routeName: string]: readonly WorkboxPlugin[] };
}

/**
 * Wires a worker: the plan's routes, the features that carry them out, the listeners. Called once, in the first turn
 * of the worker's script.
 * @throws {HoldfastError} code `"worker/incomplete"` when the plan needs a strategy that no feature makes, when its format is
 *   another, or when `plugins` names a route that does not exist
 */
export function start(
  plan: Plan,
  features: readonly FeatureFactory[],
  options: StartOptions = {},
): void {
  if ((plan.format as number) !== 1) {
    throw new HoldfastError(
      'worker/incomplete',
      `The plan has format ${plan.format}, not 1; build it with this version of holdfast`,
    );
  }
  const runtime = createRuntime(self);
  const context: WorkerContext = {
    plan,
    runtime,
    names: createCacheNames(runtime.scope),
    network: createNetwork(runtime),
    report: createReport(runtime, plan.version),
  };
  const made = features.map((create) => create(context));
  const strategies = createStrategies(context, made, options);
  const router = createRouter(plan.routes, runtime.scope.origin);
  const handle = createHandle(context, made, strategies);

  listen(self, {
    async install() {
      try {
        for (const feature of made) await feature.install?.();
      } catch (error) {
        context.report.installFailed(error);
        throw error;
      }
      if (plan.update.activate === 'immediately') await runtime.skipWaiting();
    },
    async activate() {
      try {
        await collectCaches(context);
        for (const feature of made) await feature.activate?.();
      } catch (error) {
        // Leftovers cost space; a worker that takes no charge would cost the new version.
        context.report.fault('activate/unfinished', plan.version, error);
      }
      await runtime.clients.claim();
    },
    fetch(event) {
      const admitted = admit(event, runtime.scope);
      if (!admitted) return undefined;
      let pending: Promise<Response | undefined> | undefined;
      for (const feature of made) pending ??= feature.respond?.(admitted);
      const route = router(admitted);
      return pending || route ? handle(admitted, route, pending) : undefined;
    },
    message: createMessageHandler(context, made),
    async sync(tag) {
      for (const feature of made) await feature.sync?.(tag);
    },
  });
}

function createStrategies(
  context: WorkerContext,
  features: readonly Feature[],
  { plugins = {} }: StartOptions,
): Map<string, Strategy> {
  const { plan, names } = context;
  for (const name of Object.keys(plugins)) {
    if (!plan.routes.some((route) => route.name === name)) {
      throw new HoldfastError(
        'worker/incomplete',
        `\`plugins.${name}\` names no route of the plan`,
      );
    }
  }
  return new Map(plan.routes.map((route) => [route.name, createStrategy(route)]));

  function createStrategy(route: PlannedRoute): Strategy {
    const options = {
      cacheName: names.route(route.name),
      plugins: [
        cacheable(route.statuses),
        ...features.flatMap((feature) => feature.plugins?.(route) ?? []),
        ...(plugins[route.name] ?? []),
      ],
    };
    for (const feature of features) {
      const strategy = feature.strategy?.(route, options);
      if (strategy) return strategy;
    }
    throw new HoldfastError(
      'worker/incomplete',
      `Route \`${route.name}\` asks for \`${route.strategy}\`; give \`start\` the features of virtual:holdfast/plan`,
    );
  }
}

/** Deletes this scope's caches that the plan has no use for: those of older versions and of routes that are gone. */
async function collectCaches({ names, plan, runtime, report }: WorkerContext): Promise<void> {
  const kept = new Set(plan.routes.map((route) => names.route(route.name)));
  if (plan.precache) kept.add(names.assets).add(names.shell(plan.version));
  for (const cacheName of await runtime.caches.keys()) {
    if (!names.isOwn(cacheName) || kept.has(cacheName)) continue;
    await runtime.caches.delete(cacheName);
    report.note('cache/collected', cacheName);
  }
}
