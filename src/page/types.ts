import type { CacheStatus, ReportEntry, WorkerState } from '../protocol/messages.js';

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
  readonly availability: Availability;
  /** Why there is no worker; absent otherwise. */
  readonly reason?: string;
  /** The browser's own view of the connection; it may be wrong. */
  readonly online: boolean;
  /** The version that answers this page. */
  readonly version?: string;
  /** A newer version that is installed and waits. */
  readonly waitingVersion?: string;
  /** Versions whose files are stored, newest first. */
  readonly versions: readonly string[];
  readonly state: WorkerState;
  readonly caches: readonly CacheStatus[];
  /** Of the whole origin; absent where the browser does not tell. */
  readonly storage?: { readonly usageBytes: number; readonly quotaBytes: number };
  /** The worker's recent events, oldest first. */
  readonly log: readonly ReportEntry[];
}

/** A newer version than the one this tab was loaded with. */
export interface UpdateEvent {
  readonly version: string;
  /** `'waiting'` until accepted or all tabs are closed; `'active'` when it already answers requests. */
  readonly state: 'waiting' | 'active';
}

/** How far the install of a version is. */
export interface InstallProgressEvent {
  readonly version: string;
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** A file of a version in use is neither stored nor on the server any more. */
export interface UnrecoverableEvent {
  readonly version: string;
  readonly url: string;
}

/** Everything `on` can listen to. */
export interface ConnectionEvents {
  /** Fires once per newer version and tab. */
  readonly update: UpdateEvent;
  /** The first install is complete: from now on the app opens without a network. */
  readonly 'offline-ready': { readonly version: string };
  readonly 'install-progress': InstallProgressEvent;
  /** Some of this version cannot be had any more; a reload brings the newest one. */
  readonly unrecoverable: UnrecoverableEvent;
  /** The worker's named state changed, or the install of a version failed. */
  readonly state: WorkerState;
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
  readonly update: {
    /**
     * Asks the server for a newer worker. Resolves with whether one was found, once the browser has compared them.
     * @throws {HoldfastError} code `"page/unavailable"` where no worker is registered
     */
    check(): Promise<boolean>;
    /**
     * Moves this tab to the newest installed version by a reload. Does nothing and resolves with `false` when this tab
     * already is on it.
     * @throws {HoldfastError} code `"page/unavailable"` where no worker is registered
     */
    accept(): Promise<boolean>;
  };
}
