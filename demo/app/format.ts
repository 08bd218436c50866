const numbers = new Intl.NumberFormat('en');
const dates = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' });
const times = new Intl.DateTimeFormat('en', { timeStyle: 'medium' });
const clockTimes = new Intl.DateTimeFormat('en', { timeStyle: 'short' });
const moments = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeStyle: 'short' });
const ages = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const lists = new Intl.ListFormat('en');

/** `41284` → `41,284` */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** `'2026-05-17'` → `May 17, 2026`; what is no date stays as it is. */
export function formatDate(isoDate: string): string {
  const date = new Date(`${isoDate}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? isoDate : dates.format(date);
}

/** Clock time where the traveller is. */
export function formatTime(atMs: number): string {
  return times.format(atMs);
}

/** `9:41 AM`, and with its date where that is not today. */
export function formatMoment(atMs: number, nowMs: number): string {
  const isToday = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  return (isToday ? clockTimes : moments).format(atMs);
}

/** `5 minutes ago` */
export function formatAge(ageMs: number): string {
  const minutes = Math.round(ageMs / 60_000);
  if (minutes < 1) return 'a moment ago';
  if (minutes < 60) return ages.format(-minutes, 'minute');
  if (minutes < 24 * 60) return ages.format(-Math.round(minutes / 60), 'hour');
  return ages.format(-Math.round(minutes / (24 * 60)), 'day');
}

/** 1024-based, as the sizes of a manifest are. */
export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1024) return `${sizeBytes} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = sizeBytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : numbers.format(Math.round(value))} ${units[unit] ?? ''}`;
}

/** `a, b, and c` */
export function formatList(texts: readonly string[]): string {
  return lists.format(texts);
}

/** `1 visit`, `2 visits` */
export function formatCount(count: number, one: string, many: string): string {
  return `${numbers.format(count)} ${count === 1 ? one : many}`;
}
