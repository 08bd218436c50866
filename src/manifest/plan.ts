import type {
  ActivatePolicy,
  Destination,
  OutboxOrder,
  RouteMethod,
  StrategyName,
} from './types.js';

/**
 * A compiled manifest: plain JSON, every default filled in, every unit resolved. Paths of the app's own files are
 * relative to the worker's scope, without a leading slash, so that one build serves any base.
 */
export interface Plan {
  /** Format of this object; a worker refuses another. */
  readonly format: 1;
  /**
   * Which build of the app this is: the first 16 hex digits of the list's SHA-256; `'none'` where the manifest has no
   * precache, `'dev'` where the files of its precache are not known.
   */
  readonly version: string;
  /** Absent when nothing is precached (and always in dev). */
  readonly precache?: PlannedPrecache;
  /** Absent where the manifest has none. */
  readonly shell?: PlannedShell;
  /** In manifest order; then, with offline files, one named `offline` that takes what their destinations need. */
  readonly routes: readonly PlannedRoute[];
  /** Scope-relative paths of precached files. Empty without a precache. */
  readonly offline: { readonly [destination in Destination]?: string };
  /** Present exactly when a route that stores has limits, or the manifest has `storage` and some route stores. */
  readonly storage?: PlannedStorage;
  /**
   * What holds for writes whose route is no longer in the plan: every default. Present exactly when a route has an outbox.
   */
  readonly outbox?: PlannedOutbox;
  /**
   * What browsers with the Service Worker Static Routing API may do without the worker, in order of precedence, after the
   * precached files; empty where these alone profit. Absent: nothing.
   */
  readonly staticRoutes?: readonly PlannedStaticRule[];
  /** How this version takes over. */
  readonly update: {
    /** When it does. */
    readonly activate: ActivatePolicy;
    /** How many versions before this one are kept although no tab uses them. */
    readonly keepVersions: number;
  };
}

/** What the worker must know of its precache; the list of files itself is fetched at install. */
export interface PlannedPrecache {
  /** Where the list of its files is. */
  readonly list: {
    /** Scope-relative. */
    readonly path: string;
    /** The SHA-256 of the list's bytes: 64 hex digits. */
    readonly sha256: string;
  };
  /** Scope-relative paths of the files whose URL stays the same from version to version. */
  readonly shell: readonly string[];
  /** Source of a regular expression over a scope-relative path that every asset matches; absent without assets. */
  readonly assets?: string;
  /** Whether the list names a pack. */
  readonly isPacked: boolean;
  /** Whether the list names files that an install does not wait for. They are in `shell` and `assets` like all others. */
  readonly hasOptional: boolean;
  /** Whether files are compared with the hashes in the list. */
  readonly verify: 'sha256' | 'off';
  /** Names of search parameters that make no other file of a URL; `*` at the end of one stands for any rest. */
  readonly ignoreSearch: readonly string[];
}

/** Regular expression sources over a scope-relative path, without a leading slash. */
export interface PlannedShell {
  /** Scope-relative path of the document; this one is no regular expression. */
  readonly document: string;
  /** The navigations that it answers. */
  readonly paths: readonly string[];
  /** Those that it does not, of these. */
  readonly except: readonly string[];
}

/** One route, ready to run. */
export interface PlannedRoute {
  /** Unique; its cache is named after it. */
  readonly name: string;
  /** Which URLs it takes. */
  readonly url: PlannedPattern;
  /** Which request methods it takes. */
  readonly methods: readonly RouteMethod[];
  /** Absent: any destination. */
  readonly destinations?: readonly Destination[];
  /** How it weighs the network against its cache. */
  readonly strategy: StrategyName;
  /** How long it waits for the network; absent: no limit. */
  readonly timeoutMs?: number;
  /** Statuses that may be stored. */
  readonly statuses: readonly number[];
  /** The limits of its cache, at least one; absent: none. */
  readonly expire?: PlannedExpire;
  /** How it keeps writes that could not be sent; absent: it does not. */
  readonly outbox?: PlannedOutbox;
}

/** How one route keeps the writes that could not be sent. */
export interface PlannedOutbox {
  /** How long a write is tried. */
  readonly retainForMs: number;
  /** How many writes it holds. */
  readonly maxEntries: number;
  /** What their bodies may sum up to. */
  readonly maxBytes: number;
  /** Whether they go out one after the other, or side by side. */
  readonly order: OutboxOrder;
  /** After which statuses a write is sent again. */
  readonly retryStatuses: readonly number[];
  /** After how many such answers a write is dead; absent: no limit. */
  readonly deadAfterAttempts?: number;
}

