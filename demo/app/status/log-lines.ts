import type { ReportEntry } from 'holdfast/page';

/** What happened once, or several times in a row. */
export interface LogLine {
  /** The last time. */
  readonly entry: ReportEntry;
  readonly times: number;
}

/** Turns the worker's log round, newest first, and makes one line of what only repeats. */
export function toLogLines(log: readonly ReportEntry[]): readonly LogLine[] {
  const lines: LogLine[] = [];
  for (const entry of log.toReversed()) {
    const last = lines.at(-1);
    if (last && isSame(last.entry, entry)) {
      lines[lines.length - 1] = { ...last, times: last.times + 1 };
    } else {
      lines.push({ entry, times: 1 });
    }
  }
  return lines;
}

function isSame(one: ReportEntry, other: ReportEntry): boolean {
  return one.code === other.code && one.subject === other.subject && one.detail === other.detail;
}
