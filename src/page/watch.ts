/** What happens to the workers of one registration, as seen by one tab. */
export interface WatchListeners {
  /** The first worker of this scope has taken charge. */
  onFirst(worker: ServiceWorker): void;
  /** A newer worker than the one this tab was loaded with is installed. Once per worker. */
  onNewer(worker: ServiceWorker): void;
  /** An install has come to nothing. */
  onBroken(): void;
}

/** What a tab knows of its registration. */
export interface Watch {
  /** Tells whether this tab was loaded by an older worker than the one in charge now. */
  isOutdated(): boolean;
}

/** Follows a registration for as long as the tab lives, whichever tab or browser timer brings an update. */
export function watch(
  container: ServiceWorkerContainer,
  registration: ServiceWorkerRegistration,
  { onBroken, onFirst, onNewer }: WatchListeners,
): Watch {
  const seen = new WeakSet<ServiceWorker>();
  /** The worker this tab was loaded with, or the first one, which cached what this tab had loaded. */
  let own = registration.active ?? undefined;
  if (own) seen.add(own);

  function note(worker: ServiceWorker | null): void {
    if (!worker || seen.has(worker)) return;
    if (!own && worker.state === 'activated') {
      own = worker;
      seen.add(worker);
      onFirst(worker);
    } else if (own && worker.state !== 'installing' && worker.state !== 'redundant') {
      seen.add(worker);
      onNewer(worker);
    }
  }

  function follow(worker: ServiceWorker | null): void {
    if (!worker) return;
    let isInstalling = worker.state === 'installing';
    worker.addEventListener('statechange', () => {
      if (isInstalling && worker.state === 'redundant') onBroken();
      isInstalling = false;
      note(worker);
    });
  }

  registration.addEventListener('updatefound', () => follow(registration.installing));
  container.addEventListener('controllerchange', () => note(registration.active));
  follow(registration.installing);
  follow(registration.waiting);
  note(registration.waiting);

  return { isOutdated: () => own !== undefined && registration.active !== own };
}

/** Waits until a worker has taken charge; resolves with `false` when it was replaced by a newer one before. */
export async function becomesActive(worker: ServiceWorker): Promise<boolean> {
  while (worker.state !== 'activated' && worker.state !== 'redundant') {
    await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
  }
  return worker.state === 'activated';
}

/** Waits until a worker is in another state than this one, or for `timeoutMs` at most. Default: however long it takes. */
export async function leavesState(
  worker: ServiceWorker,
  state: ServiceWorkerState,
  timeoutMs?: number,
): Promise<void> {
  if (worker.state !== state) return;
  await new Promise((resolve) => {
    worker.addEventListener('statechange', resolve, { once: true });
    if (timeoutMs !== undefined) setTimeout(resolve, timeoutMs);
  });
}
