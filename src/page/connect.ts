import { HoldfastError } from '../errors.js';
import type { WorkerState } from '../protocol/messages.js';
import { updateGraceMs } from '../protocol/messages.js';
import { isWorkerMessage } from '../protocol/from-worker.js';
import { createEmitter } from './emitter.js';
import { createGrace, type Grace } from './grace.js';
import { ask } from './messenger.js';
import { whenIdle } from './idle.js';
import { createOutbox } from './outbox.js';
import { readStatus, readVersion } from './read-status.js';
import { readOwnVersion, readState, readUpdate } from './read-update.js';
import { purge } from './purge.js';
import {
  findRegistered,
  isFrom,
  register,
  requireRegistration,
  type Registration,
} from './register.js';
import type { ConnectOptions, Connection, ConnectionEvents, UpdateEvent } from './types.js';
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
  let lastUpdate: { readonly event: UpdateEvent; readonly worker: ServiceWorker } | undefined;
  let failedInstall: WorkerState | undefined;
  let grace: Grace | undefined;
  let watched: Watch | undefined;

  const ready = register(options).then((registered) => {
    if (registered.registration) attend(registered);
    return registered;
  });

  const found = findRegistered(options).then((registered) => registered ?? ready);

  const outbox = createOutbox(() => Promise.race([ready, found]), {
    hasListener: () => events.has('outbox'),
    tell: (event) => events.emit('outbox', event),
  });

  function attend(registered: Registration): void {
    const { container, registration, scriptUrl } = registered;
    container.addEventListener('message', ({ data, source }) => {
      // Workers of other scopes on this origin may write to this page too.
      if (!isWorkerMessage(data) || !isFrom(source, scriptUrl)) return;
      if (data.type === 'install-progress') {
        const { version, files, totalFiles, bytes, totalBytes } = data;
        failedInstall = undefined;
        events.emit('install-progress', { version, files, totalFiles, bytes, totalBytes });
      } else if (data.type === 'unrecoverable') {
        events.emit('unrecoverable', { version: data.version, url: data.url });
      } else if (data.type === 'outbox') {
        outbox.take(data.event);
      } else {
        failedInstall = data.state.name === 'broken-install' ? data.state : undefined;
        events.emit('state', data.state);
      }
    });
    container.startMessages();
    const ownGrace = (grace = createGrace(registration, navigator.locks));
    // Asked early: an update is the wrong time to ask the worker that it replaces. Where one is under way, its worker knows too.
    let ownVersion = registration.active ? askOwnVersion() : undefined;
    watched = watch(container, registration, {
      onFirst: (worker) => {
        ownVersion = readOwnVersion(worker);
        void readVersion(worker).then((version) => events.emit('offline-ready', { version }));
        void offerUpkeep(registration, ownGrace);
      },
      onNewer: (worker) => {
        failedInstall = undefined;
        void tellUpdate(worker);
      },
      onBroken() {
        // One that fails has said why; one that the browser ended had no time to.
        if (failedInstall) return;
        failedInstall = {
          name: 'broken-install',
          reason: 'The browser ended an install; the next visit tries again.',
        };
        events.emit('state', failedInstall);
      },
    });
    addEventListener('pageshow', ({ persisted }) => {
      // In the back/forward cache it is nobody's client, so its version may be gone: it is loaded as if there were no such cache.
      if (persisted && watched?.isOutdated()) location.reload();
    });
    outbox.attend(registered, ownGrace);
    if (registration.active) void offerUpkeep(registration, ownGrace);

    async function askOwnVersion(): Promise<string | undefined> {
      await ownGrace.whenFree();
      return registration.active ? readOwnVersion(registration.active) : undefined;
    }

    async function tellUpdate(worker: ServiceWorker): Promise<void> {
      const event = await readUpdate(registration, worker, await ownVersion);
      if (!event) return;
      lastUpdate = { event, worker };
      events.emit('update', event);
    }
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
        const { event, worker } = lastUpdate;
        // Another tab may have accepted it since.
        const missed = { ...event, state: readState(worker) } as ConnectionEvents[typeof type];
        queueMicrotask(() => listener(missed));
      }
      const isFirst = !events.has(type);
      const stop = events.on(type, listener);
      if (type === 'outbox' && isFirst) outbox.catchUp();
      return stop;
    },
    async purge(target) {
      const { registration } = requireRegistration(await ready);
      const count = await purge(new URL(registration.scope), target);
      // So that the worker counts again; it may be busy, and need not be waited for.
      if (registration.active) ask(registration.active, { type: 'idle' }).catch(() => undefined);
      return count;
    },
    update: {
      async check() {
        const { registration, scriptUrl } = requireRegistration(await ready);
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
        const { registration } = requireRegistration(await ready);
        const { waiting } = registration;
        if (waiting) {
          await grace?.during(async () => {
            // Answered when the old worker has let go.
            await ask(waiting, { type: 'activate' }, updateGraceMs);
            await becomesActive(waiting);
          });
        }
        if (!watched?.isOutdated()) return false;
        location.reload();
        return true;
      },
    },
    outbox: outbox.commands,
  };
}

/** Lets the worker in charge look after what no request waits for. */
async function offerUpkeep(
  registration: ServiceWorkerRegistration,
  { whenFree }: Grace,
): Promise<void> {
  await whenIdle();
  await whenFree();
  try {
    if (registration.active) await ask(registration.active, { type: 'idle' });
  } catch {
    // A worker that is gone, or older than this message; the next page offers it again.
  }
}
