import bytes from 'bytes';

const durationUnits = [
  ['d', 24 * 60 * 60 * 1000],
  ['h', 60 * 60 * 1000],
  ['min', 60 * 1000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** An amount of data for people: kilobytes (1024 bytes) with one decimal. */
export function formatSize(sizeBytes: number): string {
  return `${(sizeBytes / 1024).toFixed(1)} KB`;
}

/** A limit to an amount of data for people, in the unit that suits it: `50 MB`, `1.5 KB`. */
export function formatSizeLimit(limitBytes: number): string {
  return bytes.format(limitBytes, { unitSeparator: ' ' }) ?? `${limitBytes} B`;
}

/** A length of time for people, exactly, in the largest unit that needs two decimals at most: `30 d`, `1.5 h`. */
export function formatDuration(durationMs: number): string {
  const [unit, sizeMs] = durationUnits.find(
    ([, unitMs]) => durationMs >= unitMs && (durationMs * 100) % unitMs === 0,
  ) ?? ['ms', 1];
  return `${durationMs / sizeMs} ${unit}`;
}

/** A count and its noun, `1 file`, `2 files`; without a plural given, it ends in s. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** Lines up rows of cells in columns, two spaces apart, each line indented by `indent` spaces. */
export function formatTable(rows: readonly (readonly string[])[], indent = 0): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  return rows.map((row) =>
    (
      ' '.repeat(indent) + row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
    ).trimEnd(),
  );
}
