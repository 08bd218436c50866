/** The middle of the numbers; between the two middle ones of an even count. `NaN` for none. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The value below which the given share of the numbers lies, interpolated. `NaN` for no numbers. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  const position = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** How far from the median a typical number lies, as a share of it. Source: median absolute deviation. */
export function relativeSpread(numbers: readonly number[]): number {
  const middle = median(numbers);
  if (middle === 0) return 0;
  return median(numbers.map((number) => Math.abs(number - middle))) / Math.abs(middle);
}

/** The items in groups of so many, the last of what is left. */
export function chunk<TItem>(items: readonly TItem[], count: number): TItem[][] {
  return Array.from({ length: Math.ceil(items.length / count) }, (_, index) =>
    items.slice(index * count, (index + 1) * count),
  );
}
