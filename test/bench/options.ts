import { parseArgs } from 'node:util';

/** What to run, and how to print it. */
export interface BenchOptions {
  readonly rounds: number;
  /** A scenario (`install`), or some of its cases by how they begin (`install/200-40ms`). Default: all. */
  readonly only?: string;
  /** Slow cases too. */
  readonly full: boolean;
  /** One JSON line after the table. */
  readonly json: boolean;
}

/** What `--help` prints. */
export const usage = `npm run bench -- [options]

  --only NAME[/CASE]  one scenario, or its cases that begin so: install, install/200-40ms
  --rounds N          samples of each figure and subject (default: 5)
  --full              the cases that take minutes a round as well
  --json              one line of JSON last: { "<figure>": { "raw": n, ... } }`;

/**
 * Reads the command line.
 * @returns `undefined` when help was asked for
 * @throws {Error} for an unknown option, or a number of rounds that is none
 */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      only: { type: 'string' },
      full: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds ${values.rounds}: write a whole number from 1`);
  }
  return {
    rounds,
    full: values.full,
    json: values.json,
    ...(values.only !== undefined && { only: values.only }),
  };
}
