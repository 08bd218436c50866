import type { Plan, PlannedPrecache, PlannedStorage } from '../manifest/plan.js';
import type { StrategyName } from '../manifest/types.js';

/** Names of what `holdfast/worker` exports: one that makes a feature, or one that is called with parts for that. */
type FeatureSource = string | readonly [factory: string, ...parts: (string | undefined)[]];

/**
 * The plan and its features as a module, for `virtual:holdfast/plan`; it imports only what the plan uses.
 * @param extra features beyond those of the plan; they come last
 */
export function planModule(plan: Plan, extra: readonly FeatureSource[] = []): string {
  const features: readonly FeatureSource[] = [
    ...(plan.precache ? [precacheSource(plan, plan.precache)] : []),
    ...(plan.precache?.hasOptional ? ['optionalFiles'] : []),
    // After the precache: its files are what the browser may answer with.
    ...(plan.staticRoutes ? [plan.staticRoutes.length > 0 ? 'staticRoutes' : 'staticFiles'] : []),
    // Before the strategies: these say what may be stored, and what is kept when it cannot be sent.
    ...(plan.storage ? [expirationSource(plan.storage)] : []),
    ...(plan.outbox ? ['outbox'] : []),
    ...strategyExports
      .filter(([strategy]) => plan.routes.some((route) => route.strategy === strategy))
      .map(([, name]) => name),
    ...extra,
  ];
  const names = features.flat().filter((name) => name !== undefined);
  return [
    ...(names.length > 0 ? [`import { ${names.join(', ')} } from 'holdfast/worker';`] : []),
    `export const plan = ${JSON.stringify(plan)};`,
    `export const features = [${features.map(toExpression).join(', ')}];`,
    '',
  ].join('\n');
}

function precacheSource(plan: Plan, { isPacked }: PlannedPrecache): FeatureSource {
  const hasOffline = Object.keys(plan.offline).length > 0;
  return [
    'precache',
    isPacked ? 'downloadPack' : undefined,
    plan.shell ? 'appShell' : undefined,
    hasOffline ? 'offlineFile' : undefined,
  ];
}

function expirationSource({ keepFreeBytes }: PlannedStorage): FeatureSource {
  return ['expiration', keepFreeBytes === undefined ? undefined : 'readShortage'];
}

function toExpression(feature: FeatureSource): string {
  if (typeof feature === 'string') return feature;
  const [factory, ...parts] = feature;
  return `${factory}(${parts.map(String).join(', ')})`;
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
