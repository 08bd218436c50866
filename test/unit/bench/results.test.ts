import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toFigures } from '../../bench/figure.js';
import { parseOptions } from '../../bench/options.js';
import { mergeRun, readResults, saveRun, toSavedFigures } from '../../bench/results.js';
import { selectCases } from '../../bench/runner.js';
import type { SubjectName } from '../../bench/subject.js';
import { makeRun, makeScenario } from './runs.js';

const known = new Set(['speed/few/time', 'speed/many/time', 'size/few/gzip']);
const valuesOf = ({ runs }: ReturnType<typeof mergeRun>): unknown =>
  runs.map(({ date, figures }) => [
    date,
    Object.fromEntries(
      Object.entries(figures).map(([name, { values }]) => [name, values.holdfast]),
    ),
  ]);

describe('mergeRun', () => {
  const first = makeRun('2026-01-01', { 'speed/few/time': 1, 'size/few/gzip': 2 });

  it('keeps what only older runs have measured, under their own date', () => {
    const next = makeRun('2026-02-02', { 'speed/few/time': 3, 'speed/many/time': 4 });
    expect(valuesOf(mergeRun({ runs: [first] }, next, known))).toEqual([
      ['2026-01-01', { 'size/few/gzip': 2 }],
      ['2026-02-02', { 'speed/few/time': 3, 'speed/many/time': 4 }],
    ]);
  });

  it('makes one run of two on one day under the same conditions', () => {
    const next = makeRun('2026-01-01', { 'speed/few/time': 3, 'speed/many/time': 4 });
    expect(valuesOf(mergeRun({ runs: [first] }, next, known))).toEqual([
      ['2026-01-01', { 'speed/few/time': 3, 'size/few/gzip': 2, 'speed/many/time': 4 }],
    ]);
  });

  it('keeps runs of one day apart that had other versions', () => {
    const next = { ...makeRun('2026-01-01', { 'speed/many/time': 4 }), node: '99.0.0' };
    expect(mergeRun({ runs: [first] }, next, known).runs).toHaveLength(2);
  });

  it('drops a run of which nothing is left, and figures that nobody measures any more', () => {
    const next = makeRun('2026-02-02', { 'size/few/gzip': 5, 'size/old/gzip': 6 });
    const onlySpeed = new Set(['size/few/gzip']);
    expect(valuesOf(mergeRun({ runs: [first] }, next, onlySpeed))).toEqual([
      ['2026-02-02', { 'size/few/gzip': 5 }],
    ]);
  });
});

describe('toSavedFigures', () => {
  const scenario = makeScenario();
  const save = (samples: Partial<Record<SubjectName, readonly number[]>>): unknown =>
    toSavedFigures(
      toFigures(
        scenario,
        scenario.cases[0]!,
        new Map(
          Object.entries(samples).map(([subject, times]) => [
            subject as SubjectName,
            times.map((time) => ({ time })),
          ]),
        ),
      ),
    );

  it('keeps medians of six digits, and the noise of the noisiest', () => {
    const samples = { raw: [1, 1, 1], workbox: [2, 3, 4], serwist: [5, 5, 5] };
    expect(save({ ...samples, holdfast: [10 / 3, 10 / 3, 10 / 3] })).toEqual({
      'speed/few/time': {
        unit: 'ms',
        rounds: 3,
        noise: 0.3333,
        values: { raw: 1, workbox: 3, serwist: 5, holdfast: 3.33333 },
      },
    });
  });

  it('keeps no figure that lacks a subject which can run the case', () => {
    expect(save({ raw: [1], workbox: [2], holdfast: [3] })).toEqual({});
  });
});

describe('a file of results', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'holdfast-results-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is read as it was saved, and is the same text whatever the order of what it holds', async () => {
    const [left, right] = [join(folder, 'left.json'), join(folder, 'right.json')];
    const run = makeRun('2026-01-01', { 'speed/few/time': 1, 'speed/many/time': 2 });
    const turned = {
      ...run,
      figures: Object.fromEntries(Object.entries(run.figures).toReversed()),
    };
    await saveRun(left, run, [makeScenario()]);
    await saveRun(right, turned, [makeScenario()]);
    expect(await readResults(left)).toEqual({ runs: [run] });

    const text = await readFile(left, 'utf8');
    expect(await readFile(right, 'utf8')).toBe(text);
    expect(await check(text, { filepath: left })).toBe(true);
  });

  it('may be missing, and must be whole', async () => {
    expect(await readResults(join(folder, 'none.json'))).toEqual({ runs: [] });
    const broken = join(folder, 'broken.json');
    await writeFile(broken, '{ "runs": [{ "date": "yesterday" }] }');
    await expect(readResults(broken)).rejects.toThrow('date');
  });
});

describe('a run', () => {
  it('is saved of all subjects or not at all', () => {
    expect(parseOptions(['--save', '--only', 'size'])?.save).toBe(true);
    expect(parseOptions([])?.save).toBe(false);
    expect(() => parseOptions(['--save', '--subjects', 'raw,holdfast'])).toThrow('--subjects');
  });

  it('leaves out what this system cannot measure, even if it is named', () => {
    const { cases, ...rest } = makeScenario();
    const scenario = { ...rest, cases: cases.map((each) => ({ ...each, isPossible: false })) };
    expect(selectCases([scenario], { full: true, only: [] })).toEqual([]);
    expect(selectCases([scenario], { full: true, only: ['speed/few'] })).toEqual([]);
  });
});
