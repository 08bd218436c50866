/** Who is compared; also the order of the table's columns. */
export const subjectNames = ['raw', 'workbox', 'serwist', 'holdfast'] as const;

/** A toolkit, or `raw`: a worker written by hand on the platform's own APIs. */
export type SubjectName = (typeof subjectNames)[number];

/** What a site asks of its worker; each subject says it in its own words. */
export interface App {
  /** Store every file of the site when the worker installs, and answer from there. */
  readonly precache: boolean;
  readonly routes: readonly AppRoute[];
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
}

/** How one of the compared makes its worker. */
export interface Subject {
  readonly name: SubjectName;
  /** Of the installed packages, for the table. */
  readonly versions: readonly string[];
  /** Whether a route can be told how much it may keep. */
  readonly hasLimits: boolean;
  /** Adds `/sw.js`, and whatever it needs beside it, to the folder of a finished site. */
  buildWorker(folder: string, app: App): Promise<void>;
}

/** Files to precache, as globs below the site's folder. */
export const precachedGlobs: readonly string[] = ['**/*.{html,js,css}'];

/** The folder whose files carry their content's hash in their names. */
export const hashedFolder = 'assets/';

/** How long a limited route keeps an entry: longer than any benchmark takes. */
export const maxAgeDays = 30;
