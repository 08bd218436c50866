import type { IDBPObjectStore } from 'idb';
import type { PrecacheFile } from '../../manifest/plan.js';
import { openDatabase, type HoldfastSchema } from '../database.js';
import type { WorkerContext } from '../feature.js';
import { readStoredList } from './list.js';

/** The files of one version, by scope-relative path. */
type VersionFiles = ReadonlyMap<string, PrecacheFile>;

/**
 * Which client was loaded with which version. A client keeps its version until it goes away, whatever takes charge
 * meanwhile; a client that is not known has the worker's own.
 */
export interface Pins {
  /** Every pinned client and its version, as far as they are loaded. */
  readonly clients: ReadonlyMap<string, string>;
  /** Settles once the records are in memory; never rejects. */
  load(): Promise<void>;
  isLoaded(): boolean;
  versionOf(clientId: string): string;
  /** Remembers the version of clients, in memory at once; `undefined` forgets them. */
  pin(clientIds: readonly string[], version: string | undefined): Promise<void>;
  /** Versions that have been in charge and are still stored, newest first. */
  listActivated(): Promise<readonly string[]>;
  /** Remembers that a version has taken charge now, or that it is stored no longer. */
  recordVersion(version: string, isStored: boolean): Promise<void>;
  /** What a stored version consists of; `undefined` where its list is gone. */
  filesOf(version: string): Promise<VersionFiles | undefined>;
}

type Store<TName extends 'pins' | 'versions'> = IDBPObjectStore<
  HoldfastSchema,
  [TName],
  TName,
  'readwrite'
>;

/** Makes the pins of one worker. Without IndexedDB they last as long as the worker runs. */
export function createPins(context: WorkerContext): Pins {
  const { plan, report, runtime } = context;
  const clients = new Map<string, string>();
  const lists = new Map<string, Promise<VersionFiles | undefined>>();
  let loading: Promise<void> | undefined;
  let isLoaded = false;

  async function access<TName extends 'pins' | 'versions', TValue>(
    name: TName,
    use: (store: Store<TName>) => Promise<TValue>,
  ): Promise<TValue | undefined> {
    try {
      const { store, done } = (await openDatabase(runtime)).transaction(name, 'readwrite');
      const [value] = await Promise.all([use(store), done]);
      report.recovered('database/failed');
      return value;
    } catch (error) {
      report.fault('database/failed', name, error);
      return undefined;
    }
  }

  async function readAll<TName extends 'pins' | 'versions'>(
    name: TName,
  ): Promise<[string, HoldfastSchema[TName]['value']][]> {
    const rows = await access(name, (store) =>
      Promise.all([store.getAllKeys(), store.getAll()] as const),
    );
    return rows?.[0].map((key, index) => [key, rows[1][index]!]) ?? [];
  }

  async function load(): Promise<void> {
    for (const [clientId, version] of await readAll('pins')) {
      // What was pinned while this was read is newer.
      if (!clients.has(clientId)) clients.set(clientId, version);
    }
    isLoaded = true;
  }

  async function readFiles(version: string): Promise<VersionFiles | undefined> {
    const files = await readStoredList(context, version);
    // A list that is not there may come: an install stores it.
    if (!files) lists.delete(version);
    return files && new Map(files.map((file) => [file.path, file]));
  }

  return {
    clients,
    load: () => (loading ??= load()),
    isLoaded: () => isLoaded,
    versionOf: (clientId) => clients.get(clientId) ?? plan.version,
    async pin(clientIds, version) {
      for (const clientId of clientIds) {
        if (version === undefined) clients.delete(clientId);
        else clients.set(clientId, version);
      }
      await access('pins', (store) =>
        Promise.all(
          clientIds.map((clientId) =>
            version === undefined ? store.delete(clientId) : store.put(version, clientId),
          ),
        ),
      );
    },
    async listActivated() {
      const rows = await readAll('versions');
      // Browsers in use need not have `toSorted`.
      // oxlint-disable-next-line unicorn/no-array-sort -- the rows are our own
      return rows.sort((left, right) => right[1] - left[1]).map(([version]) => version);
    },
    async recordVersion(version, isStored) {
      lists.delete(version);
      await access('versions', async (store) => {
        await (isStored ? store.put(runtime.now(), version) : store.delete(version));
      });
    },
    filesOf(version) {
      const files = lists.get(version) ?? readFiles(version);
      lists.set(version, files);
      return files;
    },
  };
}
