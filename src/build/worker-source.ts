import type { Plan } from '../manifest/plan.js';
import type { StrategyName } from '../manifest/types.js';

/** The plan and its features as a module, for `virtual:holdfast/plan`; it imports only what the plan uses. */
export function planModule(plan: Plan): string {
  const features = [
    ...(plan.precache ? [plan.precache.isPacked ? 'packedPrecache' : 'precache'] : []),
    ...(plan.precache?.hasOptional ? ['optionalFiles'] : []),
    // After the precache: its files are what the browser may answer with.
    ...(plan.staticRoutes ? [plan.staticRoutes.length > 0 ? 'staticRoutes' : 'staticFiles'] : []),
    // Before the strategies: these say what may be stored, and what is kept when it cannot be sent.
    ...(plan.storage ? ['expiration'] : []),
    ...(plan.outbox ? ['outbox'] : []),
    ...strategyExports
      .filter(([strategy]) => plan.routes.some((route) => route.strategy === strategy))
      .map(([, name]) => name),
  ];
  return [
    ...(features.length > 0 ? [`import { ${features.join(', ')} } from 'holdfast/worker';`] : []),
    `export const plan = ${JSON.stringify(plan)};`,
    `export const features = [${features.join(', ')}];`,
    '',
  ].join('\n');
}

/** The worker of an app that has written none itself. */
export const defaultEntry = `import { wire } from 'holdfast/worker';
import { plan, features } from 'virtual:holdfast/plan';
wire(plan, features);
`;

/** The worker that removes all traces of the ones before it. */
export const selfDestroyEntry = `import { selfDestroy } from 'holdfast/worker';
selfDestroy();
`;

const strategyExports: readonly (readonly [StrategyName, string])[] = [
  ['cache-first', 'cacheFirst'],
  ['network-first', 'networkFirst'],
  ['stale-while-revalidate', 'staleWhileRevalidate'],
  ['cache-only', 'cacheOnly'],
  ['network-only', 'networkOnly'],
];
