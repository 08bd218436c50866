import type { PrecacheFile } from '../../manifest/plan.js';
import { readAll, useStore } from '../database.js';
import type { WorkerContext } from '../feature.js';
import { readList } from './list.js';

/** The files of one version, by scope-relative path. */
type VersionFiles = ReadonlyMap<string, PrecacheFile>;

/**
 * Which client was loaded with which version. A client keeps its version until it goes away, whatever takes charge
 * meanwhile; a client that is not known has the version in charge. While a worker takes charge, that is still the one before
 * it: Chromium hands it what open clients ask for a second before it is told to activate, and lets navigations wait until it has.
 */
export interface Pins {
  /** Every pinned client and its version, as far as they are loaded. */
  readonly clients: ReadonlyMap<string, string>;
  /**
   * Settles once the records are in memory; never rejects. Where another version than the worker's is in charge, as before it
   * takes over itself, every client without a pin is pinned to that one. `again`: another worker may have written since.
   */
  load(again?: boolean): Promise<void>;
  isLoaded(): boolean;
  /** Whether the records could be read: where they could not, any version may be in use. */
  isKnown(): boolean;
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

/** Makes the pins of one worker. Without IndexedDB they last as long as the worker runs. */
export function createPins(context: WorkerContext): Pins {
  const { plan, runtime } = context;
  const clients = new Map<string, string>();
  const lists = new Map<string, Promise<VersionFiles | undefined>>();
  let loading: Promise<void> | undefined;
  let isLoaded = false;
  let isKnown = false;
  let inCharge = plan.version;

  async function load(): Promise<void> {
    // One in charge that has not noted it, killed as it took charge, knows nobody older: they were pinned by its install.
    // Others ask first, as documents may come while the rest is read; a client that is busy can be long in answering (Firefox).
    const asked =
      !runtime.isActivated() &&
      runtime
        .within(runtime.clients.matchAll({ type: 'all', includeUncontrolled: true }))
        .catch(() => []);
    const [pinned, [noted = plan.version]] = await Promise.all([
      readAll(context, 'pins'),
      listActivated(),
    ]);
    for (const [clientId, version] of pinned ?? []) {
      // What was pinned while this was read is newer.
      if (!clients.has(clientId)) clients.set(clientId, version);
    }
    isKnown = pinned !== undefined;
    inCharge = noted;
    if (asked && inCharge !== plan.version) {
      const ids = (await asked)
        .filter(
          ({ id, type, url }) =>
            // Firefox lists the service workers too.
            (type as string) !== 'serviceworker' &&
            url.startsWith(runtime.scope.href) &&
            !clients.has(id),
        )
        .map(({ id }) => id);
      await pin(ids, inCharge);
    }
    isLoaded = true;
  }

  async function listActivated(): Promise<readonly string[]> {
    const rows = (await readAll(context, 'versions')) ?? [];
    // Browsers in use need not have `toSorted`.
    // oxlint-disable-next-line unicorn/no-array-sort -- the rows are our own
    return rows.sort((left, right) => right[1] - left[1]).map(([version]) => version);
  }

  async function pin(clientIds: readonly string[], version: string | undefined): Promise<void> {
    if (clientIds.length === 0) return;
    for (const clientId of clientIds) {
      if (version === undefined) clients.delete(clientId);
      else clients.set(clientId, version);
    }
    await useStore(context, 'pins', (store) =>
      Promise.all(
        clientIds.map((clientId) =>
          version === undefined ? store.delete(clientId) : store.put(version, clientId),
        ),
      ),
    );
  }

  async function readFiles(version: string): Promise<VersionFiles | undefined> {
    const list = await readList(context, version);
    // A list that is not there may come: an install stores it.
    if (!list) lists.delete(version);
    return list && new Map(list.files.map((file) => [file.path, file]));
  }

  return {
    clients,
    load: (again = false) => (loading = (!again && loading) || load()),
    isLoaded: () => isLoaded,
    isKnown: () => isKnown,
    versionOf: (clientId) =>
      clients.get(clientId) ?? (runtime.isActivated() === false ? inCharge : plan.version),
    pin,
    listActivated,
    async recordVersion(version, isStored) {
      lists.delete(version);
      await useStore(context, 'versions', async (store) => {
        if (!isStored) return store.delete(version);
        // Later than all before it, also where the clock was put back since.
        const atMs = Math.max(runtime.now(), ...(await store.getAll()).map((last) => last + 1));
        return store.put(atMs, version);
      });
    },
    filesOf(version) {
      const files = lists.get(version) ?? readFiles(version);
      lists.set(version, files);
      return files;
    },
  };
}