/** The limits of one route's cache; an absent one is no limit. */
export interface PlannedExpire {
  /** How many entries it may have. */
  readonly maxEntries?: number;
  /** What the stored, decoded bodies may sum up to. */
  readonly maxBytes?: number;
  /** How long an entry is served after it was stored. */
  readonly maxAgeMs?: number;
}

/** The limits of all routes' caches together; an absent one is no limit. */
export interface PlannedStorage {
  /** What the stored, decoded bodies may sum up to. */
  readonly maxBytes?: number;
  /** How much of the origin's quota is to stay free. */
  readonly keepFreeBytes?: number;
  /** What one opaque response counts for. */
  readonly opaqueBytes: number;
}

/**
 * A URLPattern compiled to one regular expression, anchored at its start, for the flag `u`. It is tried on parts of the
 * request's URL with a line feed between them; the parts have no `?`, and the protocol has no colon.
 * Compiled at build time: not every browser in use has `URLPattern`, and a cold start has nothing to parse.
 */
export interface PlannedPattern {
  /**
   * Which parts: `'scope'` the path from the scope, without its leading slash, and the search; `'root'` the pathname and
   * the search; `'url'` protocol, hostname, port, pathname and search. All but `'url'` also ask for the worker's own origin.
   */
  readonly base: 'scope' | 'root' | 'url';
  /** The regular expression. */
  readonly source: string;
}

/**
 * A route for `InstallEvent.addRoutes`. Its methods and destinations are those of the route; a pattern has no regular
 * expression in it, which browsers would refuse.
 */
export interface PlannedStaticRule {
  /** The name of the route. */
  readonly route: string;
  /**
   * Whether the worker would only ask the network. It would do more for a destination that has an offline file: such a
   * request has to reach the worker all the same.
   */
  readonly isNetwork: boolean;
  /** As in `PlannedPattern`. */
  readonly base: PlannedPattern['base'];
  /** In URLPattern syntax. */
  readonly pattern: PatternComponents;
}

/** One text for each component of a URL; an absent one matches anything. */
export interface PatternComponents {
  /** Without the colon. */
  readonly protocol?: string;
  /** Without the port. */
  readonly hostname?: string;
  /** Empty for the one that the protocol has anyway. */
  readonly port?: string;
  /** Over the scope-relative path without its leading slash where the pattern counts from the scope, else over the whole. */
  readonly pathname?: string;
  /** Without the question mark. */
  readonly search?: string;
}

/** The list of precached files: `holdfast/<version>.json`. */
export interface PrecacheList {
  readonly format: 1;
  /**
   * What the entry document loads, then the rest, each by path: so the same files give the same bytes and the same version,
   * and those in the pack stand in its order.
   */
  readonly files: readonly PrecacheFile[];
  /**
   * The scope-relative path of the pack, which has the bodies of all files that have `packed`; absent where none has.
   *
   * It is one raw DEFLATE stream without a last block, in which each body is compressed by itself and ends on a byte. So a
   * part of it can be inflated from where any body starts (RFC 1951 §3.2.3). They lie behind one another, without gaps, in the
   * order of the list: where one starts follows from those before it.
   */
  readonly pack?: string;
  /** What browsers with static routes may answer with, without the worker; absent: nothing. */
  readonly static?: StaticFiles;
}

/** Which precached files browsers look up by themselves. Paths are scope-relative pathnames in URLPattern syntax. */
export interface StaticFiles {
  /** For navigations alone: tabs of other versions may fetch another file from the same URL. */
  readonly documents: readonly string[];
  /** Each for one file, or for all that an app has in one folder with one extension. */
  readonly assets: readonly string[];
  /** Patterns of routes elsewhere that have such assets too. Where elsewhere is the app's own origin after all, they are the worker's. */
  readonly except: readonly PatternComponents[];
}

/** One precached file. */
export interface PrecacheFile {
  /** Scope-relative, percent-encoded as in a URL. */
  readonly path: string;
  /** The start of the SHA-256 of the file's bytes: 32 hex digits. */
  readonly sha256: string;
  readonly bytes: number;
  /** An asset's URL carries its own content hash; a shell file's URL stays the same from version to version. */
  readonly kind: 'asset' | 'shell';
  /** Fetched once the version is active; its install neither waits for it nor fails without it. Never packed, never an entry. */
  readonly isOptional?: true;
  /** The entry document itself loads it, so a page that registers the worker has just got it. */
  readonly isEntry?: true;
  /**
   * Its body in the pack; absent for what only its own URL can give: documents, whose headers (a CSP, for one) are the
   * server's to say, files whose type the build does not know, and optional files.
   */
  readonly packed?: PackedBody;
}

/** How much of the pack is a file's body, and what a response made of it needs. */
interface PackedBody {
  /** In bytes of the pack, so compressed. */
  readonly length: number;
  /** The `Content-Type`. */
  readonly type: string;
}
