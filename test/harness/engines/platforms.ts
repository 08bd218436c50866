import type { EngineName } from '../engine-test.js';

/** What of the web platform an engine has, as far as Holdfast makes use of it or does without. */
export interface Platform {
  /** Wakes the outbox when no page is open. */
  readonly backgroundSync: boolean;
  /** Answers precached files without starting the worker. */
  readonly staticRoutes: boolean;
  /** Answers `only-if-cached` requests without the network, so that an install need not fetch what the page has loaded. */
  readonly onlyIfCached: boolean;
  /** Tells `status()` how much room there is, and `keepFree` how much is left. */
  readonly storageEstimate: boolean;
  /** Keeps one delivery at a time among all workers. */
  readonly locks: boolean;
  /** In a private window, a blob can be stored in IndexedDB. */
  readonly privateBlobs: boolean;
}

/** The engines as tested; README.md, "Engines", says the same in words. */
export const platforms: Readonly<Record<EngineName, Platform>> = {
  chromium: {
    backgroundSync: true,
    staticRoutes: true,
    onlyIfCached: true,
    storageEstimate: true,
    locks: true,
    privateBlobs: true,
  },
  firefox: {
    backgroundSync: false,
    staticRoutes: false,
    onlyIfCached: true,
    storageEstimate: true,
    locks: true,
    privateBlobs: true,
  },
  webkit: {
    backgroundSync: false,
    staticRoutes: false,
    onlyIfCached: false,
    storageEstimate: false,
    locks: true,
    privateBlobs: false,
  },
};
