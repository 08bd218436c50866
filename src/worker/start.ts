import type { WorkboxPlugin } from 'workbox-core/types.js';
import { HoldfastError } from '../errors.js';
import type { Plan } from '../manifest/plan.js';
import type { FeatureFactory, OutboxHooks } from './feature.js';
import { workboxHooks } from './strategy/workbox-hooks.js';
import { wire } from './wire.js';

/** What no manifest can hold. */
export interface StartOptions {
  /** Workbox plugins by route name; they run after Holdfast's own. Default: none. */
  readonly plugins?: { readonly [routeName: string]: readonly WorkboxPlugin[] };
  /** Code that runs when writes made offline are delivered. Only with a plan that has an outbox. Default: none. */
  readonly outbox?: OutboxHooks;
}

/**
 * Starts a worker of the app's own: the plan's routes, the features that carry them out, the listeners. Called once, in the
 * first turn of the worker's script.
 * @throws {HoldfastError} code `"worker/incomplete"` when the plan needs a strategy that no feature makes,
 *   when its format is another, when `plugins` names a route that does not exist, or when `outbox` is given without one
 */
export function start(
  plan: Plan,
  features: readonly FeatureFactory[],
  { outbox, plugins = {} }: StartOptions = {},
): void {
  if ((plan.format as number) !== 1) {
    throw incomplete(
      `The plan has format ${plan.format}, and this worker reads format 1; build both with the same version of holdfast.`,
    );
  }
  for (const name of Object.keys(plugins)) {
    if (!plan.routes.some((route) => route.name === name)) {
      const names = plan.routes.map((route) => `\`${route.name}\``).join(', ') || 'none';
      throw incomplete(`\`plugins.${name}\` names no route; the plan has ${names}.`);
    }
  }
  if (outbox && !plan.outbox) {
    throw incomplete('`outbox` is given, and no route of the plan has an `outbox`.');
  }
  const strategies = wire(plan, features, {
    pluginsOf: (route, made) => [
      storeAll,
      ...made.flatMap((feature) => feature.plugins?.(route) ?? []),
      // A route may be called like what every object has.
      ...(Object.hasOwn(plugins, route.name) ? plugins[route.name]! : []),
    ],
    pluginHooks: workboxHooks,
    ...(outbox && { outbox }),
  });
  const lacking = plan.routes.find((route) => !strategies.has(route.name));
  if (lacking) {
    throw incomplete(
      `Route \`${lacking.name}\` asks for \`${lacking.strategy}\`, and no feature handed to \`start\` makes it; hand over the \`features\` of \`virtual:holdfast/plan\`.`,
    );
  }
}

/** What may be stored is decided without it; but where no plugin has this hook, Workbox adds a rule of its own. */
const storeAll: WorkboxPlugin = {
  // eslint-disable-next-line typescript/require-await -- Workbox awaits its hooks
  cacheWillUpdate: async ({ response }) => response,
};

function incomplete(message: string): HoldfastError {
  return new HoldfastError('worker/incomplete', message);
}
