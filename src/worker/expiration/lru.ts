/** What is known of one stored response. */
export interface Entry {
  /** Of the stored, decoded body; an opaque response is charged a fixed amount. */
  readonly sizeBytes: number;
  /** When it was stored, in ms since the epoch; hits do not renew it. */
  readonly storedAtMs: number;
  /** When it was last stored or served; never the same for two entries, and never less than an earlier one. */
  readonly usedAtMs: number;
}

/** The entries of one cache by URL, least recently used first. Every step costs the same, however many there are. */
export interface Lru {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly sizeBytes: number;
  /** Adds or replaces an entry, as the most recently used. */
  set(url: string, entry: Entry): void;
  delete(url: string): void;
  /** The least recently used entry; `undefined` where there is none. */
  first(): readonly [url: string, entry: Entry] | undefined;
}

/** Makes an empty one. */
export function createLru(): Lru {
  const entries = new Map<string, Entry>();
  let sizeBytes = 0;

  function remove(url: string): void {
    sizeBytes -= entries.get(url)?.sizeBytes ?? 0;
    entries.delete(url);
  }

  return {
    entries,
    get sizeBytes() {
      return sizeBytes;
    },
    set(url, entry) {
      remove(url);
      // A map keeps the order in which its keys were added.
      entries.set(url, entry);
      sizeBytes += entry.sizeBytes;
    },
    delete: remove,
    first: () => entries.entries().next().value,
  };
}
