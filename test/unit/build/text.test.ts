import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatSize,
  formatSizeLimit,
  formatTable,
} from '../../../src/build/text.js';

const hourMs = 60 * 60 * 1000;

describe('formatDuration', () => {
  it.each([
    [30 * 24 * hourMs, '30 d'],
    [365.25 * 24 * hourMs, '365.25 d'],
    [36 * hourMs, '1.5 d'],
    [hourMs, '1 h'],
    [1.5 * hourMs, '1.5 h'],
    [45 * 60 * 1000, '45 min'],
    [100_000, '100 s'],
    [1234, '1234 ms'],
    [1, '1 ms'],
  ])('writes %i ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});

describe('formatSizeLimit', () => {
  it.each([
    [1, '1 B'],
    [1536, '1.5 KB'],
    [50 * 1024 ** 2, '50 MB'],
    [50_000_000, '47.68 MB'],
    [2 * 1024 ** 3, '2 GB'],
  ])('writes %i bytes as %s', (sizeBytes, text) => {
    expect(formatSizeLimit(sizeBytes)).toBe(text);
  });
});

it('keeps to kilobytes for what is compared', () => {
  expect([100, 3000, 5_000_000].map(formatSize)).toEqual(['0.1 KB', '2.9 KB', '4882.8 KB']);
});

it('counts one and many', () => {
  expect(formatCount(1, 'file')).toBe('1 file');
  expect(formatCount(2, 'file')).toBe('2 files');
  expect(formatCount(1, 'entry', 'entries')).toBe('1 entry');
  expect(formatCount(0, 'entry', 'entries')).toBe('0 entries');
});

it('lines up columns without trailing spaces', () => {
  expect(
    formatTable(
      [
        ['a', 'long', ''],
        ['word', 'b', 'c'],
      ],
      2,
    ),
  ).toEqual(['  a     long', '  word  b     c']);
});
