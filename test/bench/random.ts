/** So many different whole numbers from 0 up to `below`, in random order. */
export function pickNumbers(random: () => number, count: number, below: number): number[] {
  const all = Array.from({ length: below }, (_, index) => index);
  for (let last = below - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other]!, all[last]!];
  }
  return all.slice(0, count);
}
