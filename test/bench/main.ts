// `npm run bench`: Holdfast beside Workbox, Serwist and a worker written by hand, all in one run.
import { toJson, type Figure } from './figure.js';
import { parseOptions, usage, type BenchOptions } from './options.js';
import { files, saveRun, toSavedFigures } from './results.js';
import { runScenario, selectCases } from './runner.js';
import { scenarios } from './scenarios/index.js';
import { describeMachine, readSetup, type Setup } from './setup.js';
import { loadSubject } from './subjects/load.js';
import { formatScenario } from './table.js';

// Playwright closes its browsers on these; what was lent them then fails, and everything is cleared away as after any failure.
const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());

const options = parseOptions(process.argv.slice(2));
if (options) process.exitCode = await run(options);
else console.log(usage);

/** @returns the exit code: 1 when something could not be measured; a missed bar is a result, not a failure */
async function run({
  json,
  rounds,
  save,
  subjects: names,
  ...selection
}: BenchOptions): Promise<number> {
  const selected = selectCases(scenarios, selection);
  if (selected.length === 0) {
    const known = scenarios.map(({ name }) => name).join(', ');
    console.error(`--only ${selection.only.join(',')} names nothing; there are: ${known}`);
    return 2;
  }
  const subjects = await Promise.all(names.map(loadSubject));
  const setup = await readSetup(subjects);
  console.log(describeRun(setup, rounds));

  const figures: Figure[] = [];
  const failures: string[] = [];
  for (const scenario of selected) {
    const result = await runScenario(scenario, subjects, {
      rounds,
      signal: ended.signal,
      onProgress: (line) => console.error(line),
    });
    if (ended.signal.aborted) return 1;
    figures.push(...result.figures);
    failures.push(...result.failures);
    console.log(`\n${formatScenario(scenario, figures)}`);
    for (const note of result.notes) console.log(`  note: ${note}`);
    for (const failure of result.failures) console.log(`  failed: ${failure}`);
    // Now, not at the end: what an hour has measured outlives a failure after it.
    if (save) {
      const saved = toSavedFigures(result.figures);
      await saveRun(files.results, { ...setup, figures: saved }, scenarios);
    }
  }
  if (json) console.log(toJson(figures));
  return failures.length === 0 ? 0 : 1;
}

function describeRun(setup: Setup, rounds: number): string {
  const versions = Object.values(setup.subjects).flatMap(({ packages, remark }) => {
    const texts = Object.entries(packages).map((entry) => entry.join(' '));
    return remark === undefined ? texts : `${texts.join(', ')} (${remark})`;
  });
  return [
    `${setup.date}, ${rounds} rounds, medians; noise: median deviation of the noisiest subject`,
    `${setup.browser}, Node ${setup.node}, ${describeMachine(setup)}`,
    versions.join(', '),
  ].join('\n');
}
