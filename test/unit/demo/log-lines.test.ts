import type { ReportEntry } from 'holdfast/page';
import { expect, it } from 'vitest';
import { toLogLines } from '../../../demo/app/status/log-lines.js';

function entry(atMs: number, code: string, detail?: string): ReportEntry {
  return { atMs, code, subject: '/a', ...(detail !== undefined && { detail }) };
}

it('puts the newest first', () => {
  const lines = toLogLines([entry(1, 'a/first'), entry(2, 'b/second')]);
  expect(lines).toEqual([
    { entry: entry(2, 'b/second'), times: 1 },
    { entry: entry(1, 'a/first'), times: 1 },
  ]);
});

it('makes one line of what repeats without anything between, with its last time', () => {
  const log = [entry(1, 'a/b'), entry(2, 'a/b'), entry(3, 'c/d'), entry(4, 'a/b')];
  expect(toLogLines(log)).toEqual([
    { entry: entry(4, 'a/b'), times: 1 },
    { entry: entry(3, 'c/d'), times: 1 },
    { entry: entry(2, 'a/b'), times: 2 },
  ]);
});

it('keeps apart what differs in its detail alone', () => {
  expect(toLogLines([entry(1, 'a/b', 'x'), entry(2, 'a/b')])).toHaveLength(2);
});
