import type { Strategy } from 'workbox-strategies/Strategy.js';
import type { Plan } from '../manifest/plan.js';
import { admit } from './admit.js';
import { createCacheNames } from '../protocol/cache-names.js';
import { listen } from './events.js';
import type { AppParts, Feature, FeatureFactory, WorkerContext } from './feature.js';
import { createHandle } from './handle.js';
import { createMessageHandler } from './message.js';
import { createNetwork } from './network.js';
import { createReport } from './report.js';
import { createRouter } from '../routing/route.js';
import { createRuntime } from './runtime.js';
import { createUpkeep } from './upkeep.js';
import type { AccessHooks } from './strategy/access.js';

declare const self: ServiceWorkerGlobalScope;

/**
 * Wires a worker of parts that fit: the composition root. A generated worker calls it as it is, for the build has made its
 * parts for each other; a worker of the app's own goes through `start`, which checks them.
 * @returns the strategies by route name
 */
export function wire(
  plan: Plan,
  features: readonly FeatureFactory[],
  app?: AppParts,
): ReadonlyMap<string, Strategy> {
  const runtime = createRuntime(self);
  const context: WorkerContext = {
    plan,
    runtime,
    names: createCacheNames(runtime.scope),
    network: createNetwork(runtime),
    report: createReport(runtime, plan.version),
    ...(app ? { app } : {}),
  };
  const made: readonly Feature[] = features.map((create) => create(context, () => made));
  // The app's own plugins see what Holdfast gives and takes.
  const wraps = made.flatMap(({ access }) => access ?? []);
  if (app) wraps.push(app.pluginHooks);
  const around: AccessHooks = (handler, cacheName, access) =>
    wraps.reduce((inner, wrap) => wrap(handler, cacheName, inner), access);
  const strategies = createStrategies(context, made, around, app);
  const router = createRouter(plan.routes, runtime.scope.origin);
  const handle = createHandle(context, made, strategies);
  const upkeep = createUpkeep(context, made);

  listen(self, {
    async install(event) {
      try {
        for (const feature of made) await feature.install?.(event);
      } catch (error) {
        await context.report.installFailed(error);
        throw error;
      }
      if (plan.update.activate === 'immediately') await runtime.skipWaiting();
    },
    async activate() {
      const works = [
        () => collectCaches(context),
        ...made.map((feature) => async () => feature.activate?.()),
      ];
      for (const work of works) {
        try {
          await runtime.within(work());
        } catch (error) {
          // Leftovers cost space; a worker that takes no charge would cost the new version, and pages wait for it.
          context.report.fault('activate/unfinished', plan.version, error);
        }
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
    message: createMessageHandler(context, made, upkeep),
    async sync({ tag }) {
      for (const feature of made) await feature.sync?.(tag);
    },
  });
  return strategies;
}

function createStrategies(
  context: WorkerContext,
  features: readonly Feature[],
  around: AccessHooks,
  app: AppParts | undefined,
): Map<string, Strategy> {
  const { names, plan } = context;
  const strategies = new Map<string, Strategy>();
  for (const route of plan.routes) {
    const options = {
      cacheName: names.route(route.name),
      ...(app ? { plugins: app.pluginsOf(route, features) } : {}),
    };
    for (const feature of features) {
      const strategy = feature.strategy?.(route, options, around);
      if (strategy) strategies.set(route.name, strategy);
    }
  }
  return strategies;
}

/** Deletes this scope's caches that the plan has no use for: of routes that are gone, and of a precache that is. */
async function collectCaches({ names, plan, runtime }: WorkerContext): Promise<void> {
  const kept = new Set(plan.routes.map((route) => names.route(route.name)));
  for (const cacheName of await runtime.caches.keys()) {
    // Which of its versions are still used is the precache's own business.
    const isPrecache = plan.precache && !cacheName.startsWith(names.route(''));
    if (!names.isOwn(cacheName) || kept.has(cacheName) || isPrecache) continue;
    await runtime.caches.delete(cacheName);
  }
}
