import type { Connection } from 'holdfast/page';
import { readAnswer, readContent, type PendingWrite, type WriteContent } from './pending-write.js';

/** What this device still has to send, shared by all pages of the tab. */
export interface Outbox {
  /** In the order they were made. */
  writes(): readonly PendingWrite[];
  load(): Promise<void>;
  /** Sends a write that is dead once more. None of these rejects: what came of it is in `writes`. */
  retry(id: string): Promise<void>;
  /** Takes a write back, or gives it up. */
  discard(id: string): Promise<void>;
  /** Sends what waits for the user to sign in. */
  resume(route: string): Promise<void>;
  /** Sends all that waits, now. */
  flush(): Promise<void>;
}

/** Options of `createOutbox`. */
export interface OutboxOptions {
  /** The server has taken or refused a write; waited for before the write goes, so that it never seems lost. */
  readonly onAnswered: () => Promise<void>;
  readonly onChange: () => void;
}

/** Follows the worker's outbox. Without a worker there is none, and so it stays empty. */
export function createOutbox(
  connection: Connection,
  { onAnswered, onChange }: OutboxOptions,
): Outbox {
  let writes: readonly PendingWrite[] = [];
  let lastLoad = 0;
  /** Bodies never change, so each is read once. */
  const contents = new Map<string, Promise<WriteContent>>();
  const photoUrls = new Map<string, string>();

  async function load(): Promise<void> {
    const thisLoad = (lastLoad += 1);
    let loaded: readonly PendingWrite[];
    try {
      loaded = await Promise.all((await connection.outbox.list()).map(read));
    } catch {
      // No worker, or none that answers: what was seen before is as good as it gets.
      return;
    }
    if (thisLoad !== lastLoad) return;
    writes = loaded;
    forget(new Set(loaded.map(({ item }) => item.id)));
    onChange();
  }

  async function read(item: PendingWrite['item']): Promise<PendingWrite> {
    const reading = contents.get(item.id) ?? readContent(item);
    contents.set(item.id, reading);
    const [content, refusal] = await Promise.all([reading, readAnswer(item)]);
    let photoUrl = photoUrls.get(item.id);
    if (content.kind === 'add' && content.photo && photoUrl === undefined) {
      photoUrl = URL.createObjectURL(content.photo);
      photoUrls.set(item.id, photoUrl);
    }
    return { item, content, ...(refusal && { refusal }), ...(photoUrl && { photoUrl }) };
  }

  function forget(kept: ReadonlySet<string>): void {
    for (const id of contents.keys()) if (!kept.has(id)) contents.delete(id);
    for (const [id, url] of photoUrls) {
      if (kept.has(id)) continue;
      URL.revokeObjectURL(url);
      photoUrls.delete(id);
    }
  }

  async function command(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch {
      // A worker that did not answer has done it, or it is there to be asked for again.
    }
    await load();
  }

  connection.on('outbox', ({ type }) => {
    void (type === 'delivered' || type === 'failed' ? onAnswered().then(load) : load());
  });

  return {
    writes: () => writes,
    load,
    retry: async (id) => command(async () => connection.outbox.retry(id)),
    discard: async (id) => command(async () => connection.outbox.discard(id)),
    resume: async (route) => command(async () => connection.outbox.resume(route)),
    flush: async () => command(async () => connection.outbox.flush()),
  };
}
