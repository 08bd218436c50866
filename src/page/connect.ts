import { HoldfastError } from '../errors.js';
import type { WorkerState, WorkerStatus } from '../protocol/messages.js';
import { isWorkerMessage } from '../protocol/messages.js';
import { createEmitter } from './emitter.js';
import { ask } from './messenger.js';
import { findRegistered, register, type Registered } from './register.js';
import type { ConnectOptions, Connection, ConnectionEvents, Status, UpdateEvent } from './types.js';
import { becomesActive, watch, type Watch } from './watch.js';

/**
 * Registers the worker and speaks with it. Call it once a page, early. Where there is no service worker (switched off,
 * plain http, some private windows, a server that renders pages) everything works as plain network and `status()` says why.
 * @example
 * const holdfast = connect();
 * holdfast.on('update', () => showUpdateButton(() => holdfast.update.accept()));
 */
export function connect(options: ConnectOptions = {}): Connection {
  const events = createEmitter<ConnectionEvents>();
  let lastUpdate: UpdateEvent | undefined;
  let failedInstall: WorkerState | undefined;
  let watched: Watch | undefined;

  const ready = register(options).then((registered) => {
    if (registered.registration) attend(registered);
    return registered;
  });

  const found = findRegistered(options).then((registered) => registered ?? ready);

  function attend({ container, registration, scriptUrl }: Registration): void {
    container.addEventListener('message', ({ data, source }) => {
      // Workers of other scopes on this origin may write to this page too.
      if (!isWorkerMessage(data) || !isFrom(source, scriptUrl)) return;
      if (data.type === 'install-progress') {
        const { version, files, totalFiles, bytes, totalBytes } = data;
        events.emit('install-progress', { version, files, totalFiles, bytes, totalBytes });
      } else if (data.type === 'unrecoverable') {
        events.emit('unrecoverable', { version: data.version, url: data.url });
      } else {
        failedInstall = data.state.name === 'broken-install' ? data.state : undefined;
        events.emit('state', data.state);
      }
    });
    container.startMessages();
    watched = watch(container, registration, {
      onFirst: (worker) => {
        void readVersion(worker).then((version) => events.emit('offline-ready', { version }));
      },
      onNewer: (worker) => {
        failedInstall = undefined;
        void readVersion(worker).then((version) => {
          lastUpdate = { version, state: worker.state === 'installed' ? 'waiting' : 'active' };
          events.emit('update', lastUpdate);
        });
      },
    });
  }

  async function requireRegistration(): Promise<Registration> {
    const registered = await ready;
    if (registered.registration) return registered;
    throw new HoldfastError('page/unavailable', `No worker is registered: ${registered.reason}`);
  }

  return {
    async status() {
      const status = await readStatus(await Promise.race([ready, found]));
      return failedInstall && status.state.name === 'normal'
        ? { ...status, state: failedInstall }
        : status;
    },
    on(type, listener) {
      if (type === 'update' && lastUpdate) {
        const missed = lastUpdate as ConnectionEvents[typeof type];
        queueMicrotask(() => listener(missed));
      }
      return events.on(type, listener);
    },
    update: {
      async check() {
        const { registration, scriptUrl } = await requireRegistration();
        try {
          await registration.update();
        } catch (cause) {
          throw new HoldfastError('page/no-answer', `${scriptUrl} could not be asked for`, {
            cause,
          });
        }
        return registration.installing !== null || registration.waiting !== null;
      },
      async accept() {
        const { registration } = await requireRegistration();
        const { waiting } = registration;
        if (waiting) {
          await ask(waiting, 'activate');
          await becomesActive(waiting);
        }
        if (!watched?.isOutdated()) return false;
        location.reload();
        return true;
      },
    },
  };
}

type Registration = Extract<Registered, { readonly registration: ServiceWorkerRegistration }>;

function isFrom(source: MessageEventSource | null, scriptUrl: string): boolean {
  return source instanceof ServiceWorker && source.scriptURL === scriptUrl;
}

/** A worker that cannot be asked is still a newer one; its version is then unknown. */
async function readVersion(worker: ServiceWorker): Promise<string> {
  try {
    return (await ask<WorkerStatus>(worker, 'status')).version;
  } catch {
    return 'unknown';
  }
}

async function readStatus(registered: Registered): Promise<Status> {
  const page = {
    online: typeof navigator === 'undefined' || navigator.onLine,
    ...(await readStorage()),
  };
  const plain: Status = {
    ...page,
    availability: 'unavailable',
    versions: [],
    state: { name: 'normal' },
    caches: [],
    log: [],
  };
  if (!registered.registration) return { ...plain, reason: registered.reason };

  const { container, registration, scriptUrl } = registered;
  const { active, waiting } = registration;
  const isControlled = isFrom(container.controller, scriptUrl);
  const availability = isControlled ? 'controlled' : 'registered';
  if (!active) return { ...plain, availability, reason: 'the worker is being installed' };
  try {
    const { version, versions, state, caches, log } = await ask<WorkerStatus>(active, 'status');
    return {
      ...page,
      availability,
      version,
      ...(waiting && { waitingVersion: await readVersion(waiting) }),
      versions,
      state,
      caches,
      log,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...plain, availability, reason, state: { name: 'degraded', reason } };
  }
}

async function readStorage(): Promise<Pick<Status, 'storage'>> {
  try {
    // Not in every engine, and not on plain http.
    const storage = globalThis.navigator.storage as StorageManager | undefined;
    const { usage, quota } = (await storage?.estimate()) ?? {};
    if (usage === undefined || quota === undefined) return {};
    return { storage: { usageBytes: usage, quotaBytes: quota } };
  } catch {
    // An estimate is a courtesy; a browser that refuses it is no fault.
    return {};
  }
}
