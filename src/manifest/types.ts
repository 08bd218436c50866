/** A length of time: a string such as `'3s'`, `'15m'` or `'30d'`, or a number of **seconds**. */
export type Duration = string | number;

/** An amount of data: a string such as `'50MB'` (1024-based), or a number of **bytes**. */
export type Size = string | number;

/**
 * How a route weighs the network against its cache.
 * - `'cache-first'`: the cache; the network only for what it lacks, which is then stored
 * - `'network-first'`: the network, and what it says is stored; the cache when it fails, answers 5xx, or is slower than `timeout`
 * - `'stale-while-revalidate'`: the cache at once, and the network in the background for the next time
 * - `'cache-only'`: the cache, never the network
 * - `'network-only'`: the network, never the cache; the only one that can have an `outbox`
 */
export type StrategyName =
  'cache-first' | 'network-first' | 'stale-while-revalidate' | 'cache-only' | 'network-only';

/** The request methods a route can name. */
export type RouteMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a response is wanted for. Source: Fetch, request `destination`. */
export type Destination =
  | 'audio'
  | 'document'
  | 'embed'
  | 'font'
  | 'frame'
  | 'iframe'
  | 'image'
  | 'json'
  | 'manifest'
  | 'object'
  | 'script'
  | 'style'
  | 'track'
  | 'video'
  | 'worker'
  | 'xslt';

/** In which order a route's outbox sends: one after the other as they were made (`'route'`), or side by side (`'none'`). */
export type OutboxOrder = 'route' | 'none';

/**
 * When a newly installed worker takes over from the one before it: as soon as it is installed, when the page says so, or
 * when no tab uses the old one any more. Tabs that are open keep the version they were loaded with in any case.
 */
export type ActivatePolicy = 'immediately' | 'on-accept' | 'when-closed';

/** Everything an app tells Holdfast; the only configuration there is. */
export interface Manifest {
  /** Where editors find the JSON schema, `'./node_modules/holdfast/dist/manifest.schema.json'`; ignored otherwise. Default: none. */
  readonly $schema?: string;
  /** The files that are stored when the worker installs. Default: none. */
  readonly precache?: PrecacheOptions;
  /** The document that answers in-app navigations. Needs `precache`. Default: none; each navigation goes to the server. */
  readonly shell?: ShellOptions;
  /** What happens to all other requests. The first match wins, in this order. Default: none; they are left to the browser. */
  readonly routes?: readonly RouteOptions[];
  /** What bounds the caches of all routes together, on top of each route's `expire`. Default: nothing. */
  readonly storage?: StorageOptions;
  /** Precached files that answer, by destination, when nothing else can. Needs `precache`. Default: none. */
  readonly offline?: OfflineOptions;
  /** How a new version takes over. Default: as soon as it is installed. */
  readonly update?: UpdateOptions;
  /**
   * Lets browsers that can (`InstallEvent.addRoutes`, the Service Worker Static Routing API) answer precached files and
   * network-only routes without starting the worker; behaviour is the same without. Default: `true`.
   */
  readonly staticRoutes?: boolean;
  /**
   * A worker file of the app's own, relative to the manifest file. It imports `plan` and `features` from
   * `virtual:holdfast/plan` and calls `start`. Vite's aliases, `define` and `import.meta.env` apply to it. Default: a generated one.
   */
  readonly worker?: string;
}

