export { connect } from './connect.js';
export type {
  Availability,
  ConnectOptions,
  Connection,
  ConnectionEvents,
  InstallProgressEvent,
  Status,
  UnrecoverableEvent,
  UpdateEvent,
} from './types.js';
export type { CacheStatus, ReportEntry, StateName, WorkerState } from '../protocol/messages.js';
export { HoldfastError, isHoldfastError } from '../errors.js';
export type { HoldfastErrorCode } from '../errors.js';
