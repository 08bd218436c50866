import type { ScenarioName } from './scenarios.js';

/**
 * The calls of the platform that can be made to fail, and how each of them can. `fetch` is what asks (GET), `send` what brings
 * something to the server.
 */
export const faultsOf = {
  'caches.open': ['reject', 'hang'],
  'caches.match': ['reject', 'hang', 'missing', 'garbled'],
  'caches.has': ['reject', 'hang'],
  'caches.keys': ['reject', 'hang', 'missing'],
  'caches.delete': ['reject', 'hang'],
  'cache.matchAll': ['reject', 'hang', 'missing'],
  'cache.keys': ['reject', 'hang', 'missing'],
  'cache.put': ['reject', 'quota', 'hang', 'unheard', 'lost'],
  'cache.delete': ['reject', 'hang'],
  'idb.open': ['reject', 'hang', 'closed'],
  'idb.transaction': ['closed', 'abort', 'quota', 'hang', 'unheard'],
  'idb.get': ['abort', 'hang', 'missing'],
  'idb.getAll': ['abort', 'hang', 'missing'],
  'idb.getAllKeys': ['abort', 'hang', 'missing'],
  'idb.put': ['abort', 'hang'],
  'idb.add': ['abort', 'hang'],
  'idb.delete': ['abort', 'hang'],
  'idb.deleteDatabase': ['reject', 'hang'],
  fetch: ['reject', 'unheard', 'hang', 'refused', 'garbled', 'cut', 'stalled'],
  send: ['reject', 'unheard', 'hang', 'refused', 'cut'],
  estimate: ['reject', 'hang'],
  timer: ['early', 'never'],
  now: ['ahead', 'back'],
} as const;

/** A call that can be made to fail. */
export type Call = keyof typeof faultsOf;

/**
 * How a call fails. `reject`: at once. `abort`, `quota`: its transaction, or the write, comes to nothing. `closed`: the
 * connection is lost. `hang`: it never settles, and nothing is done. `unheard`: it is done, and its caller is never told, or
 * told otherwise. `lost`: its caller is told that it is done, and it is not. `missing`: what is stored is not found.
 * `garbled`, `cut`, `stalled`: the body has other bytes, breaks off, never ends. `refused`: the server answers 500. `early`,
 * `never`: the timer. `ahead`, `back`: the clock is a year off, from now on.
 */
type Fault = (typeof faultsOf)[Call][number];

/** Which call of its kind fails, counted from 1, and how. */
export interface Order {
  readonly call: Call;
  readonly n: number;
  readonly fault: Fault;
}

/** How often a worker has made each call since it started, or was given an order. */
export type Counts = Partial<Record<Call, number>>;

/** What a worker is told when it starts. */
export interface Briefing {
  /** How far its clock is ahead of the machine's: no worker may start before another one has ended. */
  readonly skewMs: number;
  readonly order?: Order;
}

/** What a worker with faults answers when the lab asks it. */
export interface Observation {
  readonly counts: Counts;
  /** Whether the call that was to fail has come. */
  readonly isStruck: boolean;
}

/** What the lab asks of such a worker; Holdfast never sees it. */
export type LabMessage =
  /** From now on count anew, and fail as ordered. */
  | { readonly lab: 'arm'; readonly order: Order | undefined }
  /** Answered when nothing is under way any more and no timer is left. */
  | { readonly lab: 'rest' };

/** One run of a scenario with one fault. */
export interface Point {
  readonly scenario: ScenarioName;
  readonly order: Order;
}

/** A name for a point, by which it can be run again. */
export function namePoint({ scenario, order }: Point): string {
  return `${scenario}: ${order.call} ${order.n} ${order.fault}`;
}