/** Which files of the build's output are precached, and how they are looked up. */
export interface PrecacheOptions {
  /** Globs in the build's output folder, without a leading slash. */
  readonly include: readonly string[];
  /** Globs taken out of `include` and `optional` again. Default: none. */
  readonly exclude?: readonly string[];
  /**
   * Globs of files that the app can do without at first: they are fetched when the new version is active and the browser
   * idle, and an install never fails for them. A file that `include` matches as well is optional. Not for the shell's
   * document nor for `offline` files. Default: none.
   */
  readonly optional?: readonly string[];
  /** A larger match fails the build, also an optional one. Default: `'2MB'`. */
  readonly maxFileBytes?: Size;
  /**
   * `'sha256'` stores only bytes that the build saw; `'off'` is for hosts known to rewrite files.
   * Default: `'sha256'`.
   */
  readonly verify?: 'sha256' | 'off';
  /**
   * Search parameters that do not make another file of a URL; `*` at the end of a name stands for any rest.
   * Default: `['utm_*', 'fbclid', 'gclid']`.
   */
  readonly ignoreSearch?: readonly string[];
}

/** The app shell: one precached document for the navigations it lists, and for no others. */
export interface ShellOptions {
  /** Path of a precached document, from the app's base: `'/index.html'`. */
  readonly document: string;
  /** URLPattern pathnames from the app's base. Matched on the path alone, never the query. */
  readonly paths: readonly string[];
  /** URLPattern pathnames taken out of `paths` again. Default: none. */
  readonly except?: readonly string[];
}

/** One rule: which requests, which strategy. */
export interface RouteOptions {
  /** Unique; lower-case letters, digits and dashes; not `'offline'`. Its cache is named after it. */
  readonly name: string;
  /**
   * A URLPattern: a string with a scheme is a whole URL, any other a same-origin path. A path that starts with `/` counts
   * from the origin's root, one that starts with `./` from the app's base. Without a `?` part any search matches.
   */
  readonly match: string | MatchOptions;
  /** Methods other than GET go with `'network-only'` alone: Cache Storage holds responses to GET. */
  readonly strategy: StrategyName;
  /**
   * How long `network-first` and `network-only` wait for the network. Default: no limit. Then `network-first` answers from its
   * cache, which a late response still updates; a request of `network-only` fails (an offline file may stand in), or is kept
   * where there is an `outbox`.
   */
  readonly timeout?: Duration;
  /** Which responses may be stored; only for a strategy that stores. Default: those with status 200. */
  readonly cacheable?: CacheableOptions;
  /** What bounds the route's cache; only for a strategy that stores. Default: nothing, and the build warns. */
  readonly expire?: ExpireOptions;
  /**
   * Keeps the route's requests that cannot be sent, and sends them later; `{}` takes every default. Only for
   * `'network-only'`, and only for methods other than GET and HEAD. Navigations are not kept. What is kept outlives the
   * route, but not the last outbox of the manifest: leave that in until all is delivered. Default: none are kept.
   */
  readonly outbox?: OutboxOptions;
}

/** A match by more than the URL. Exactly one of `path` and `url` is given. */
export interface MatchOptions {
  /** A same-origin URLPattern path; from the origin's root with `/`, from the app's base with `./`. Default: none; then `url` is given. */
  readonly path?: string;
  /** A URLPattern of a whole URL, scheme included. Default: none; then `path` is given. */
  readonly url?: string;
  /** The request methods it matches. Default: `['GET']`. */
  readonly methods?: readonly RouteMethod[];
  /** What the response is wanted for: an image, a script, a document. Default: anything. */
  readonly destination?: Destination | readonly Destination[];
}

/** Which responses a route may store. `no-store`, `Vary: *` and the statuses 206 and 304 never are. */
export interface CacheableOptions {
  /** Status codes, 200 to 599; 0 stands for an opaque cross-origin response. Default: `[200]`. */
  readonly statuses?: readonly number[];
}

/** How large a route's cache may grow, and how old what is in it. At least one limit is given. */
export interface ExpireOptions {
  /** The least recently used go first. At least 1. Default: no limit. */
  readonly maxEntries?: number;
  /**
   * The sum of the bodies' bytes as they are stored, decoded; the least recently used go first. A response larger than the
   * limit is passed through and not stored. An opaque one counts for `storage.opaqueBytes`. At least 1. Default: no limit.
   */
  readonly maxBytes?: Size;
  /**
   * Counts from when the entry was stored; hits do not renew it. An older entry is never served by the strategy, and is
   * deleted. More than 0. Default: no limit.
   */
  readonly maxAge?: Duration;
}

