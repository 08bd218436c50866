import { subjectTitles, toRatio } from './format.js';
import type { Bar, Case, Scenario, Unit } from './scenario.js';
import { median, relativeSpread } from './stats.js';
import { subjectNames, type SubjectName } from './subject.js';

/** One measure of one case: a row of the table, a key of the JSON. */
export interface Figure {
  /** `scenario/case/measure`. */
  readonly name: string;
  readonly unit: Unit;
  /** One number a round; a subject that cannot run the case is not there. */
  readonly samples: ReadonlyMap<SubjectName, readonly number[]>;
  readonly bars: readonly Bar[];
  /** Every subject that can run the case has done so. */
  readonly isWhole: boolean;
}

/** Whether Holdfast keeps to a bar, in words and figures. */
export interface Verdict {
  readonly text: string;
  readonly outcome: 'met' | 'missed' | 'unknown';
}

/** The figures of a case from its samples. */
export function toFigures(
  { name: scenarioName }: Scenario,
  { bars = [], measures, name, subjects = subjectNames }: Case,
  samples: ReadonlyMap<SubjectName, readonly Readonly<Record<string, number>>[]>,
): Figure[] {
  return Object.entries(measures).map(([measure, unit]) => ({
    name: `${scenarioName}/${name}/${measure}`,
    unit,
    samples: new Map(
      [...samples].map(([subject, rounds]) => [
        subject,
        rounds.map((round) => round[measure] ?? Number.NaN),
      ]),
    ),
    bars: bars.filter((bar) => bar.measure === measure),
    isWhole: subjects.every((subject) => samples.has(subject)),
  }));
}

/** The median of a subject's rounds; `undefined` where it has none. */
export function valueOf({ samples }: Figure, subject: SubjectName): number | undefined {
  const numbers = samples.get(subject);
  return numbers && numbers.length > 0 ? median(numbers) : undefined;
}

/** The noise of the noisiest subject, as a share of its median. */
export function noiseOf({ samples }: Figure): number {
  return Math.max(0, ...[...samples.values()].map(relativeSpread));
}

/** Holds Holdfast's figure to each of its bars; `all` are the figures of the same run. */
export function judge(figure: Figure, all: readonly Figure[]): Verdict[] {
  return figure.bars.map((bar) => {
    const own = valueOf(figure, 'holdfast');
    if ('times' in bar) {
      const text = `${bar.atMost} x ${subjectTitles[bar.times]}`;
      return verdict(text, toRatio(own, valueOf(figure, bar.times)), bar.atMost);
    }
    const limit = `${bar.atMost.toLocaleString('en')} ${figure.unit}`;
    if (bar.over === undefined) return verdict(limit, own, bar.atMost);
    const [scenario] = figure.name.split('/');
    const base = all.find(({ name }) => name === `${scenario}/${bar.over}/${bar.measure}`);
    const other = base && valueOf(base, 'holdfast');
    const isKnown = own !== undefined && other !== undefined;
    return verdict(`${bar.over} + ${limit}`, isKnown ? own - other : undefined, bar.atMost);
  });
}

/** The figures as the JSON line has them: medians by figure and subject. */
export function toJson(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const values = subjectNames.flatMap((subject) => {
      const value = valueOf(figure, subject);
      return value === undefined ? [] : [[subject, roundValue(value)] as const];
    });
    return [figure.name, Object.fromEntries(values)] as const;
  });
  return JSON.stringify(Object.fromEntries(rows));
}

/** Six digits: more than anything here can be measured to. */
export function roundValue(value: number): number {
  return Number(value.toPrecision(6));
}

function verdict(text: string, value: number | undefined, atMost: number): Verdict {
  if (value === undefined) return { text, outcome: 'unknown' };
  return { text, outcome: value <= atMost ? 'met' : 'missed' };
}
