import bytes from 'bytes';
import ms from 'ms';
import type { Duration, Size } from './types.js';
import { refusal } from './wording.js';

/** The longest delay a timer takes; a longer one fires at once. Source: HTML, timer initialization steps (signed 32 bits). */
const longestTimerMs = 2 ** 31 - 1;

/** Its types leave out that it answers `undefined` to what it cannot read. */
const readMs = ms as (duration: string) => number | undefined;

/**
 * Turns a duration into milliseconds, rounded to a whole number.
 * A string needs a unit that `ms` knows; a number counts seconds.
 * @param example what the message says to write instead
 * @throws {HoldfastError} "manifest/invalid" when it is negative, endless or no duration at all
 */
export function parseDuration(duration: Duration, example = '3s'): number {
  const durationMs =
    typeof duration === 'number'
      ? duration * 1000
      : /^[\d.]+ *[a-z]+$/i.test(duration)
        ? (readMs(duration) ?? Number.NaN)
        : Number.NaN;
  if (!Number.isFinite(durationMs) || durationMs < 0) {
    throw refusal(duration, `is not a duration; write for example "${example}"`);
  }
  return Math.round(durationMs);
}

/**
 * Turns a duration into a delay that a timer can hold: from 1 to 2^31-1 ms.
 * @throws {HoldfastError} "manifest/invalid" when it is no such duration
 */
export function parseTimeout(duration: Duration): number {
  const timeoutMs = parseDuration(duration);
  if (timeoutMs < 1) throw refusal(duration, 'leaves no time at all; write for example "3s"');
  if (timeoutMs > longestTimerMs) {
    throw refusal(duration, 'is longer than a timer can wait; write "24d" or less');
  }
  return timeoutMs;
}

/**
 * Turns a duration into the age at which something is too old: 1 ms or more.
 * @param example what the message says to write instead
 * @throws {HoldfastError} "manifest/invalid" when it is no such duration
 */
export function parseMaxAge(duration: Duration, example = '30d'): number {
  const maxAgeMs = parseDuration(duration, example);
  if (maxAgeMs < 1) {
    throw refusal(duration, `leaves no time at all; write for example "${example}"`);
  }
  return maxAgeMs;
}

/**
 * Turns a size into whole bytes, 1 KB being 1024 of them. A string needs a unit that `bytes` knows; a number counts bytes.
 * @throws {HoldfastError} "manifest/invalid" when it is negative, too large to count exactly or no size at all
 */
export function parseSize(size: Size): number {
  // `bytes` itself reads "50 megs" as 50 bytes.
  const sizeBytes =
    typeof size === 'number'
      ? size
      : /^\d+(\.\d+)? *[kmgtp]?b$/i.test(size)
        ? bytes.parse(size)
        : null;
  if (sizeBytes === null || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    throw refusal(size, 'is not a size; write for example "50MB"');
  }
  return sizeBytes;
}
