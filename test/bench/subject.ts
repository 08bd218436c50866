/** Who is compared; also the order of the table's columns. */
export const subjectNames = ['raw', 'workbox', 'serwist', 'holdfast'] as const;

/** A toolkit, or `raw`: a worker written by hand on the platform's own APIs. */
export type SubjectName = (typeof subjectNames)[number];

/** What a site asks of its worker; each subject says it in its own words. */
export interface App {
  /** Store every file of the site when the worker installs, and answer from there. */
  readonly precache: boolean;
  readonly routes: readonly AppRoute[];
  /** Globs of precached files that may come after the install; who does not know that precaches them too. Default: none. */
  readonly optional?: readonly string[];
  /** A precached document for the navigations that nothing else can answer. Default: none. */
  readonly offlineDocument?: string;
  /**
   * Let the browser answer precached documents without the worker. Only a worker by hand is told: Holdfast does it in any case,
   * the others cannot. Default: `false`.
   */
  readonly hasStaticRoutes?: boolean;
  /**
   * What the routes' outboxes hold is sent when the page says so, by `Subject.outbox`. Default: `false`, who waits for the
   * browser's `sync` event waits for that.
   */
  readonly sendsWhenTold?: boolean;
}

/** The strategies that every subject has. */
export type AppStrategy =
  'cache-first' | 'network-first' | 'stale-while-revalidate' | 'cache-only' | 'network-only';

/** Requests below one folder of the site, and what happens to them. */
export interface AppRoute {
  /** Letters only; names the route's cache. */
  readonly name: string;
  /** With a slash at both ends. */
  readonly folder: string;
  readonly strategy: AppStrategy;
  /** The route forgets its least recently used entries beyond this many. Default: it keeps everything. */
  readonly maxEntries?: number;
  /** Whether a limited route forgets entries that are too old as well. Default: `true`. */
  readonly hasMaxAge?: boolean;
  /** Which responses may be stored. Default: the subject's own. */
  readonly statuses?: readonly number[];
  /** Requests for a part of what is stored are answered with that part; Holdfast does it in any case. Default: `false`. */
  readonly answersRanges?: boolean;
  /**
   * The route is for POST, and keeps what cannot be sent; only with `network-only`. They are sent in the order they were made, or
   * side by side; who does not know the latter keeps the order. Default: nothing is kept.
   */
  readonly outbox?: 'in-order' | 'side-by-side';
}

/** What a benchmark has to know of a subject's outbox. */
export interface Outbox {
  /** The IndexedDB store with one record for each write. */
  readonly store: string;
  /** Its `state` once it is sent, where it stays until a page has heard of that. Default: it is deleted. */
  readonly sentState?: string;
  /** What the page posts to the worker so that all of them are sent. */
  readonly sendMessage: unknown;
}

/** How one of the compared makes its worker. */
export interface Subject {
  readonly name: SubjectName;
  /** Versions of the installed packages that its workers are made of. */
  readonly packages: Readonly<Record<string, string>>;
  /** What has to be said of these versions. */
  readonly remark?: string;
  /** Whether a route can be told how much it may keep. */
  readonly hasLimits: boolean;
  /** Of a worker that is built with `App.sendsWhenTold`. */
  readonly outbox: Outbox;
  /** Adds `/sw.js`, and whatever it needs beside it, to the folder of a finished site. */
  buildWorker(folder: string, app: App): Promise<void>;
}

/** Files to precache, as globs below the site's folder. */
export const precachedGlobs: readonly string[] = ['**/*.{html,js,css}'];

/** The folder whose files carry their content's hash in their names. */
export const hashedFolder = 'assets/';

/** How long a limited route keeps an entry: longer than any benchmark takes. */
export const maxAgeDays = 30;
