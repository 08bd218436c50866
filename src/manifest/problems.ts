import { HoldfastError } from '../errors.js';

/** One breach of a rule in a manifest. */
export interface ManifestProblem {
  /** Where: `routes[0].timeout`; `manifest` for the whole. */
  readonly path: string;
  /** The value found, what is wrong with it, and what to write instead. */
  readonly message: string;
}

const listedProblems = 100;

/**
 * A manifest that breaks rules, with code `'manifest/invalid'`; the message has one line for each problem.
 * `problems` holds all of them, in manifest order; the message stops after a hundred.
 */
export class ManifestError extends HoldfastError {
  override readonly name: string = 'ManifestError';
  readonly problems: readonly ManifestProblem[];

  constructor(problems: readonly ManifestProblem[]) {
    super('manifest/invalid', formatProblems(problems));
    this.problems = problems;
  }
}

/** Where a problem is, key by key from the manifest's root. */
export type ProblemPath = readonly (string | number)[];

/** A problem whose place is still to be written out. */
export interface Finding {
  readonly path: ProblemPath;
  readonly message: string;
}

/** Writes a place as a reader would: `routes[0].match.path`. */
export function formatPath(path: ProblemPath): string {
  if (path.length === 0) return 'manifest';
  return path
    .map((key, depth) => {
      if (typeof key === 'number') return `[${key}]`;
      if (!/^[\w$]{1,60}$/.test(key)) return `[${JSON.stringify(key.slice(0, 60))}]`;
      return depth === 0 ? key : `.${key}`;
    })
    .join('');
}

function formatProblems(problems: readonly ManifestProblem[]): string {
  const rest = problems.length - listedProblems;
  return [
    `The manifest has ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}:`,
    ...problems.slice(0, listedProblems).map(({ path, message }) => `${path}: ${message}`),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ].join('\n');
}
