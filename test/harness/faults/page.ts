import type { WorkerStatus } from '../../../src/protocol/messages.js';
import { createBooth, type Booth } from './booth.js';
import type { Counts, Order } from './faults.js';
import { checkHealth } from './health.js';
import { scenarios, type ScenarioName } from './scenarios.js';

/** What one run of a scenario showed. */
export interface RunResult {
  /** Promises that were broken; none is what every run is for. */
  readonly problems: readonly string[];
  /** How often the worker made each call. */
  readonly counts: Counts;
  /** Whether the call that was to fail has come. */
  readonly isStruck: boolean;
  /** Messages that pages were told unasked, states by name, and codes in the log of the worker; absent where it has none. */
  readonly named?: readonly string[];
}

declare global {
  interface Window {
    /** Runs a scenario, with a fault or without. */
    run(scenario: ScenarioName, order: Order | undefined): Promise<RunResult>;
  }
}

// Their clocks gain some hours with each, but not at once when a worker starts; writes expire after a week.
const mostRunsOfBooth = 30;

const booths = new Map<string, { readonly booth: Booth; readonly first: number }>();
let runs = 0;

window.run = async (name, order) => {
  const scenario = scenarios[name];
  const run = ++runs;
  const { booth, first } = booths.get(name) ?? { booth: createBooth(`/${run}/`), first: run };
  booths.delete(name);
  const problems: string[] = [];
  await scenario.prepare(booth, run);
  problems.push(...(await scenario.act(booth, order, run)));
  const observed = await booth.tell({ lab: 'rest' });
  // What is read for the first status may fail itself.
  const codes = scenario.isMute ? [] : [...(await readLog(booth)), ...(await readLog(booth))];
  const { isStruck } = await booth.look();
  problems.push(
    ...(await (scenario.recover ? scenario.recover(booth) : checkHealth(booth, 'one'))),
    ...((await scenario.conclude?.(booth, order)) ?? []),
  );
  // One that has come through is as good as a new one, and there sooner.
  const isReusable = !scenario.isFinal && run - first < mostRunsOfBooth;
  if (problems.length === 0 && isReusable) booths.set(name, { booth, first });
  else await booth.close();
  return {
    problems,
    counts: observed?.counts ?? {},
    isStruck,
    ...(!scenario.isMute && {
      named: [...booth.told.splice(0).map(({ state, type }) => state?.name ?? type), ...codes],
    }),
  };
};

/** The codes in the worker's log; none where it does not say. */
async function readLog(booth: Booth): Promise<string[]> {
  const status = await booth.ask<WorkerStatus>({ type: 'status' });
  return status.ok ? status.value.log.map(({ code }) => code) : [];
}
