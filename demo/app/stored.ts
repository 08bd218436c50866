/** Reads a text that outlives the tab; `undefined` where it is missing or storage is blocked. */
export function readStored(key: string): string | undefined {
  try {
    return localStorage.getItem(`passport:${key}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a text beyond the tab, or forgets it. A browser that blocks storage forgets at once. */
export function writeStored(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`passport:${key}`);
    else localStorage.setItem(`passport:${key}`, value);
  } catch {
    // Nothing here is worth more than the comfort of finding it again.
  }
}
