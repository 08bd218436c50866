import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseDuration,
  parseMaxAge,
  parseSize,
  parseTimeout,
} from '../../../src/manifest/units.js';

const dayMs = 24 * 60 * 60 * 1000;

describe('parseDuration', () => {
  it.each([
    ['3s', 3000],
    ['3 secs', 3000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['30d', 30 * dayMs],
    ['2 weeks', 14 * dayMs],
    [0, 0],
    [3, 3000],
    [0.25, 250],
  ])('reads %j as %i ms', (duration, durationMs) => {
    expect(parseDuration(duration)).toBe(durationMs);
  });

  it.each([
    '',
    ' ',
    '3',
    '3x',
    's',
    '-3s',
    '1e3s',
    '3s ',
    '3s5s',
    '1.2.3s',
    'Infinitys',
    `${'9'.repeat(200)}s`,
    -1,
    Number.NaN,
    Infinity,
    -Infinity,
  ])('refuses %j', (duration) => {
    expect(() => parseDuration(duration)).toThrow('is not a duration; write for example "3s"');
  });

  it('counts a number in seconds', () => {
    fc.assert(
      fc.property(fc.nat(), (seconds) => {
        expect(parseDuration(seconds)).toBe(parseDuration(`${seconds}s`));
        expect(parseDuration(seconds)).toBe(seconds * 1000);
      }),
    );
  });

  it('gives a whole number of at least 0 ms, or throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.string()), (duration) => {
        expectWholeOrError(() => parseDuration(duration));
      }),
    );
  });
});

describe('parseTimeout', () => {
  it('takes the longest delay a timer takes, and no longer one', () => {
    expect(parseTimeout((2 ** 31 - 1) / 1000)).toBe(2 ** 31 - 1);
    expect(() => parseTimeout('25d')).toThrow(
      '"25d" is longer than a timer can wait; write "24d" or less',
    );
  });

  it('refuses one that is over at once', () => {
    expect(() => parseTimeout(0)).toThrow('0 leaves no time at all; write for example "3s"');
  });
});

describe('parseMaxAge', () => {
  it('takes ages that no timer could wait for', () => {
    expect(parseMaxAge('30d')).toBe(30 * dayMs);
    expect(parseMaxAge('10 years')).toBeGreaterThan(2 ** 31);
    expect(parseMaxAge(0.001)).toBe(1);
  });

  it.each([0, '0s', 0.0004])('refuses %j, which leaves no time', (duration) => {
    expect(() => parseMaxAge(duration)).toThrow(
      `${JSON.stringify(duration)} leaves no time at all; write for example "30d"`,
    );
  });

  it('says what to write in place of what is no duration', () => {
    expect(() => parseMaxAge('a month')).toThrow(
      '"a month" is not a duration; write for example "30d"',
    );
  });
});

describe('parseSize', () => {
  it.each([
    ['50MB', 50 * 1024 ** 2],
    ['50 mb', 50 * 1024 ** 2],
    ['1.5KB', 1536],
    ['10B', 10],
    ['2GB', 2 * 1024 ** 3],
    [0, 0],
    [1000, 1000],
  ])('reads %j as %i bytes', (size, sizeBytes) => {
    expect(parseSize(size)).toBe(sizeBytes);
  });

  it.each([
    '',
    '50',
    '50 megs',
    'MB',
    '-1MB',
    '1e3MB',
    '50MiB',
    '50M',
    '9999999PB',
    -1,
    1.5,
    Number.NaN,
    Infinity,
  ])('refuses %j', (size) => {
    expect(() => parseSize(size)).toThrow('is not a size; write for example "50MB"');
  });

  it('counts 1024 to a step', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1000 }), (count) => {
        expect(parseSize(`${count}KB`)).toBe(count * 1024);
        expect(parseSize(`${count}MB`)).toBe(parseSize(`${count * 1024}KB`));
        expect(parseSize(`${count}GB`)).toBe(parseSize(`${count * 1024}MB`));
      }),
    );
  });

  it('gives a whole number of at least 0 bytes, or throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.string()), (size) => {
        expectWholeOrError(() => parseSize(size));
      }),
    );
  });
});

function expectWholeOrError(read: () => number): void {
  try {
    const value = read();
    expect(Number.isInteger(value) && value >= 0).toBe(true);
  } catch (error) {
    expect(error).toMatchObject({ code: 'manifest/invalid' });
  }
}
