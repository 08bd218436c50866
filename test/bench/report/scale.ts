/** Where ratios lie on an axis. */
export interface Scale {
  readonly kind: 'linear' | 'logarithmic';
  /** Round ratios in rising order; the axis ends at the first and the last. */
  readonly ticks: readonly number[];
  /** The ratio at which bars begin. */
  readonly base: number;
  /** The place of a ratio, from 0 to 1. */
  place(ratio: number): number;
}

/** With ratios further apart than this, the short bars of a linear axis could not be told from each other. */
const widestLinear = 10;
const mostTicks = 10;

/**
 * An axis that has room for all of the ratios and for 1. A linear one begins at 0, and so do its bars; on a logarithmic one,
 * which has no 0, they begin at 1.
 */
export function createScale(ratios: readonly number[]): Scale {
  const least = Math.min(1, ...ratios);
  const most = Math.max(1, ...ratios);
  return least <= 0 || most / least <= widestLinear
    ? createLinearScale(most)
    : createLogarithmicScale(least, most);
}

function createLinearScale(most: number): Scale {
  const step = roundNumbers(most / mostTicks, 10 * most, [1, 2, 5]).find(
    (each) => most / each <= mostTicks - 1,
  )!;
  const count = Math.ceil(most / step - 1e-9);
  const ticks = Array.from({ length: count + 1 }, (_, index) =>
    Number((index * step).toPrecision(6)),
  );
  const end = ticks.at(-1)!;
  return { kind: 'linear', ticks, base: 0, place: (ratio) => ratio / end };
}

function createLogarithmicScale(least: number, most: number): Scale {
  const fine = roundNumbers(least, most, [1, 2, 5]);
  const ticks = fine.length <= mostTicks ? fine : roundNumbers(least, most, [1]);
  const [start, end] = [Math.log(ticks[0]!), Math.log(ticks.at(-1)!)];
  return {
    kind: 'logarithmic',
    ticks,
    base: 1,
    place: (ratio) => (Math.log(ratio) - start) / (end - start),
  };
}

/** Numbers of the given first digits, from the last that is not above `least` to the first that is not below `most`. */
function roundNumbers(least: number, most: number, digits: readonly number[]): number[] {
  const numbers: number[] = [];
  const last = Math.ceil(Math.log10(most));
  for (let power = Math.floor(Math.log10(least)); power <= last; power++) {
    // Parsed, not multiplied: 0.3 is to be 0.3.
    numbers.push(...digits.map((digit) => Number(`${digit}e${power}`)));
  }
  const from = numbers.findLastIndex((number) => number <= least);
  const to = numbers.findIndex((number) => number >= most);
  return numbers.slice(from, to + 1);
}
