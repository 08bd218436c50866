import { describe, expect, it } from 'vitest';
import { createProgressLine } from '../../../src/build/progress.js';

function makeTerminal(isTTY: boolean): {
  isTTY: boolean;
  written: string[];
  write(t: string): void;
} {
  const written: string[] = [];
  return { isTTY, written, write: (text) => void written.push(text) };
}

describe('the progress line', () => {
  it('comes after a second, ten times a second, and goes away', () => {
    let nowMs = 0;
    const terminal = makeTerminal(true);
    const { onProgress, clear } = createProgressLine(terminal, () => nowMs);
    for (const [atMs, done] of [
      [0, 1],
      [999, 2],
      [1000, 3],
      [1099, 4],
      [1100, 5],
    ] as const) {
      nowMs = atMs;
      onProgress('hashing', done, 5000);
    }
    expect(terminal.written).toEqual([
      '\r\u001b[KHoldfast: hashing 3 of 5000 files',
      '\r\u001b[KHoldfast: hashing 5 of 5000 files',
    ]);
    clear();
    clear();
    expect(terminal.written.slice(2)).toEqual(['\r\u001b[K']);
  });

  it('is never written to a log, nor by a build that is quick', () => {
    let nowMs = 0;
    const log = makeTerminal(false);
    const terminal = makeTerminal(true);
    for (const stream of [log, terminal]) {
      const { onProgress, clear } = createProgressLine(stream, () => nowMs);
      nowMs += stream.isTTY ? 500 : 60_000;
      onProgress('packing', 1, 2);
      clear();
    }
    expect([...log.written, ...terminal.written]).toEqual([]);
  });
});
