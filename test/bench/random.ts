/** A sequence of numbers from 0 up to 1, the same for the same seed. Source: mulberry32, public domain. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many different whole numbers from 0 up to `below`, in random order. */
export function pickNumbers(random: () => number, count: number, below: number): number[] {
  const all = Array.from({ length: below }, (_, index) => index);
  for (let last = below - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other]!, all[last]!];
  }
  return all.slice(0, count);
}
