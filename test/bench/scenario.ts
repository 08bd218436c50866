import type { Subject, SubjectName } from './subject.js';

/** What a figure counts. For all of them, less is better. */
export type Unit = 'ms' | 'bytes' | 'MB' | 'requests';

/** What Holdfast is held to, in one measure. */
export type Bar =
  /** At most so many times another subject's figure. */
  | { readonly measure: string; readonly atMost: number; readonly times: SubjectName }
  /** At most so many of the unit; with `over`, more than in another case of the scenario. */
  | { readonly measure: string; readonly atMost: number; readonly over?: string };

/** One thing to measure, in one or more measures at once. */
export interface Case {
  /** Unique in its scenario; without spaces and slashes. */
  readonly name: string;
  readonly measures: Readonly<Record<string, Unit>>;
  readonly bars?: readonly Bar[];
  /** Always the same, so that one round is enough. Default: `false`. */
  readonly isExact?: boolean;
  /** Takes minutes a round: left out unless asked for by `--full`, or by its name. Default: `false`. */
  readonly isSlow?: boolean;
  /** This system can measure it. Default: `true`. */
  readonly isPossible?: boolean;
  /** Who can run it at all. Default: all. */
  readonly subjects?: readonly SubjectName[];
  /** Subjects without limits run this one without them, and the table says so. Default: `false`. */
  readonly wantsLimits?: boolean;
  /** One sample of each measure. */
  run(subject: Subject): Promise<Readonly<Record<string, number>>>;
}

/** Cases that belong together. */
export interface Scenario {
  readonly name: string;
  /** What is measured, in a sentence, for the table's heading. */
  readonly title: string;
  readonly cases: readonly Case[];
}
