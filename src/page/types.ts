import type { PurgeTarget } from './purge.js';
import type { ReportEntry, RouteStatus, WorkerState } from '../protocol/messages.js';
import type { OutboxEvent, OutboxItem, OutboxStatus } from '../protocol/outbox.js';

/** Where the worker is and what it governs. */
export interface ConnectOptions {
  /** URL of the worker's script, relative to the document's base. Default: `'/sw.js'`. */
  readonly worker?: string | URL;
  /** The part of the site it governs. Default: the folder of the worker's script. Source: Service Workers, `register()`. */
  readonly scope?: string;
  /** `false` works as plain network: nothing is registered. Default: `true`. */
  readonly enabled?: boolean;
}

/** How this page and the worker stand. */
export type Availability =
  /** A worker answers this page's requests. */
  | 'controlled'
  /** A worker is registered and does not answer this page yet: first visit, or a forced reload. */
  | 'registered'
  /** No worker: everything is plain network. `reason` says why. */
  | 'unavailable';

/** A snapshot for status pages and tests. */
export interface Status {
  /** Whether a worker answers this page's requests. */
  readonly availability: Availability;
  /** Why there is no worker; absent otherwise. */
  readonly reason?: string;
  /** The browser's own view of the connection; it may be wrong. */
  readonly online: boolean;
  /**
   * The version that answers this page: the one it was loaded with. Also while the worker is only `'registered'`: the one
   * that would answer. Absent without a worker in charge, and while that one does not answer.
   */
  readonly version?: string;
  /** The version in charge, which new pages get; newer than `version` in a tab that was open when it took over. */
  readonly activeVersion?: string;
  /** A newer version that is installed and waits. */
  readonly waitingVersion?: string;
  /** Versions whose files are stored, also those of an install under way; the one stored last comes first. */
  readonly versions: readonly string[];
  /** `'degraded'` also where the worker does not answer, or this page cannot read Cache Storage. */
  readonly state: WorkerState;
  /** Of this scope alone, in the order they were made; read by the page itself, so known whether the worker answers or not. */
  readonly caches: readonly CacheStatus[];
  /** Absent without a worker that answers, where no route has an outbox, and while its records cannot be read. */
  readonly outbox?: OutboxStatus;
  /** Of the whole origin; absent where the browser does not tell. */
  readonly storage?: {
    /** What everything that the origin has stored takes up, as the browser estimates it. */
    readonly usageBytes: number;
    /** What it may take up. */
    readonly quotaBytes: number;
  };
  /** The worker's recent events, oldest first. */
  readonly log: readonly ReportEntry[];
}

/** One of Holdfast's caches. */
export interface CacheStatus {
  /** The whole name in Cache Storage. */
  readonly cacheName: string;
  /**
   * What it holds. `'assets'`: precached files whose URL carries their hash. `'shell'`: one version's precached files of any
   * other URL. `'route'`: what one route has stored.
   */
  readonly kind: 'assets' | 'shell' | 'route';
  /** The route's name, or the shell's version; absent for the assets, which all versions share. */
  readonly of?: string;
  /** Stored responses; a version's own list of its files is not counted. */
  readonly entries: number;
  /**
   * Bytes of the stored bodies, uncompressed: of the precache as the lists of the stored versions give them, of routes as
   * the worker counts them. Absent where no list can be read, and of routes where no route has limits.
   */
  readonly sizeBytes?: number;
  /** What the worker knows more of a route's cache; absent for the precache, and where no route has limits. */
  readonly limits?: RouteStatus['limits'];
  /** When the oldest of a route's entries was stored, in ms since the epoch; absent like `limits`, and where it is empty. */
  readonly oldestAtMs?: number;
  /** When the newest of a route's entries was stored, in ms since the epoch; absent like `oldestAtMs`. */
  readonly newestAtMs?: number;
  /** How many of a route's entries were deleted since the worker's start, by reason; absent like `limits`. */
  readonly evictions?: RouteStatus['evictions'];
}

/** A newer version than the one this tab was loaded with. */
export interface UpdateEvent {
  /** `'unknown'` where the newer worker does not say. */
  readonly version: string;
  /** The version this tab is on; absent where no worker has said so. */
  readonly previousVersion?: string;
  /** `'waiting'` until accepted or all tabs are closed; `'active'` when it already answers requests. */
  readonly state: 'waiting' | 'active';
  /** What it changes for this tab; absent where the list of one of the two versions cannot be read. */
  readonly changes?: UpdateChanges;
}

/** What differs between the precached files of two versions. Optional files count like all others. */
export interface UpdateChanges {
  /** Number of files that are new, or have other content than before. */
  readonly files: number;
  /** Their size in bytes, uncompressed. Compression makes the download smaller; what was stored already, too. */
  readonly bytes: number;
  /** Number of files of the previous version whose URL the new one has no longer. */
  readonly removedFiles: number;
}

