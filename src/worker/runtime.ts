/**
 * Everything the worker takes from the platform, in one object, so that tests can lend other implementations.
 * Constructors (`Request`, `Response`, `URL`) are the platform's own.
 */
export interface Runtime {
  /** Cache Storage, of the whole origin. */
  readonly caches: CacheStorage;
  /** The pages and workers of the origin. */
  readonly clients: Clients;
  /** For what the browser says of its connection, its storage and its locks. */
  readonly navigator: WorkerNavigator;
  /** For hashes. */
  readonly subtle: SubtleCrypto;
  /** The worker's scope; every path of the plan counts from here. */
  readonly scope: URL;
  /** Asks the network, past all that the worker does. Rejects as `fetch` does. */
  fetch(request: Request): Promise<Response>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after that time, if the browser lets the worker live so long. */
  wait(durationMs: number): Promise<void>;
  /** As `work`; rejects with a `TimeoutError` after ten seconds. Storage that works never takes as long, and a page waits. */
  within<TValue>(work: Promise<TValue>): Promise<TValue>;
  /** Takes over from the worker in charge once this one is installed. */
  skipWaiting(): Promise<void>;
  /** Whether this worker is in charge and has been through its activation; `undefined` where that cannot be told. */
  isActivated(): boolean | undefined;
  /** Whether a newer worker is being installed, or waits. */
  isUpdating(): boolean;
}

const longestMs = 10_000;

/** Binds the running service worker's globals. */
export function createRuntime(global: ServiceWorkerGlobalScope): Runtime {
  return {
    caches: global.caches,
    clients: global.clients,
    navigator: global.navigator,
    subtle: global.crypto.subtle,
    scope: new URL(global.registration.scope),
    fetch: (request) => global.fetch(request),
    now: () => Date.now(),
    wait: (durationMs) => new Promise((resolve) => global.setTimeout(resolve, durationMs)),
    within: (work) =>
      new Promise((resolve, reject) => {
        const timer = global.setTimeout(
          () => reject(new DOMException('', 'TimeoutError')),
          longestMs,
        );
        void work.then(resolve, reject).finally(() => global.clearTimeout(timer));
      }),
    skipWaiting: () => global.skipWaiting(),
    // Not in every engine.
    isActivated() {
      const { serviceWorker } = global as { serviceWorker?: ServiceWorker };
      return serviceWorker && serviceWorker.state === 'activated';
    },
    isUpdating: () =>
      global.registration.installing !== null || global.registration.waiting !== null,
  };
}
