export { connect } from './connect.js';
export type {
  Availability,
  CacheStatus,
  ConnectOptions,
  Connection,
  ConnectionEvents,
  InstallProgressEvent,
  Status,
  UnrecoverableEvent,
  UpdateChanges,
  UpdateEvent,
} from './types.js';
export type { PurgeTarget } from './purge.js';
export type { EvictReason, ReportEntry, StateName, WorkerState } from '../protocol/messages.js';
export type {
  DeadReason,
  OutboxAnswer,
  OutboxEvent,
  OutboxEventItem,
  OutboxItem,
  OutboxState,
  OutboxStatus,
} from '../protocol/outbox.js';
export { HoldfastError, isHoldfastError } from '../errors.js';
export type { HoldfastErrorCode } from '../errors.js';
