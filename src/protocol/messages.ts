import type { OutboxEvent, OutboxStatus } from './outbox.js';

/** Version of the messages below. A worker understands this one and the one before it. */
export const protocolVersion = 1;

/**
 * How long a page keeps quiet, in ms, after a worker was installed that is to take over: in Chromium whatever reaches the old
 * one then holds the new one up for half a minute and more. What holds it up for longer is something else.
 */
export const updateGraceMs = 60_000;

/**
 * What a page asks of a worker; the answer comes back on the message's port as a `Reply`. A worker that does not know a
 * type keeps silent. Every worker knows `'status'`, `'activate'` and `'idle'` (the page has nothing urgent to do; answered
 * at once), features know their own.
 */
export interface PageMessage {
  readonly holdfast: number;
  readonly type: string;
}

/** A worker's answer to one `PageMessage`. */
export type Reply<TValue> =
  { readonly ok: true; readonly value: TValue } | { readonly ok: false; readonly message: string };

/**
 * How healthy the worker is. `'normal'`. `'degraded'`: some storage cannot be used or does not answer, so more goes to the
 * network. `'broken-install'`: a version could not be installed, and the one before it goes on serving.
 */
export type StateName = 'normal' | 'degraded' | 'broken-install';

/** A named state with the reason for it. */
export interface WorkerState {
  /** Which state it is. */
  readonly name: StateName;
  /** What has gone wrong, in words for developers; absent while `normal`. */
  readonly reason?: string;
}

/** One line of the worker's event log. */
export interface ReportEntry {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** What happened, in the form `part/fact`: `'precache/mismatch'`, `'cache/write-failed'`. */
  readonly code: string;
  /** URL, route or cache it happened to. */
  readonly subject: string;
  /** The error's own words; absent where there was none. */
  readonly detail?: string;
}

/** Why an entry of a route's cache was deleted: one of the route's limits, `storage`, or a full disk. */
export type EvictReason = 'entries' | 'bytes' | 'age' | 'storage' | 'quota';

/** What a worker knows of the cache of one route. */
export interface RouteStatus {
  readonly entries: number;
  /** Of the stored, decoded bodies. */
  readonly sizeBytes: number;
  readonly limits: {
    readonly maxEntries?: number;
    readonly maxBytes?: number;
    readonly maxAgeMs?: number;
  };
  /** When the oldest of its entries was stored, in ms since the epoch; absent where it is empty. */
  readonly oldestAtMs?: number;
  readonly newestAtMs?: number;
  /** Since the worker's start; a reason that is absent has not come up. */
  readonly evictions: { readonly [reason in EvictReason]?: number };
}

/** What a worker says of itself. */
export interface WorkerStatus {
  /** The version it was built with. */
  readonly version: string;
  /** The version it answers the page that asks with: the one that page was loaded with. */
  readonly clientVersion: string;
  readonly scope: string;
  readonly state: WorkerState;
  readonly update: {
    /** When it takes over once it is installed. */
    readonly activate: 'immediately' | 'on-accept' | 'when-closed';
  };
  /** Oldest first, bounded. */
  readonly log: readonly ReportEntry[];
  /** By route name; absent where no route has limits. */
  readonly routes?: { readonly [name: string]: RouteStatus };
  /** Absent where no route has an outbox, and while its records cannot be read. */
  readonly outbox?: OutboxStatus;
}

/** What a worker tells every page of its scope unasked. */
export type WorkerMessage =
  | {
      readonly holdfast: number;
      readonly type: 'install-progress';
      readonly version: string;
      readonly files: number;
      readonly totalFiles: number;
      readonly bytes: number;
      readonly totalBytes: number;
    }
  | {
      readonly holdfast: number;
      readonly type: 'unrecoverable';
      readonly version: string;
      readonly url: string;
    }
  | {
      readonly holdfast: number;
      readonly type: 'state';
      readonly version: string;
      readonly state: WorkerState;
    }
  | { readonly holdfast: number; readonly type: 'outbox'; readonly event: OutboxEvent };

/** Tells whether a message that reached a worker is a page's, in a version that it understands. */
export function isPageMessage(value: unknown): value is PageMessage {
  const { holdfast, type } = Object(value) as Partial<PageMessage>;
  return (
    (holdfast === protocolVersion || holdfast === protocolVersion - 1) && typeof type === 'string'
  );
}
