import {
  openDB,
  type DBSchema,
  type IDBPDatabase,
  type IDBPObjectStore,
  type StoreNames,
} from 'idb';
import { databaseName } from '../protocol/cache-names.js';
import type { Entry } from './expiration/lru.js';
import type { WorkerContext } from './feature.js';
import type { Runtime } from './runtime.js';

/** The one database of a scope. */
export interface HoldfastSchema extends DBSchema {
  /** Which version of the app a client was loaded with, by `Client.id`. */
  pins: { key: string; value: string };
  /** When a version last took charge, in ms since the epoch, by version. */
  versions: { key: string; value: number };
  /** What the routes' caches hold, by cache name and URL. */
  entries: { key: [cacheName: string, url: string]; value: Entry };
}

const connections = /* @__PURE__ */ new WeakMap<Runtime, Promise<IDBPDatabase<HoldfastSchema>>>();

/**
 * Uses one store of the database in one transaction. A database that cannot be opened, read or written makes the worker
 * degraded, until one that can.
 * It may be lost with the machine's power, never with the worker.
 * @param use must ask for everything in one turn, or from the answers: a transaction ends when nothing is asked of it
 * @returns what `use` resolves with, once the transaction is complete; `undefined` where the database failed
 */
export async function useStore<TName extends StoreNames<HoldfastSchema>, TValue>(
  { report, runtime }: WorkerContext,
  name: TName,
  use: (store: IDBPObjectStore<HoldfastSchema, [TName], TName, 'readwrite'>) => Promise<TValue>,
): Promise<TValue | undefined> {
  try {
    const { store, done } = (await openDatabase(runtime)).transaction(name, 'readwrite', {
      durability: 'relaxed',
    });
    const [value] = await Promise.all([use(store), done]);
    report.recovered('database/failed');
    return value;
  } catch (error) {
    report.fault('database/failed', name, error);
    return undefined;
  }
}

/** Reads every record of a store with its key. */
export async function readAll<TName extends StoreNames<HoldfastSchema>>(
  context: WorkerContext,
  name: TName,
): Promise<[HoldfastSchema[TName]['key'], HoldfastSchema[TName]['value']][]> {
  const rows = await useStore(context, name, (store) =>
    Promise.all([store.getAllKeys(), store.getAll()] as const),
  );
  return rows?.[0].map((key, index) => [key, rows[1][index]!]) ?? [];
}

// Raised whenever a store is added below; what older stores hold stays.
const databaseVersion = 2;

/**
 * Opens the database, once per worker; a connection that was lost, or could not be had, is tried again by the next call.
 * It gives way when a later worker wants to upgrade the database, and makes do with what such a one has made of it.
 */
function openDatabase(runtime: Runtime): Promise<IDBPDatabase<HoldfastSchema>> {
  const open = connections.get(runtime);
  if (open) return open;
  const forget = (): unknown => connections.delete(runtime);
  const openAt = (version?: number): Promise<IDBPDatabase<HoldfastSchema>> =>
    openDB<HoldfastSchema>(databaseName(runtime.scope), version, {
      upgrade(database, oldVersion) {
        if (oldVersion < 1) {
          database.createObjectStore('pins');
          database.createObjectStore('versions');
        }
        database.createObjectStore('entries');
      },
      blocking(_current, _blocked, event) {
        forget();
        (event.target as IDBDatabase).close();
      },
      terminated: forget,
    });
  const opening = openAt(databaseVersion).catch((error: DOMException) => {
    if (error.name === 'VersionError') return openAt();
    throw error;
  });
  connections.set(runtime, opening);
  opening.catch(forget);
  return opening;
}
