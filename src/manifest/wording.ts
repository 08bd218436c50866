import { HoldfastError } from '../errors.js';

const shownLength = 60;

/** A value of plain data as a reader would write it, on one line and cut to about 60 characters. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') {
    const shown = JSON.stringify(value.slice(0, shownLength));
    return value.length < shownLength && shown.length <= shownLength
      ? shown
      : `${shown.slice(0, shownLength - 2)}…"`;
  }
  if (typeof value === 'symbol') return value.description ?? 'a symbol';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return `${value as number}`;
  const shown = JSON.stringify(value, (_key, item: unknown) => toJsonLike(item));
  return shown.length <= shownLength ? shown : `${shown.slice(0, shownLength - 1)}…`;
}

/** The error for one value that breaks a rule; the message starts with the value. */
export function refusal(value: unknown, wrong: string): HoldfastError {
  return new HoldfastError('manifest/invalid', `${showValue(value)} ${wrong}`);
}

/** The allowed word that a misspelt one was probably meant to be; `undefined` if none is near. */
export function findNearest(word: string, allowed: readonly string[]): string | undefined {
  if (word.length > 200) return undefined;
  let nearest: string | undefined;
  let limit = Math.max(1, Math.min(4, Math.floor(word.length * 0.4))) + 1;
  for (const candidate of allowed) {
    if (Math.abs(candidate.length - word.length) >= limit) continue;
    const distance = measureDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < limit) [nearest, limit] = [candidate, distance];
  }
  return nearest;
}

/** `"a", "b", "c"`. */
export function quoteAll(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(', ');
}

function toJsonLike(item: unknown): unknown {
  if (typeof item === 'string') return item.slice(0, shownLength);
  const isJson = item === null || typeof item === 'boolean' || typeof item === 'object';
  return isJson || Number.isFinite(item) ? item : showValue(item);
}

function measureDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = row[column - 1]! + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
