// Chromium lets about three of a worker's install-time fetches through at a time; more would only wait in its queue.
const concurrency = 6;

/**
 * Works through a list or a stream, several items at a time. The first rejection stops the rest from starting; it is
 * thrown when what had started has come to its end.
 */
export async function forEach<TItem>(
  items: IterableIterator<TItem> | AsyncIterableIterator<TItem>,
  work: (item: TItem) => Promise<void>,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  async function run(): Promise<void> {
    try {
      for await (const item of items) {
        if (failure) return;
        await work(item);
      }
    } catch (error) {
      failure ??= { error };
    }
  }
  await Promise.all(Array.from({ length: concurrency }, run));
  if (failure) throw (failure as { error: unknown }).error;
}
