import type { PlannedOutbox } from '../../manifest/plan.js';
import type { Feature, WorkerContext } from '../feature.js';
import type { OutboxStore, Write } from './store.js';

/** What keeps a write out of the outbox: a limit of its route, or a database that is full or cannot be written. */
export type Refusal = 'maxEntries' | 'maxBytes' | 'storage';

/** Takes a write into the outbox; `undefined` once it is stored for good. Never rejects. */
export type Intake = (write: Write) => Promise<Refusal | undefined>;

interface Pending extends Write {
  readonly resolve: (refusal: Refusal | undefined) => void;
}

/** Makes the way into the outbox. Writes that come while others are being stored are stored together. */
export function createIntake(
  { report }: WorkerContext,
  store: OutboxStore,
  policyOf: (route: string) => PlannedOutbox,
  listFeatures: () => readonly Feature[],
): Intake {
  let pending: Pending[] = [];
  let isStoring = false;

  function findRefusal({ record }: Write, others: readonly Write[]): Refusal | undefined {
    const { route } = record;
    const { maxBytes, maxEntries } = policyOf(route);
    const kept = [...store.list(route), ...others.map((other) => other.record)].filter(
      (other) => other.route === route && other.state !== 'delivered',
    );
    if (kept.length >= maxEntries) return 'maxEntries';
    const sizeBytes = kept.reduce((sum, other) => sum + other.sizeBytes, record.sizeBytes);
    return sizeBytes > maxBytes ? 'maxBytes' : undefined;
  }

  async function keep(writes: readonly Pending[], isFreed?: boolean): Promise<void> {
    try {
      await store.add(writes);
      for (const { resolve } of writes) resolve(undefined);
    } catch (error) {
      // One of them may be what the others failed for.
      if (writes.length > 1) {
        for (const write of writes) await keep([write]);
        return;
      }
      const [{ record, resolve }] = writes as [Pending];
      if (!isFreed && (error as Error).name === 'QuotaExceededError') {
        for (const feature of listFeatures()) await feature.freeSpace?.(record.sizeBytes);
        await keep(writes, true);
        return;
      }
      report.note('outbox/full', record.url, error);
      resolve('storage');
    }
  }

  async function run(): Promise<void> {
    isStoring = true;
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      const accepted: Pending[] = [];
      for (const write of batch) {
        const refusal = findRefusal(write, accepted);
        if (refusal) write.resolve(refusal);
        else accepted.push(write);
      }
      if (accepted.length > 0) await keep(accepted);
    }
    isStoring = false;
  }

  return (write) =>
    new Promise((resolve) => {
      pending.push({ ...write, resolve });
      if (!isStoring) void run();
    });
}
