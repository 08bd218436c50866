import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import * as z from 'zod';
import { noiseOf, roundValue, valueOf, type Figure } from './figure.js';
import type { Scenario } from './scenario.js';
import { subjectNames } from './subject.js';

/** Here and compiled alike, this file is two folders below the repository's root. */
const root = join(import.meta.dirname, '../..');

/** Where saved results are, and what is drawn from them. */
export const files = {
  results: join(root, 'test/bench/results/results.json'),
  chart: join(root, 'test/bench/results/chart.svg'),
  readme: join(root, 'README.md'),
} as const;

const savedFigureSchema = z.strictObject({
  unit: z.enum(['ms', 'bytes', 'MB', 'requests']),
  rounds: z.int().positive(),
  /** Of the noisiest subject, as a share of its median. */
  noise: z.number().nonnegative(),
  /** Medians; differences may be below zero. */
  values: z.partialRecord(z.enum(subjectNames), z.number()),
});

const runSchema = z.strictObject({
  /** Of its start, in UTC. */
  date: z.iso.date(),
  machine: z.strictObject({
    cores: z.int().positive(),
    cpu: z.string(),
    memoryGb: z.number().positive(),
    os: z.string(),
  }),
  browser: z.string(),
  node: z.string(),
  subjects: z.partialRecord(
    z.enum(subjectNames),
    z.strictObject({
      packages: z.record(z.string(), z.string()),
      remark: z.string().exactOptional(),
    }),
  ),
  figures: z.record(z.string(), savedFigureSchema),
});

const resultsSchema = z.strictObject({ runs: z.array(runSchema) });

/** A figure as it is kept. */
export type SavedFigure = z.infer<typeof savedFigureSchema>;
/** What was measured on one day, on one machine, with the same versions of everything. */
export type Run = z.infer<typeof runSchema>;
/** All that is kept: each figure once, in the newest run that has measured it. */
export type Results = z.infer<typeof resultsSchema>;

/**
 * Reads what is kept; nothing yet is no runs.
 * @throws {Error} when the file is not what `saveRun` writes
 */
export async function readResults(file: string): Promise<Results> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { runs: [] };
    throw error;
  }
  return resultsSchema.parse(JSON.parse(text));
}

/** Adds a run's figures to those in the file; what only older runs have measured stays as it is. */
export async function saveRun(
  file: string,
  run: Run,
  scenarios: readonly Scenario[],
): Promise<void> {
  const results = mergeRun(await readResults(file), run, new Set(listFigureNames(scenarios)));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await formatAs(file, JSON.stringify(toSorted(results))));
}

/** The results with a new run's figures in place of older ones, and without those that nobody measures any more. */
export function mergeRun({ runs }: Results, run: Run, known: ReadonlySet<string>): Results {
  const same = runs.find((other) => setupOf(other) === setupOf(run));
  const merged = { ...run, figures: { ...same?.figures, ...run.figures } };
  const others = runs
    .filter((other) => other !== same)
    .map((other) => keepFigures(other, (name) => !(name in run.figures)));
  return {
    runs: [...others, merged]
      .map((each) => keepFigures(each, (name) => known.has(name)))
      .filter(({ figures }) => Object.keys(figures).length > 0)
      .toSorted((left, right) => compare(left.date + setupOf(left), right.date + setupOf(right))),
  };
}

/** What is kept of figures; one that a subject should have and has not is no result to keep. */
export function toSavedFigures(figures: readonly Figure[]): Run['figures'] {
  return Object.fromEntries(
    figures.filter(({ isWhole }) => isWhole).map((figure) => [figure.name, toSavedFigure(figure)]),
  );
}

/** `scenario/case/measure` of everything that can be measured, in the order of the table. */
export function listFigureNames(scenarios: readonly Scenario[]): string[] {
  return scenarios.flatMap(({ cases, name: scenario }) =>
    cases.flatMap(({ measures, name }) =>
      Object.keys(measures).map((measure) => `${scenario}/${name}/${measure}`),
    ),
  );
}

/** Formats a text as the repository formats the file. */
export async function formatAs(file: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}

function toSavedFigure(figure: Figure): SavedFigure {
  const values = subjectNames.flatMap((subject) => {
    const value = valueOf(figure, subject);
    return value === undefined ? [] : [[subject, roundValue(value)] as const];
  });
  return {
    unit: figure.unit,
    rounds: Math.max(...[...figure.samples.values()].map(({ length }) => length)),
    noise: Number(noiseOf(figure).toFixed(4)),
    values: Object.fromEntries(values),
  };
}

/** Runs of which this is the same are one. */
function setupOf(run: Run): string {
  return JSON.stringify(toSorted({ ...run, figures: {} }));
}

function keepFigures(run: Run, isKept: (name: string) => boolean): Run {
  const figures = Object.entries(run.figures).filter(([name]) => isKept(name));
  return { ...run, figures: Object.fromEntries(figures) };
}

/** The same with the keys of all objects in order. */
function toSorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => compare(left, right));
  return Object.fromEntries(entries.map(([key, each]) => [key, toSorted(each)]));
}

/** By code unit, so that no machine's language changes the order. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
