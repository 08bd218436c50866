import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { formatNumber, formatRatio, formatShare, toRatio } from '../../bench/format.js';
import { describeChart, drawChart, escapeXml } from '../../bench/report/chart.js';
import { headlineTitles, toHeadlines, type Headline } from '../../bench/report/headlines.js';
import { renderReport } from '../../bench/report/render.js';
import { toRowGroups } from '../../bench/report/rows.js';
import { escapeMarkdown, replaceSection, writeSection } from '../../bench/report/section.js';
import { files, listFigureNames, readResults } from '../../bench/results.js';
import { scenarios } from '../../bench/scenarios/index.js';
import { makeRun, makeScenario } from './runs.js';

describe('what is in the repository', () => {
  it('is what `npm run bench:report` makes of the results', async () => {
    const readme = await readFile(files.readme, 'utf8');
    const report = await renderReport(await readResults(files.results), readme);
    expect(readme).toBe(report.readme);
    expect(await readFile(files.chart, 'utf8')).toBe(report.chart);
  });

  it('has results and headlines only of what can be measured', async () => {
    const { runs } = await readResults(files.results);
    const known = listFigureNames(scenarios);
    expect(known).toEqual(expect.arrayContaining(runs.flatMap((run) => Object.keys(run.figures))));
    expect(known).toEqual(expect.arrayContaining(Object.keys(headlineTitles)));
  });
});

describe('numbers', () => {
  it('have as many digits as say something', () => {
    expect([0.1234, 12.34, 1234.5].map((value) => formatNumber(value, 'ms'))).toEqual([
      '0.12',
      '12.3',
      '1,235',
    ]);
    expect(formatNumber(8708, 'bytes')).toBe('8,708');
    expect(formatNumber(undefined, 'ms')).toBe('-');
    expect([0.0123, 0.5, 13.816].map(formatRatio)).toEqual(['0.012', '0.50', '13.82']);
    expect(formatShare(0.0123)).toBe('1.2 %');
  });

  it('have a ratio only where there are two, and something to divide by', () => {
    expect(toRatio(1, 4)).toBe(0.25);
    expect(toRatio(0, 4)).toBe(0);
    expect([toRatio(undefined, 4), toRatio(1, undefined), toRatio(1, 0)]).toEqual(
      Array.from({ length: 3 }),
    );
    expect(formatRatio(undefined)).toBe('-');
  });
});

describe('toRowGroups', () => {
  it('has scenarios and cases in their own order, and leaves out what has not been measured', () => {
    const runs = [
      makeRun('2026-01-01', { 'b/many/time': 1 }),
      makeRun('2026-02-02', { 'b/few/time': 1, 'a/many/time': 1, 'a/gone/time': 1 }),
    ];
    const all = ['b', 'c', 'a'].map((name) => makeScenario([], name));
    const groups = toRowGroups({ runs }, all);
    expect(groups.map(({ name, rows }) => [name, ...rows.map((row) => row.name)])).toEqual([
      ['b', 'b/few/time', 'b/many/time'],
      ['a', 'a/many/time'],
    ]);
    expect(groups[0]!.rows.map(({ run }) => run.date)).toEqual(['2026-02-02', '2026-01-01']);
  });

  it('holds saved figures to the bars of today', () => {
    const scenario = makeScenario([
      { measure: 'time', atMost: 0.9, times: 'workbox' },
      { measure: 'time', atMost: 1000 },
      { measure: 'time', atMost: 0.5, over: 'few' },
      { measure: 'time', atMost: 1, over: 'none' },
    ]);
    const runs = [makeRun('2026-01-01', { 'speed/few/time': 1, 'speed/many/time': 1.9 })];
    const [group] = toRowGroups({ runs }, [scenario]);
    expect(group!.rows[1]!.verdicts).toEqual([
      { text: '0.9 x Workbox', outcome: 'missed' },
      { text: '1,000 ms', outcome: 'met' },
      { text: 'few + 0.5 ms', outcome: 'missed' },
      { text: 'none + 1 ms', outcome: 'unknown' },
    ]);
  });
});

