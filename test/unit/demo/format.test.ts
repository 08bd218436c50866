import { expect, it } from 'vitest';
import { formatMoment } from '../../../demo/app/format.js';

it('names the date of a moment only where it is not today', () => {
  const atMs = new Date(2026, 4, 17, 9, 41).getTime();
  // The space before the half of the day is not the same in every version of the data.
  const format = (nowMs: number): string => formatMoment(atMs, nowMs).replaceAll(/\s/g, ' ');
  expect(format(new Date(2026, 4, 17, 23, 59).getTime())).toBe('9:41 AM');
  expect(format(new Date(2026, 4, 18, 0, 0).getTime())).toMatch(/^May 17, 2026.* 9:41 AM$/);
});
