/** Enough to hide disk latency, and far from the limit on open files. */
const limit = 16;

/**
 * Runs `work` on every item, a bounded number at a time; results keep the order of the items.
 * @param onDone hears after each item how many are done
 */
export async function mapConcurrent<TItem, TResult>(
  items: readonly TItem[],
  work: (item: TItem) => Promise<TResult>,
  onDone?: (done: number) => void,
): Promise<TResult[]> {
  const results: TResult[] = [];
  const rest = items.entries();
  let done = 0;
  const lane = async (): Promise<void> => {
    for (const [index, item] of rest) {
      results[index] = await work(item);
      onDone?.(++done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results;
}
