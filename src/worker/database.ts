import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { databaseName } from '../protocol/cache-names.js';
import type { Runtime } from './runtime.js';

/** The one database of a scope. */
export interface HoldfastSchema extends DBSchema {
  /** Which version of the app a client was loaded with, by `Client.id`. */
  pins: { key: string; value: string };
  /** When a version last took charge, in ms since the epoch, by version. */
  versions: { key: string; value: number };
}

const connections = /* @__PURE__ */ new WeakMap<Runtime, Promise<IDBPDatabase<HoldfastSchema>>>();

/**
 * Opens the database, once per worker; a connection that was lost, or could not be had, is tried again by the next call.
 * It gives way when a later worker wants to upgrade the database.
 */
export function openDatabase(runtime: Runtime): Promise<IDBPDatabase<HoldfastSchema>> {
  const open = connections.get(runtime);
  if (open) return open;
  const forget = (): unknown => connections.delete(runtime);
  const opening = openDB<HoldfastSchema>(databaseName(runtime.scope), 1, {
    upgrade(database) {
      database.createObjectStore('pins');
      database.createObjectStore('versions');
    },
    blocking(_current, _blocked, event) {
      forget();
      (event.target as IDBDatabase).close();
    },
    terminated: forget,
  });
  connections.set(runtime, opening);
  opening.catch(forget);
  return opening;
}
