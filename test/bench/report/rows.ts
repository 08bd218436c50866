import { judge, toFigures, type Figure, type Verdict } from '../figure.js';
import type { Results, Run, SavedFigure } from '../results.js';
import type { Scenario } from '../scenario.js';
import type { SubjectName } from '../subject.js';

/** A saved figure with what its case says of it. */
export interface Row {
  /** `scenario/case/measure`. */
  readonly name: string;
  readonly saved: SavedFigure;
  /** Always the same, so that there is no noise. */
  readonly isExact: boolean;
  readonly verdicts: readonly Verdict[];
  readonly run: Run;
}

/** What is kept of one scenario. */
export interface RowGroup {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

/** What is kept, in the order of the scenarios; what has not been measured is left out. */
export function toRowGroups({ runs }: Results, scenarios: readonly Scenario[]): RowGroup[] {
  return scenarios
    .map((scenario) => ({
      name: scenario.name,
      title: scenario.title,
      rows: toRows(runs, scenario),
    }))
    .filter(({ rows }) => rows.length > 0);
}

function toRows(runs: readonly Run[], scenario: Scenario): Row[] {
  const found = scenario.cases.flatMap((each) =>
    // Without samples, these are the names and the bars.
    toFigures(scenario, each, new Map()).flatMap((figure) => {
      const run = runs.find(({ figures }) => figure.name in figures);
      const saved = run?.figures[figure.name];
      if (!run || !saved) return [];
      return [{ figure: withMedians(figure, saved), saved, run, isExact: each.isExact ?? false }];
    }),
  );
  const figures = found.map(({ figure }) => figure);
  return found.map(({ figure, ...rest }) => ({
    ...rest,
    name: figure.name,
    verdicts: judge(figure, figures),
  }));
}

/** The figure as if each median had been its only sample, so that it is judged as in the run. */
function withMedians(figure: Figure, { values }: SavedFigure): Figure {
  const samples = Object.entries(values).map(
    ([subject, value]) => [subject as SubjectName, [value]] as const,
  );
  return { ...figure, samples: new Map(samples) };
}
