import {
  wrap,
  type DBSchema,
  type IDBPDatabase,
  type IDBPObjectStore,
  type IDBPTransaction,
  type StoreNames,
} from 'idb';
import { databaseName } from '../protocol/cache-names.js';
import type { Entry } from './expiration/lru.js';
import type { WorkerContext } from './feature.js';
import type { BodyKey, OutboxRecord, RecordKey, StoredBody } from './outbox/record.js';
import type { Runtime } from './runtime.js';

/** The one database of a scope. */
export interface HoldfastSchema extends DBSchema {
  /** Which version of the app a client was loaded with, by `Client.id`. */
  pins: { key: string; value: string };
  /** When a version last took charge, in ms since the epoch, by version. */
  versions: { key: string; value: number };
  /** What the routes' caches hold, by cache name and URL. */
  entries: { key: [cacheName: string, url: string]; value: Entry };
  /** Writes made offline, in the order they are sent. */
  outbox: { key: RecordKey; value: OutboxRecord };
  /** What the requests of those writes hold, and the server's answers. */
  bodies: { key: BodyKey; value: StoredBody };
}

const connections = /* @__PURE__ */ new WeakMap<Runtime, Promise<IDBPDatabase<HoldfastSchema>>>();

/**
 * Runs one transaction. A database that cannot be opened, read or written makes the worker degraded, until one that can.
 * @param use must ask for everything in one turn, or from the answers: a transaction ends when nothing is asked of it
 * @param durability `'relaxed'` may be lost with the machine's power, never with the worker. Source: Indexed Database 3.0,
 *   transaction durability hint
 * @returns what `use` resolves with, once the transaction is complete
 * @throws what the database failed with
 */
export async function transact<
  TNames extends [StoreNames<HoldfastSchema>, ...StoreNames<HoldfastSchema>[]],
  TValue,
>(
  { report, runtime }: WorkerContext,
  names: TNames,
  use: (transaction: IDBPTransaction<HoldfastSchema, TNames, 'readwrite'>) => Promise<TValue>,
  durability: IDBTransactionDurability,
): Promise<TValue> {
  let transaction: IDBPTransaction<HoldfastSchema, TNames, 'readwrite'> | undefined;
  try {
    transaction = (await openDatabase(runtime)).transaction(names, 'readwrite', { durability });
    const [value] = await runtime.within(Promise.all([use(transaction), transaction.done]));
    report.recovered('database/failed');
    return value;
  } catch (error) {
    report.fault('database/failed', names.join(), error);
    try {
      // What has failed in part, or is not heard of, must not be done later.
      transaction?.abort();
    } catch {
      // It has ended by itself.
    }
    throw error;
  }
}

/** Uses one store in a relaxed transaction; `undefined` where the database failed. */
export async function useStore<TName extends StoreNames<HoldfastSchema>, TValue>(
  context: WorkerContext,
  name: TName,
  use: (store: IDBPObjectStore<HoldfastSchema, [TName], TName, 'readwrite'>) => Promise<TValue>,
): Promise<TValue | undefined> {
  try {
    return await transact(
      context,
      [name],
      (transaction) => use(transaction.objectStore(name)),
      'relaxed',
    );
  } catch {
    // `transact` has reported it.
    return undefined;
  }
}

/** Reads every record of a store with its key; `undefined` where the database failed. */
export async function readAll<TName extends StoreNames<HoldfastSchema>>(
  context: WorkerContext,
  name: TName,
): Promise<[HoldfastSchema[TName]['key'], HoldfastSchema[TName]['value']][] | undefined> {
  const rows = await useStore(context, name, (store) =>
    Promise.all([store.getAllKeys(), store.getAll()] as const),
  );
  return rows?.[0].map((key, index) => [key, rows[1][index]!]);
}

/** The stores that each version of the database has added; what older stores hold stays. */
const addedStores: readonly StoreNames<HoldfastSchema>[][] = [
  ['pins', 'versions'],
  ['entries'],
  ['outbox', 'bodies'],
];

/**
 * Opens the database, once per worker; a connection that was lost, or could not be had, is tried again by the next call.
 * It gives way when a later worker wants to upgrade the database, and makes do with what such a one has made of it.
 */
function openDatabase(runtime: Runtime): Promise<IDBPDatabase<HoldfastSchema>> {
  const open = connections.get(runtime);
  if (open) return open;
  const forget = (): unknown => connections.delete(runtime);
  const openAt = async (version?: number): Promise<IDBPDatabase<HoldfastSchema>> => {
    const request = indexedDB.open(databaseName(runtime.scope), version);
    request.addEventListener('upgradeneeded', ({ oldVersion }) => {
      for (const name of addedStores.slice(oldVersion).flat()) {
        request.result.createObjectStore(name);
      }
    });
    const database = (await wrap(request)) as IDBPDatabase<HoldfastSchema>;
    database.addEventListener('close', forget);
    database.addEventListener('versionchange', () => {
      forget();
      database.close();
    });
    return database;
  };
  const opening = runtime.within(
    openAt(addedStores.length).catch((error: DOMException) => {
      if (error.name === 'VersionError') return openAt();
      throw error;
    }),
  );
  connections.set(runtime, opening);
  opening.catch(forget);
  return opening;
}
