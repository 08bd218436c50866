import { readVisit, type FieldProblem, type Visit } from '../shared/visit.js';

/** What the server said when it did not do what it was asked for. */
export interface Refusal {
  readonly status: number;
  /** The server's own, where it gave one. */
  readonly sentence: string;
  /** By field; empty where it is not about fields. */
  readonly problems: readonly FieldProblem[];
  /** The visit as the server has it, where that is why. */
  readonly current?: Visit;
}

/** Reads an answer's JSON; `body` may be anything. */
export function readRefusal(status: number, body: unknown): Refusal {
  const { error, problems, visit } = Object(body) as Readonly<Record<string, unknown>>;
  // Countries are not looked up: whatever the server has is shown.
  const current = readVisit(visit, () => true);
  return {
    status,
    sentence: typeof error === 'string' ? error : `It said: ${status}.`,
    problems: Array.isArray(problems) ? problems.filter(isProblem) : [],
    ...(current && { current }),
  };
}

function isProblem(value: unknown): value is FieldProblem {
  const { field, message } = Object(value) as Readonly<Record<string, unknown>>;
  return typeof field === 'string' && typeof message === 'string';
}
