import { parseArgs } from 'node:util';
import { subjectNames, type SubjectName } from './subject.js';

/** What to run, and how to print it. */
export interface BenchOptions {
  readonly rounds: number;
  /** Scenarios (`install`), or some of their cases by how they begin (`install/200-40ms`); none for all. */
  readonly only: readonly string[];
  /** Whom to measure. Default: all. */
  readonly subjects: readonly SubjectName[];
  /** Slow cases too. */
  readonly full: boolean;
  /** One JSON line after the table. */
  readonly json: boolean;
  /** Keep the results for the report. */
  readonly save: boolean;
}

/** What `--help` prints. */
export const usage = `npm run bench -- [options]

  --only A,B/CASE     some scenarios, or their cases that begin so: size,install/200-40ms
  --subjects A,B      some of raw, workbox, serwist, holdfast
  --rounds N          samples of each figure and subject (default: 5)
  --full              the cases that take minutes a round as well
  --json              one line of JSON last: { "<figure>": { "raw": n, ... } }
  --save              keep the results in test/bench/results, for npm run bench:report`;

/**
 * Reads the command line.
 * @returns `undefined` when help was asked for
 * @throws {Error} for an unknown option, an unknown subject, a number of rounds that is none, or some subjects to save
 */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      only: { type: 'string' },
      subjects: { type: 'string' },
      full: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds ${values.rounds}: write a whole number from 1`);
  }
  if (values.save && values.subjects !== undefined) {
    throw new Error('--save keeps comparisons: leave --subjects out');
  }
  return {
    rounds,
    only: values.only?.split(',') ?? [],
    subjects: (values.subjects?.split(',') ?? subjectNames).map(toSubjectName),
    full: values.full,
    json: values.json,
    save: values.save,
  };
}

function toSubjectName(text: string): SubjectName {
  const name = subjectNames.find((known) => known === text);
  if (name === undefined)
    throw new Error(`--subjects ${text}: there are ${subjectNames.join(', ')}`);
  return name;
}
