import type { Run } from '../../bench/results.js';
import type { Bar, Scenario } from '../../bench/scenario.js';

/** A run in which Holdfast has the given figures, Workbox 2, Serwist 4 and the worker by hand 1. */
export function makeRun(date: string, figures: Readonly<Record<string, number>>): Run {
  return {
    date,
    machine: { cores: 2, cpu: 'Some CPU', memoryGb: 8, os: 'Linux 6.1' },
    browser: 'Chrome 1.2.3',
    node: '20.1.0',
    subjects: {
      raw: { packages: {} },
      workbox: { packages: { 'workbox-build': '7.0.0', 'workbox-core': '7.0.0' } },
      serwist: { packages: { serwist: '9.0.0' }, remark: 'the newest' },
      holdfast: { packages: { holdfast: '0.1.0' } },
    },
    figures: Object.fromEntries(
      Object.entries(figures).map(([name, holdfast]) => [
        name,
        {
          unit: 'ms',
          rounds: 5,
          noise: 0.0123,
          values: { raw: 1, workbox: 2, serwist: 4, holdfast },
        },
      ]),
    ),
  };
}

/** `speed`, with two cases of one measure, `time`; the bars are those of the second. */
export function makeScenario(bars: readonly Bar[] = [], name = 'speed'): Scenario {
  return {
    name,
    title: `how fast | it <is>`,
    cases: [
      { name: 'few', measures: { time: 'ms' }, run },
      { name: 'many', measures: { time: 'ms' }, bars, run },
    ],
  };
}

function run(): never {
  throw new Error('nothing is measured here');
}
