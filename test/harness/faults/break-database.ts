import { storageFault, type Strikes } from './strikes.js';
import type { Time } from './time.js';

/** What is done to one transaction. */
interface Treatment {
  /** `dead`: nothing reaches the database. `unheard`: everything does. Neither tells. */
  mode: 'heard' | 'unheard' | 'dead';
  /** How it ends in place of being committed. */
  end?: 'abort' | 'quota';
  /** Requests that have not been answered. */
  open: number;
}

// The machine's: a worker's timers run ahead.
const later = setTimeout.bind(globalThis);

const operations = ['get', 'getAll', 'getAllKeys', 'put', 'add', 'delete'] as const;

/** Puts faults into IndexedDB; as `breakCaches` otherwise. */
export function breakDatabase(strikes: Strikes, time: Time, ready: Promise<void>): void {
  const factory = IDBFactory.prototype;
  const { open, deleteDatabase } = factory;
  const treatments = new WeakMap<IDBTransaction, Treatment>();

  factory.open = function (...input) {
    return stand(ready, (settle) => {
      const fault = strikes.take('idb.open');
      if (fault === 'hang') return undefined;
      if (fault === 'reject') {
        settle(storageFault());
        return undefined;
      }
      const request = open.apply(this, input);
      void time.track(settled(request));
      if (fault === 'closed') request.addEventListener('success', () => lose(request.result));
      return request;
    });
  };

  factory.deleteDatabase = function (...input) {
    return stand(ready, (settle) => {
      const fault = strikes.take('idb.deleteDatabase');
      if (fault === 'reject') settle(storageFault());
      return fault ? undefined : deleteDatabase.apply(this, input);
    });
  };

  const { transaction: begin } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...input) {
    const fault = strikes.take('idb.transaction');
    if (fault === 'closed') {
      lose(this);
      throw storageFault('InvalidStateError');
    }
    const transaction = begin.apply(this, input);
    const treatment: Treatment = { mode: 'heard', open: 0 };
    if (fault === 'hang') treatment.mode = 'dead';
    else if (fault === 'unheard') treatment.mode = 'unheard';
    else if (fault) endAs(transaction, (treatment.end = fault));
    treatments.set(transaction, treatment);
    void time.track(
      new Promise((resolve) => {
        for (const type of ['complete', 'abort']) transaction.addEventListener(type, resolve);
      }),
    );
    const { addEventListener } = transaction;
    transaction.addEventListener = (type: string, listener: unknown) => {
      addEventListener.call(transaction, type, (event) => {
        if (treatment.mode === 'heard') (listener as EventListener)(event);
      });
    };
    return transaction;
  };

  const store = IDBObjectStore.prototype as unknown as Record<
    (typeof operations)[number],
    (this: IDBObjectStore, ...input: unknown[]) => IDBRequest
  >;
  const { get } = store;
  for (const operation of operations) {
    const { [operation]: run } = store;
    store[operation] = function (...input) {
      const { transaction } = this;
      const treatment = treatments.get(transaction);
      // Of an upgrade.
      if (!treatment) return run.apply(this, input);
      if (treatment.mode === 'dead') return createDead();
      const fault = strikes.take(`idb.${operation}`);
      if (fault === 'hang') {
        treatment.mode = 'dead';
        transaction.abort();
        return createDead();
      }
      const request = run.apply(this, input);
      if (treatment.mode === 'unheard') return createDead();
      treatment.open++;
      request.addEventListener('success', () => {
        treatment.open--;
        if (treatment.end) endWhenDone(this, treatment);
      });
      if (fault === 'abort') {
        endAs(transaction, 'abort');
        queueMicrotask(() => transaction.abort());
      } else if (fault === 'missing') {
        Object.defineProperty(request, 'result', { value: operation === 'get' ? undefined : [] });
      }
      return request;
    };
  }

  /** Ends a transaction that has come to its commit: when nothing more has been asked of it than this. */
  function endWhenDone(objectStore: IDBObjectStore, treatment: Treatment): void {
    get.call(objectStore, 0).addEventListener('success', () => {
      if (treatment.open === 0) objectStore.transaction.abort();
    });
  }
}

function endAs(transaction: IDBTransaction, how: 'abort' | 'quota'): void {
  const error = storageFault(how === 'quota' ? 'QuotaExceededError' : 'UnknownError');
  Object.defineProperty(transaction, 'error', { value: error });
}

/** Loses a connection as browsers do: it is closed, and is told so a moment later. */
function lose(database: IDBDatabase): void {
  database.close();
  later(() => database.dispatchEvent(new Event('close')));
}

function settled(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve) => {
    for (const type of ['success', 'error']) request.addEventListener(type, resolve);
  });
}

/**
 * A request that stands in for one that is not made yet, or never.
 * @param make the real request, or `undefined`; `settle` fails the one that stands in
 */
function stand(
  ready: Promise<void>,
  make: (settle: (error: DOMException) => void) => IDBOpenDBRequest | undefined,
): IDBOpenDBRequest {
  const listeners: [type: string, listener: EventListener][] = [];
  let real: IDBOpenDBRequest | undefined;
  let failure: DOMException | undefined;
  const tell = (event: Event): void => {
    for (const [type, listener] of listeners) if (type === event.type) listener(event);
  };
  void ready.then(() => {
    real = make((error) => {
      failure = error;
      queueMicrotask(() => tell(new Event('error')));
    });
    for (const type of ['success', 'error', 'upgradeneeded', 'blocked']) {
      real?.addEventListener(type, tell);
    }
  });
  return Object.create(IDBOpenDBRequest.prototype, {
    result: { get: () => real?.result },
    error: { get: () => failure ?? real?.error },
    addEventListener: {
      value: (type: string, listener: EventListener) => listeners.push([type, listener]),
    },
    removeEventListener: { value: () => undefined },
  }) as IDBOpenDBRequest;
}

/** A request that is never answered. */
function createDead(): IDBRequest {
  const ignore = { value: () => undefined };
  return Object.create(IDBRequest.prototype, {
    addEventListener: ignore,
    removeEventListener: ignore,
  }) as IDBRequest;
}
