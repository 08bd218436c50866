/**
 * The manifest: what an app tells Holdfast, and the parser that says what is wrong with it.
 * @module
 */
export { HoldfastError, isHoldfastError } from '../errors.js';
export type { HoldfastErrorCode, HoldfastErrorOptions } from '../errors.js';
export { defineManifest } from './define.js';
export { parseManifest } from './parse.js';
export type {
  PatternComponents,
  Plan,
  PlannedExpire,
  PlannedOutbox,
  PlannedPattern,
  PlannedPrecache,
  PlannedRoute,
  PlannedShell,
  PlannedStaticRule,
  PlannedStorage,
} from './plan.js';
export { ManifestError } from './problems.js';
export type { ManifestProblem } from './problems.js';
export type {
  ActivatePolicy,
  CacheableOptions,
  Destination,
  Duration,
  ExpireOptions,
  Manifest,
  MatchOptions,
  OfflineOptions,
  OutboxOptions,
  OutboxOrder,
  PrecacheOptions,
  RouteMethod,
  RouteOptions,
  ShellOptions,
  Size,
  StorageOptions,
  StrategyName,
  UpdateOptions,
} from './types.js';
