import type { IDBPObjectStore } from 'idb';
import type { OutboxStatus } from '../../protocol/outbox.js';
import { transact, type HoldfastSchema } from '../database.js';
import type { WorkerContext } from '../feature.js';
import {
  isOpen,
  type BodyKey,
  type OutboxRecord,
  type RecordKey,
  type StoredBody,
} from './record.js';

// Chromium stores a blob as a file of its own, which costs more than the bytes of a small one.
const largestInlineBytes = 64 * 1024;

type StoreNames = ['outbox', 'bodies'];
type Store<TName extends StoreNames[number]> = IDBPObjectStore<
  HoldfastSchema,
  StoreNames,
  TName,
  'readwrite'
>;

/** A write with its body; `undefined` where it has none. */
export interface Write {
  readonly record: OutboxRecord;
  readonly body: StoredBody | undefined;
}

/**
 * The outbox's records, in memory and in the database; the database is right. What is asked of the database is done in the
 * order it was asked for.
 */
export interface OutboxStore {
  /** Reads the records if this worker has not yet. Rejects where the database cannot be read. */
  load(): Promise<void>;
  /** Reads them anew: another worker may have changed them. */
  reload(): Promise<void>;
  /** Of a route, or of all; in the order they are sent. */
  list(route?: string): OutboxRecord[];
  get(id: string): OutboxRecord | undefined;
  /** Whether any write waits to be sent, or is under way. */
  hasOpen(): boolean;
  /** Stores new writes, all or none. */
  add(writes: readonly Write[]): Promise<void>;
  /**
   * Settles a write that was sent and claims the next in one transaction; one that is delivered gives up its request's body.
   * What the page has discarded meanwhile has nothing left to keep.
   * @param claim called once this worker knows what is settled
   * @param answer the body of the server's answer; absent where there is none, or nobody wants it
   * @returns what was claimed
   */
  settleAndClaim(
    claim: () => OutboxRecord | undefined,
    settled?: OutboxRecord,
    answer?: ArrayBuffer,
  ): Promise<Write | undefined>;
  /** Changes what `pick` makes of the records as they are when all that was asked for before is done. */
  update(pick: () => readonly OutboxRecord[]): Promise<readonly OutboxRecord[]>;
  remove(ids: readonly string[]): Promise<void>;
  readBodies(ids: readonly string[], of: BodyKey[1]): Promise<ReadonlyMap<string, StoredBody>>;
  readStatus(): OutboxStatus;
}

