import type { Feature, WorkerContext } from './feature.js';

/** Runs the upkeep of all features, one after the other. Never rejects; calls that come while it runs share its run. */
export type Upkeep = () => Promise<void>;

/** Makes the upkeep of one worker. */
export function createUpkeep({ report }: WorkerContext, features: readonly Feature[]): Upkeep {
  let underway: Promise<void> | undefined;

  async function run(): Promise<void> {
    for (const feature of features) {
      try {
        await feature.idle?.();
      } catch (error) {
        report.note('idle/failed', feature.name, error);
      }
    }
    underway = undefined;
  }

  return () => (underway ??= run());
}
