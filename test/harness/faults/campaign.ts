import type { Browser } from 'playwright/test';
import { expect, test } from '../site.js';
import { faultsOf, namePoint, type Call, type Order, type Point } from './faults.js';
import { openLab, type Lab } from './lab.js';
import type { RunResult } from './page.js';
import { scenarios, type ScenarioName } from './scenarios.js';

// Nearly all take a tenth of it.
const longestPointMs = 5000;

/** Declares a test for each scenario, which runs it with the faults chosen of all that there are; sums up after the last. */
export function declareCampaign(
  title: string,
  choose: (points: readonly Point[]) => readonly Point[],
): void {
  test.describe(title, () => {
    // One after the other, in one browser: so they can be counted together.
    test.describe.configure({ mode: 'default' });
    let opened: Promise<Lab> | undefined;
    let [held, run] = [0, 0];
    const open = (browser: Browser): Promise<Lab> => (opened ??= openLab(browser));

    for (const scenario of Object.keys(scenarios) as ScenarioName[]) {
      test(`every fault in ${scenario} costs no page its answer, and nothing for good`, async ({
        browser,
      }) => {
        const lab = await open(browser);
        const { clean, points } = await listPoints(lab, scenario);
        const chosen = choose(points);
        test.setTimeout(60_000 + chosen.length * longestPointMs);
        const broken: string[] = [];
        let struck = 0;
        for (const point of chosen) {
          const result = await lab.run(scenario, point.order);
          if (result.isStruck) struck++;
          const problems = [...result.problems, ...findUnnamed(point.order, result, clean)];
          if (problems.length === 0) continue;
          broken.push(`${namePoint(point)}\n  ${problems.join('\n  ')}`);
          console.log(broken.at(-1));
        }
        expect(broken).toEqual([]);
        // Which calls come is not quite the same each time; one that does not come proves nothing.
        expect(struck).toBeGreaterThanOrEqual(chosen.length / 2);
        held += struck;
        if (struck > 0) run++;
      });
    }

    test.afterAll(async () => {
      await (await opened)?.close();
      console.log(`${held} points of failure in ${run} scenarios held.`);
    });
  });
}

/** Runs a scenario without faults, and lists how each of the calls it makes can fail. */
async function listPoints(
  lab: Lab,
  scenario: ScenarioName,
): Promise<{ readonly points: readonly Point[]; readonly clean: RunResult }> {
  // A first run leaves some things done that the next need not do.
  const runs = [await lab.run(scenario), await lab.run(scenario)] as const;
  expect(runs.map(({ problems }) => problems)).toEqual([[], []]);
  const [, clean] = runs;
  const points: Point[] = [];
  for (const [call, count] of Object.entries(clean.counts) as [Call, number][]) {
    for (let n = 1; n <= count; n++) {
      for (const fault of faultsOf[call]) points.push({ scenario, order: { call, n, fault } });
    }
  }
  expect(points.length).toBeGreaterThan(0);
  return { points, clean };
}

/** A storage that fails, or a database that does not answer, has a name that pages can read. */
function findUnnamed(
  { call, fault }: Order,
  { isStruck, named }: RunResult,
  clean: RunResult,
): string[] {
  const isStorage = /^(caches?|idb)\./.test(call);
  const isFailure = ['reject', 'abort', 'closed', 'quota'].includes(fault);
  const isSilence = call.startsWith('idb.') && ['hang', 'unheard'].includes(fault);
  // A full cache is made room in, and the status counts what had to go for it.
  const isCounted = call === 'cache.put' && fault === 'quota';
  if (!isStruck || !named || isCounted || !isStorage || !(isFailure || isSilence)) return [];
  return named.some((name) => !clean.named!.includes(name)) ? [] : ['is not named anywhere'];
}