/** How far the install of a version is. */
export interface InstallProgressEvent {
  /** The version that is being installed. */
  readonly version: string;
  /** Number of its files that are stored. */
  readonly files: number;
  /** Number of files that the install waits for; optional ones are not among them. */
  readonly totalFiles: number;
  /** Size of the files that are stored, in bytes, uncompressed. */
  readonly bytes: number;
  /** Size of the files that the install waits for, in bytes, uncompressed. */
  readonly totalBytes: number;
}

/** A file of a version in use is neither stored nor on the server any more. */
export interface UnrecoverableEvent {
  /** The version that the file belongs to. */
  readonly version: string;
  /** The file's whole URL. */
  readonly url: string;
}

/** Everything `on` can listen to. */
export interface ConnectionEvents {
  /** Fires once per newer version and tab. */
  readonly update: UpdateEvent;
  /** The first install is complete: from now on the app opens without a network. */
  readonly 'offline-ready': {
    /** The version that is installed; `'unknown'` where the worker does not say. */
    readonly version: string;
  };
  /** Some more of a version's files are stored. */
  readonly 'install-progress': InstallProgressEvent;
  /** Some of this version cannot be had any more; a reload brings the newest one. */
  readonly unrecoverable: UnrecoverableEvent;
  /** The worker's named state changed, or the install of a version failed. */
  readonly state: WorkerState;
  /**
   * What became of a write that could not be sent at once, whichever tab made it. `'delivered'`, `'failed'` and `'expired'`
   * are outcomes: the worker keeps each until a page has listened to it, so the first listener also hears those from before,
   * from earlier visits too. A listener that was called has heard; one that is added to others hears what comes from then on.
   * Each tab that listens is told what happens while it is open. A tab that closes within a moment of hearing may leave an
   * outcome to be told again. A first listener also hears which writes are `'blocked'`, for as long as they are.
   */
  readonly outbox: OutboxEvent;
}

/** The page's side of Holdfast. */
export interface Connection {
  /** Answers also where there is no service worker at all. Never rejects. */
  status(): Promise<Status>;
  /** Listens; returns the function that stops. An `update` that came before is told at once. */
  on<TType extends keyof ConnectionEvents>(
    type: TType,
    listener: (event: ConnectionEvents[TType]) => void,
  ): () => void;
  /**
   * Deletes what routes have stored; the precache is not touched. The worker's counts follow a moment later.
   * @returns how many entries were deleted
   * @throws {HoldfastError} code `"page/unavailable"` where no worker is registered, when Cache Storage fails, and for a
   *   pattern that the browser cannot match
   */
  purge(target: PurgeTarget): Promise<number>;
  /** Newer versions: looking for one, and moving to it. */
  readonly update: {
    /**
     * Asks the server for a newer worker. Resolves with whether one was found, once the browser has compared them.
     * @throws {HoldfastError} code `"page/unavailable"` where no worker is registered; `"page/no-answer"` where the server
     *   cannot be reached
     */
    check(): Promise<boolean>;
    /**
     * Moves this tab to the newest installed version by a reload. Does nothing and resolves with `false` when this tab
     * already is on it.
     * @throws {HoldfastError} code `"page/unavailable"` where no worker is registered; `"page/no-answer"` where the version
     *   that waits does not take over
     */
    accept(): Promise<boolean>;
  };
  /**
   * The writes that could not be sent yet. They are sent by themselves as soon as that is possible; nothing here need be
   * called for it. Everything here rejects with a `HoldfastError` of code `"page/no-answer"` where the worker does not answer,
   * or cannot read or write its records.
   */
  readonly outbox: {
    /** All writes that are kept, dead ones included, oldest first; empty where there is no service worker. */
    list(): Promise<readonly OutboxItem[]>;
    /**
     * Sends a dead write again, or a waiting one now. Its age and its attempts count from now on as if it had just been made.
     * @returns once that is noted: whether there is such a write, and it is not being sent anyway
     * @throws {HoldfastError} code `"page/unavailable"` where no worker is registered
     */
    retry(id: string): Promise<boolean>;
    /**
     * Takes a write out for good. One that is under way may reach the server all the same.
     * @returns whether there was such a write
     * @throws {HoldfastError} code `"page/unavailable"` where no worker is registered
     */
    discard(id: string): Promise<boolean>;
    /**
     * Sends all that waits now, however often it has failed, but for writes for which the server has named a time
     * (`Retry-After`). Resolves when each of them was tried, with what is left; at once, with zeros, where there is no service
     * worker. May take minutes; after five it rejects with `"page/no-answer"`, and sending goes on.
     */
    flush(): Promise<OutboxStatus>;
    /**
     * Sends the writes of a route that the server has refused with 401 or 403; call it when the user has signed in again.
     * @returns how many writes were blocked
     * @throws {HoldfastError} code `"page/unavailable"` where no worker is registered
     */
    resume(route: string): Promise<number>;
  };
}
