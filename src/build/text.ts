/** An amount of data for people: kilobytes (1024 bytes) with one decimal. */
export function formatSize(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

/** A count and its noun: `1 file`, `2 files`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
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
