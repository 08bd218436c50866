import { toFigures, type Figure } from './figure.js';
import type { BenchOptions } from './options.js';
import type { Case, Scenario } from './scenario.js';
import type { Subject, SubjectName } from './subject.js';

/** What a run has to say. */
export interface RunResult {
  readonly figures: readonly Figure[];
  /** What could not be measured, and why. */
  readonly failures: readonly string[];
  /** What was measured on other terms than it should be. */
  readonly notes: readonly string[];
}

/**
 * Picks what the options ask for: `install` is a scenario, `install/200-40ms` its case of that name, or its cases whose
 * names go on with a dash there. A slow case that is named is asked for; what this system cannot measure is never picked.
 */
export function selectCases(
  scenarios: readonly Scenario[],
  { full, only }: Pick<BenchOptions, 'full' | 'only'>,
): Scenario[] {
  const wishes = only.map((wish) => {
    const [scenario = '', caseName] = wish.split('/');
    return { scenario, caseName };
  });
  const isWanted = (
    scenario: string,
    { isPossible = true, isSlow = false, name }: Case,
  ): boolean => {
    if (!isPossible) return false;
    if (wishes.length === 0) return full || !isSlow;
    return wishes.some((wish) => {
      if (wish.scenario !== scenario) return false;
      if (wish.caseName === undefined) return full || !isSlow;
      return name === wish.caseName || name.startsWith(`${wish.caseName}-`);
    });
  };
  return scenarios
    .map((scenario) => ({
      ...scenario,
      cases: scenario.cases.filter((each) => isWanted(scenario.name, each)),
    }))
    .filter(({ cases }) => cases.length > 0);
}

/** How to run a scenario. */
export interface RunOptions {
  readonly rounds: number;
  /** Ends the run after what is being measured; what has been measured is the result. */
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** Measures each case round by round, all subjects in each round, each round beginning with another one. */
export async function runScenario(
  scenario: Scenario,
  subjects: readonly Subject[],
  { onProgress, rounds, signal }: RunOptions,
): Promise<RunResult> {
  const figures: Figure[] = [];
  const failures: string[] = [];
  const notes: string[] = [];
  for (const each of scenario.cases) {
    const able = subjects.filter(({ name }) => each.subjects?.includes(name) ?? true);
    notes.push(...listExceptions(scenario, each, able));
    const samples = new Map<SubjectName, Readonly<Record<string, number>>[]>();
    const failed = new Set<SubjectName>();
    for (let round = 0; round < (each.isExact ? 1 : rounds); round++) {
      for (let turn = 0; turn < able.length; turn++) {
        const subject = able[(turn + round) % able.length]!;
        if (signal.aborted || failed.has(subject.name)) continue;
        const title = `${scenario.name}/${each.name} round ${round + 1} ${subject.name}`;
        try {
          const sample = await each.run(subject);
          onProgress(`${title}: ${describe(sample)}`);
          samples.set(subject.name, [...(samples.get(subject.name) ?? []), sample]);
        } catch (error) {
          // One subject that cannot do it is a result as well; the others go on.
          failed.add(subject.name);
          samples.delete(subject.name);
          failures.push(`${title}: ${String(error).split('\n', 1)[0]}`);
        }
      }
    }
    figures.push(...toFigures(scenario, each, samples));
  }
  return { figures, failures, notes };
}

function listExceptions(scenario: Scenario, each: Case, subjects: readonly Subject[]): string[] {
  const names = subjects.filter(({ hasLimits }) => !hasLimits).map(({ name }) => name);
  if (names.length === 0 || !each.wantsLimits) return [];
  return [`${scenario.name}/${each.name}: run without limits, having none: ${names.join(', ')}`];
}

function describe(sample: Readonly<Record<string, number>>): string {
  return Object.entries(sample)
    .map(
      ([measure, value]) =>
        `${measure} ${value.toLocaleString('en', { maximumFractionDigits: 2 })}`,
    )
    .join(', ');
}
