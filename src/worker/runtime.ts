/**
 * Everything the worker takes from the platform, in one object, so that tests can lend other implementations.
 * Constructors (`Request`, `Response`, `URL`) are the platform's own.
 */
export interface Runtime {
  readonly caches: CacheStorage;
  readonly clients: Clients;
  readonly subtle: SubtleCrypto;
  /** The worker's scope; every path of the plan counts from here. */
  readonly scope: URL;
  fetch(request: Request): Promise<Response>;
  /** Milliseconds since the epoch. */
  now(): number;
  wait(durationMs: number): Promise<void>;
  /** What the origin uses of its quota, in bytes; nothing where the browser does not tell. */
  estimate(): Promise<StorageEstimate>;
  skipWaiting(): Promise<void>;
  /** Whether the user asks for less traffic. Source: Save Data API, `NetworkInformation`, saveData. */
  savesData(): boolean;
  /** Whether a newer worker is being installed, or waits. */
  isUpdating(): boolean;
}

/** Binds the running service worker's globals. */
export function createRuntime(global: ServiceWorkerGlobalScope): Runtime {
  return {
    caches: global.caches,
    clients: global.clients,
    subtle: global.crypto.subtle,
    scope: new URL(global.registration.scope),
    fetch: (request) => global.fetch(request),
    now: () => Date.now(),
    wait: (durationMs) => new Promise((resolve) => global.setTimeout(resolve, durationMs)),
    // Not in every engine.
    estimate: async () =>
      (global.navigator.storage as StorageManager | undefined)?.estimate() ?? {},
    skipWaiting: () => global.skipWaiting(),
    savesData: () =>
      (global.navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true,
    isUpdating: () =>
      global.registration.installing !== null || global.registration.waiting !== null,
  };
}