describe('the section', () => {
  const scenario = makeScenario([{ measure: 'time', atMost: 0.9, times: 'workbox' }]);

  it('is a table with what was measured under', () => {
    const runs = [makeRun('2026-01-01', { 'speed/few/time': 1, 'speed/many/time': 3 })];
    const text = writeSection(toRowGroups({ runs }, [scenario]), [], 'chart.svg');
    expect(text.split('\n').filter((line) => line !== '')).toEqual([
      String.raw`- 2026-01-01: Holdfast 0.1.0; Serwist 9.0.0: the newest; Workbox 7.0.0; Chrome 1.2.3; Node 20.1.0; 2 x Some CPU, 8 GB, Linux 6.1; 5 rounds`,
      '<details>',
      '<summary>All 2 figures; Holdfast keeps to 0 of its 1 bars</summary>',
      String.raw`**speed**: how fast \| it \<is\>`,
      '| figure | Holdfast | x raw | x Workbox | x Serwist | bar | noise |',
      '| --- | --: | --: | --: | --: | --- | --: |',
      '| few time | 1.00 ms | 1.00 | 0.50 | 0.25 |  | 1.2 % |',
      '| many time | 3.00 ms | 3.00 | 1.50 | 0.75 | ≤ 0.9 x Workbox: missed | 1.2 % |',
      '</details>',
    ]);
  });

  it('says what each run has measured where there are several', () => {
    const runs = [
      makeRun('2026-01-01', { 'speed/few/time': 1 }),
      makeRun('2026-02-02', { 'speed/many/time': 1, 'other/few/time': 1 }),
    ];
    const groups = toRowGroups({ runs }, [scenario, makeScenario([], 'other')]);
    const text = writeSection(groups, [], 'chart.svg');
    expect(text).toContain('- 2026-01-01 (speed/few): ');
    expect(text).toContain('- 2026-02-02 (speed/many, other): ');
  });

  it('replaces what stands between its comments, and nothing else', async () => {
    const readme = await readFile(files.readme, 'utf8');
    const replaced = replaceSection(readme, 'SECTION');
    expect(replaceSection(replaced, 'SECTION')).toBe(replaced);
    const [before, after] = replaced.split('SECTION');
    expect(readme.startsWith(before!.trimEnd())).toBe(true);
    expect(readme.endsWith(after!.trimStart())).toBe(true);
    expect(() => replaceSection('# Nothing', 'SECTION')).toThrow('README.md has no');
  });

  it('shows a text as it is', () => {
    expect(escapeMarkdown('a|b_c*d`e<f>[g]&h\\')).toBe(
      String.raw`a\|b\_c\*d\`e\<f\>\[g\]\&h` + '\\\\',
    );
  });
});

describe('the chart', () => {
  const headlines: readonly Headline[] = [
    { title: 'A & B', name: 'a/b/time', ratios: { holdfast: 0.5, raw: 0.25, serwist: 2 } },
    { title: 'C', name: 'c/d/time', ratios: { holdfast: 1.5 } },
  ];

  it('shows headlines that Holdfast and Workbox both have', () => {
    const [first, second] = Object.keys(headlineTitles) as [string, string];
    const run = makeRun('2026-01-01', { [first]: 1, [second]: 3 });
    delete run.figures[second]!.values.workbox;
    expect(toHeadlines(toRowGroups({ runs: [run] }, scenarios))).toEqual([
      {
        name: first,
        title: headlineTitles[first],
        ratios: { holdfast: 0.5, raw: 0.5, serwist: 2 },
      },
    ]);
  });

  it('has a bar for each, and marks where there are others', () => {
    const chart = drawChart(headlines);
    const marks = (name: string): number => chart.split(`class="${name}"`).length - 1;
    // One of each is the legend's.
    expect([marks('bar'), marks('serwist'), marks('raw')]).toEqual([3, 2, 2]);
    expect(chart).toContain('linear scale');
    expect(drawChart([{ ...headlines[1]!, ratios: { holdfast: 0.01 } }])).toContain(
      'logarithmic scale',
    );
  });

  it('says in words what it shows', () => {
    expect(describeChart(headlines)).toBe(
      'Holdfast in times of Workbox, less is better. A & B 0.50; C 1.50.',
    );
    expect(drawChart(headlines)).toContain(
      'A &amp; B 0.50 (Serwist 2.00, raw 0.25); C 1.50.</desc>',
    );
    expect(drawChart([])).toContain('Nothing has been measured yet.');
  });

  it('escapes what XML reserves', () => {
    expect(escapeXml(`<a b="c">&amp;`)).toBe('&lt;a b=&quot;c&quot;&gt;&amp;amp;');
  });
});
