export { start } from './start.js';
export type { StartOptions } from './start.js';
export { wire } from './wire.js';
export { downloadPack } from './precache/download.js';
export { appShell } from '../routing/app-shell.js';
export { offlineFile } from '../routing/offline-file.js';
export { decisionLog } from './decision-log.js';
export { precache } from './precache/precache.js';
export { optionalFiles } from './precache/optional-files.js';
export { expiration } from './expiration/expiration.js';
export { readShortage } from './expiration/shortage.js';
export { outbox } from './outbox/outbox.js';
export { staticFiles, staticRoutes } from './static-routes.js';
export {
  cacheFirst,
  cacheOnly,
  networkFirst,
  networkOnly,
  staleWhileRevalidate,
} from './strategy/strategies.js';
export { selfDestroy } from './self-destroy.js';
export type { AdmittedRequest } from './admit.js';
export type { CacheNames } from '../protocol/cache-names.js';
export type { Feature, FeatureFactory, OutboxHooks, WorkerContext } from './feature.js';
export type { Network, NetworkAnswer } from './network.js';
export type { Report } from './report.js';
export type { Runtime } from './runtime.js';
export type {
  Plan,
  PlannedOutbox,
  PlannedPattern,
  PlannedPrecache,
  PlannedRoute,
  PlannedShell,
} from '../manifest/plan.js';
