/** The platform's `Blob`, for whoever has one; this folder knows no runtime. */
type PlatformBlob = typeof globalThis extends { Blob: { prototype: infer TBlob } } ? TBlob : never;

/**
 * How a write in the outbox stands. `'waiting'`: to be sent. `'sending'`: under way. `'blocked'`: refused with 401 or 403; its
 * whole route waits for `outbox.resume`. `'dead'`: not sent any more unless the page asks for it.
 */
export type OutboxState = 'waiting' | 'sending' | 'blocked' | 'dead';

/** Why a write is dead: the server refused it, it was tried too often, or it was kept as long as its route keeps writes. */
export type DeadReason = 'refused' | 'attempts' | 'expired';

/** What a server said to a write. */
export interface OutboxAnswer {
  /** 0 where the browser hides it, as for a cross-origin write in mode `no-cors`. */
  readonly status: number;
  /** Empty where the server or the protocol has none, as in HTTP/2. */
  readonly statusText: string;
  /** Their names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Absent where it was empty or larger than 1 MB, and for a write that is sent again. */
  readonly body?: PlatformBlob;
}

/** One write that has not been delivered yet. */
export interface OutboxItem {
  /** As in the `Holdfast-Queued` header of the response that the page got. */
  readonly id: string;
  /** The name of its route, also if a later manifest has no such route. */
  readonly route: string;
  /** The request method: `'POST'`. */
  readonly method: string;
  /** The whole URL it is sent to. */
  readonly url: string;
  /** As they go out, under names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Absent where the request had none. */
  readonly body?: PlatformBlob;
  /** The size of its body. */
  readonly sizeBytes: number;
  /** When the page made it, in ms since the epoch. */
  readonly createdAtMs: number;
  /** When it will be given up, in ms since the epoch. */
  readonly expiresAtMs: number;
  /** How it stands. */
  readonly state: OutboxState;
  /** How often it was sent. */
  readonly attempts: number;
  /** When it is sent next at the latest, in ms since the epoch, if a page is open then; only while `'waiting'`. */
  readonly nextAttemptAtMs?: number;
  /** Present exactly while `'dead'`. */
  readonly reason?: DeadReason;
  /** What the server said last; absent where it never did. */
  readonly answer?: OutboxAnswer;
}

/** A write as events name it: without the body of its request. */
export type OutboxEventItem = Omit<OutboxItem, 'body'>;

/** What became of a write. */
export type OutboxEvent = {
  /** The write; `outbox.list()` has its body too, while it is kept. */
  readonly item: OutboxEventItem;
} & (
  | {
      /** It could not be sent, and is kept. */
      readonly type: 'queued';
    }
  | {
      /** The server has taken it; it is in the outbox no longer. */
      readonly type: 'delivered';
      /** What the server said. */
      readonly answer: OutboxAnswer;
    }
  | {
      /** The server has refused it for good, or too often: it is dead, and kept for the page to read, retry or discard. */
      readonly type: 'failed';
    }
  | {
      /** The server wants the user to sign in: the route's writes wait for `outbox.resume`. */
      readonly type: 'blocked';
    }
  | {
      /** It was kept as long as its route keeps writes: it is dead, and kept for the page to read, retry or discard. */
      readonly type: 'expired';
    }
);

/** What is in the outbox, in numbers. */
export interface OutboxStatus {
  /** Number of writes that are to be sent. */
  readonly waiting: number;
  /** Number of writes under way. */
  readonly sending: number;
  /** Number of writes that were refused with 401 or 403, and wait for `outbox.resume`. */
  readonly blocked: number;
  /** Number of writes that are kept for the page alone. */
  readonly dead: number;
  /** Of all bodies. */
  readonly sizeBytes: number;
  /** When the oldest of them was made, in ms since the epoch; absent where there is none. */
  readonly oldestAtMs?: number;
}

/** When the outbox has to be looked at again. */
export interface OutboxOutlook {
  /** Writes that may be sent now or are under way: of a route that keeps an order, its first. */
  readonly waiting: number;
  /** In how many ms the next of them is due; absent where none waits, or all that may be sent are under way. */
  readonly dueInMs?: number;
  /** Whether the last attempt at one of them reached no server, so that a new one costs nobody anything. */
  readonly isUnreachable: boolean;
}

/**
 * Which writes a wake-up sends. `'due'`: those whose time has come. `'reachable'`: also those whose last attempt reached no
 * server. `'all'`: all but those for which the server has named a time (`Retry-After`).
 */
export type WakeMode = 'due' | 'reachable' | 'all';

// More than any outbox holds; a list with nothing in it can be so long that looking through it takes minutes.
const mostIds = 1e6;

const wakeModes: readonly WakeMode[] = ['due', 'reachable', 'all'];

/** What a page asks of the outbox. */
export type OutboxMessage = { readonly holdfast: number } & (
  | { readonly type: 'outbox-list' }
  /** Answered with an `OutboxOutlook` when nothing more can be sent for now; if not `isAwaited`, after a second at most. */
  | { readonly type: 'outbox-wake'; readonly mode: WakeMode; readonly isAwaited: boolean }
  /** Answered with whether there is such a write, and something was done. */
  | { readonly type: 'outbox-retry' | 'outbox-discard'; readonly id: string }
  /** Answered with how many writes were blocked. */
  | { readonly type: 'outbox-resume'; readonly route: string }
  /** Answered with the outcomes that no page has acknowledged, and with the writes that block their route. */
  | { readonly type: 'outbox-outcomes' }
  | { readonly type: 'outbox-heard'; readonly ids: readonly string[] }
);

/** Tells whether a message of a page is one for the outbox, and whole. */
export function isOutboxMessage(message: { readonly type: string }): message is OutboxMessage {
  const { type, id, ids, isAwaited, mode, route } = message as {
    readonly [key in 'type' | 'id' | 'ids' | 'isAwaited' | 'mode' | 'route']?: unknown;
  };
  switch (type) {
    case 'outbox-list':
    case 'outbox-outcomes':
      return true;
    case 'outbox-wake':
      return wakeModes.includes(mode as WakeMode) && typeof isAwaited === 'boolean';
    case 'outbox-retry':
    case 'outbox-discard':
      return typeof id === 'string';
    case 'outbox-resume':
      return typeof route === 'string';
    case 'outbox-heard':
      return (
        Array.isArray(ids) && ids.length < mostIds && ids.every((one) => typeof one === 'string')
      );
    default:
      return false;
  }
}