/** Makes the store of one worker. */
export function createOutboxStore(context: WorkerContext): OutboxStore {
  let records = new Map<string, OutboxRecord>();
  let loading: Promise<void> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let inlineBytes = largestInlineBytes;

  /** Runs work after all before it, whatever became of that. */
  function inTurn<TValue>(work: () => Promise<TValue>): Promise<TValue> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  /** Runs one transaction; where it fails, what this worker knows is no longer what is stored. */
  function write<TValue>(
    prepare: () => Promise<(outbox: Store<'outbox'>, bodies: Store<'bodies'>) => Promise<TValue>>,
    // What pages were told outlives the machine's power.
    durability: IDBTransactionDurability = 'strict',
  ): Promise<TValue> {
    return inTurn(async () => {
      const use = await prepare();
      try {
        return await transact(
          context,
          ['outbox', 'bodies'],
          (transaction) =>
            use(transaction.objectStore('outbox'), transaction.objectStore('bodies')),
          durability,
        );
      } catch (error) {
        loading = undefined;
        throw error;
      }
    });
  }

  function reload(): Promise<void> {
    return inTurn(async () => {
      const stored = await transact(
        context,
        ['outbox'],
        (transaction) => transaction.objectStore('outbox').getAll(),
        'relaxed',
      );
      records = new Map(stored.map((record) => [record.id, record]));
    });
  }

  async function toStored(body: StoredBody): Promise<StoredBody> {
    return body instanceof Blob && body.size <= inlineBytes ? body.arrayBuffer() : body;
  }

  function addAll(writes: readonly Write[]): Promise<unknown> {
    return write(async () => {
      const bodies = await Promise.all(writes.map(async ({ body }) => body && toStored(body)));
      return async (outbox, stored) =>
        Promise.all(
          writes.flatMap(({ record }, index): Promise<unknown>[] => [
            outbox.add(record, toKey(record)),
            ...(bodies[index] ? [stored.add(bodies[index], [record.id, 'request'])] : []),
          ]),
        );
    });
  }

  function note(changed: readonly OutboxRecord[]): void {
    for (const record of changed) records.set(record.id, record);
  }

  function list(route?: string): OutboxRecord[] {
    const found = [...records.values()].filter(
      (record) => route === undefined || record.route === route,
    );
    // Browsers in use need not have `toSorted`.
    // oxlint-disable-next-line unicorn/no-array-sort -- a copy of our own
    return found.sort((left, right) => left.order - right.order || (left.id < right.id ? -1 : 1));
  }

  return {
    load() {
      if (!loading) {
        const started = (loading = reload());
        started.catch(() => {
          if (loading === started) loading = undefined;
        });
      }
      return loading;
    },
    reload,
    list,
    get: (id) => records.get(id),
    hasOpen: () => [...records.values()].some(isOpen),
    async add(writes) {
      try {
        await addAll(writes);
      } catch (error) {
        if ((error as Error).name === 'QuotaExceededError') throw error;
        // WebKit stores no blobs in private windows. Whatever else failed fails once more.
        inlineBytes = Infinity;
        await addAll(writes);
      }
      note(writes.map(({ record }) => record));
    },
    settleAndClaim(claim, settled, answer) {
      return write(
        async () => {
          const kept = settled && records.has(settled.id) ? [settled] : [];
          note(kept);
          const claimed = claim();
          const next = claimed ? [claimed] : [];
          note(next);
          return async (outbox, bodies) => {
            const [body] = await Promise.all([
              claimed && bodies.get([claimed.id, 'request']),
              ...putAll(outbox, bodies, [...kept, ...next]),
              ...kept.map(({ id }): Promise<unknown> => {
                const key: BodyKey = [id, 'response'];
                return answer ? bodies.put(answer, key) : bodies.delete(key);
              }),
            ]);
            return claimed && { record: claimed, body };
          };
        },
        // Without power the last of these are lost, and no others: their writes are sent again, in order and by the same keys.
        'relaxed',
      );
    },
    update(pick) {
      return write(async () => {
        const changed = pick();
        note(changed);
        return async (outbox, bodies) => {
          await Promise.all(putAll(outbox, bodies, changed));
          return changed;
        };
      });
    },
    async remove(ids) {
      await write(async () => {
        const removed = ids.flatMap((id) => records.get(id) ?? []);
        for (const id of ids) records.delete(id);
        return async (outbox, bodies) =>
          Promise.all(
            removed.flatMap((record) => [
              outbox.delete(toKey(record)),
              bodies.delete([record.id, 'request']),
              bodies.delete([record.id, 'response']),
            ]),
          );
      });
    },
    async readBodies(ids, of) {
      const found = await transact(
        context,
        ['bodies'],
        (transaction) => {
          const stored = transaction.objectStore('bodies');
          return Promise.all(ids.map(async (id) => [id, await stored.get([id, of])] as const));
        },
        'relaxed',
      );
      return new Map(found.flatMap(([id, body]) => (body ? [[id, body]] : [])));
    },
    readStatus() {
      const status = { waiting: 0, sending: 0, blocked: 0, dead: 0, sizeBytes: 0 };
      const kept = list().filter(({ state }) => state !== 'delivered');
      for (const { sizeBytes, state } of kept) {
        status[state as keyof typeof status]++;
        status.sizeBytes += sizeBytes;
      }
      const oldestAtMs = kept[0]?.createdAtMs;
      return { ...status, ...(oldestAtMs !== undefined && { oldestAtMs }) };
    },
  };
}

function putAll(
  outbox: Store<'outbox'>,
  bodies: Store<'bodies'>,
  records: readonly OutboxRecord[],
): Promise<unknown>[] {
  return records.flatMap((record): Promise<unknown>[] => [
    outbox.put(record, toKey(record)),
    ...(record.state === 'delivered' ? [bodies.delete([record.id, 'request'])] : []),
  ]);
}

function toKey({ id, order }: OutboxRecord): RecordKey {
  return [order, id];
}