/**
 * How a route keeps the writes that could not be sent: because the network failed, the route's `timeout` passed, or the
 * server answered 429, 502, 503 or 504 (if `retryStatuses` has it). The page gets 202 for such a write, and 507 where a limit or a
 * full disk leaves no room for it.
 */
export interface OutboxOptions {
  /**
   * How long a write is tried; then it is dead, and kept for the page to read, retry or discard. More than 0.
   * Default: `'7d'`.
   */
  readonly retainFor?: Duration;
  /**
   * How many writes of the route the outbox holds, dead ones included; besides them it holds as many outcomes that no page
   * has heard. At least 1. Default: 1000.
   */
  readonly maxEntries?: number;
  /** What their bodies may sum up to. At least 1. Default: `'50MB'`. */
  readonly maxBytes?: Size;
  /**
   * `'route'`: one after the other, in the order they were made; while one waits, later ones are queued behind it. Those
   * that the page itself has under way at the same time have no order among themselves.
   * `'none'`: side by side, up to six at a time. Default: `'route'`.
   */
  readonly order?: OutboxOrder;
  /**
   * Statuses after which a write is sent again, 400 to 599 but neither 401 nor 403, which block the route. Any other from
   * 400 on is final, but for a 409 to a repeat of an attempt that had no answer: the server may be at work on that one.
   * Default: `[408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524]`; those from 520 on are
   * Cloudflare's for a server that it could not reach.
   */
  readonly retryStatuses?: readonly number[];
  /**
   * After how many answers with one of `retryStatuses` a write is dead. Attempts that reach no server do not count. At
   * least 1. Default: no limit but `retainFor`.
   */
  readonly deadAfterAttempts?: number;
}

/** What bounds the caches of all routes together; precached files do not count. */
export interface StorageOptions {
  /**
   * The sum over the caches of all routes, counted as in `expire.maxBytes`; where it is the smaller one, it binds first. At
   * least 1. Default: no limit.
   */
  readonly maxBytes?: Size;
  /**
   * The least part of the origin's quota that is to stay free, by `StorageManager.estimate()`; no effect in a browser that
   * does not have it, nor below 10 GiB in Chromium (156), which says that there are always that many free.
   * At least 1. Default: nothing is kept free.
   */
  readonly keepFree?: Size;
  /**
   * What one opaque response counts for, because its real size is hidden. At least 1. Default: `'7MB'`, about what Chromium
   * adds to its real size on average: a random number of bytes below 14431 * 1024. Others add less: Firefox up to 100 KB,
   * then rounded up to 20 KB; WebKit up to 128,000 bytes, then rounded up to 32,000.
   * Sources: Chromium, storage/common/quota/padding_key.cc (`kPaddingRange`); Firefox, dom/fetch/InternalResponse.cpp
   * (`kMaxRandomNumber`) and dom/cache/FileUtils.cpp (`kRoundUpNumber`); WebKit,
   * Source/WebCore/Modules/cache/CacheStorageConnection.cpp (`computeRecordBodySize`).
   */
  readonly opaqueBytes?: Size;
}

/** Paths of precached files, from the app's base, by the destination they stand in for. */
export type OfflineOptions = { readonly [destination in Destination]?: string };

/** How a new version takes over. */
export interface UpdateOptions {
  /**
   * `'immediately'`: as soon as it is installed. `'on-accept'`: when a page calls `update.accept()`, or no tab uses the
   * old one any more. `'when-closed'`: when no tab uses it any more; `update.accept()` still moves it up. Default: `'immediately'`.
   */
  readonly activate?: ActivatePolicy;
  /**
   * How many versions before the active one are kept although no tab uses them: 0 to 10. Versions in use are always kept.
   * Default: 0.
   */
  readonly keepVersions?: number;
}
