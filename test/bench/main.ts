// `npm run bench`: Holdfast beside Workbox, Serwist and a worker written by hand, all in one run.
import { cpus, platform, release } from 'node:os';
import { readBrowserVersion } from './browser.js';
import { toJson, type Figure } from './figure.js';
import { parseOptions, usage, type BenchOptions } from './options.js';
import { runScenario, selectCases } from './runner.js';
import { scenarios } from './scenarios/index.js';
import { loadSubject } from './subjects/load.js';
import type { Subject } from './subject.js';
import { formatScenario } from './table.js';

// Playwright closes its browsers on these; what was lent them then fails, and everything is cleared away as after any failure.
const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());

const options = parseOptions(process.argv.slice(2));
if (options) process.exitCode = await run(options);
else console.log(usage);

/** @returns the exit code: 1 when something could not be measured; a missed bar is a result, not a failure */
async function run({ json, rounds, subjects: names, ...selection }: BenchOptions): Promise<number> {
  const selected = selectCases(scenarios, selection);
  if (selected.length === 0) {
    const known = scenarios.map(({ name }) => name).join(', ');
    console.error(`--only ${selection.only.join(',')} names nothing; there are: ${known}`);
    return 2;
  }
  const subjects = await Promise.all(names.map(loadSubject));
  console.log(await describeRun(subjects, rounds));

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
  }
  if (json) console.log(toJson(figures));
  return failures.length === 0 ? 0 : 1;
}

async function describeRun(subjects: readonly Subject[], rounds: number): Promise<string> {
  const [cpu] = cpus();
  return [
    `${new Date().toISOString().slice(0, 10)}, ${rounds} rounds, medians; noise: median deviation of the noisiest subject`,
    `${await readBrowserVersion()}, Node ${process.version}, ${platform()} ${release()}, ${cpus().length} x ${cpu?.model ?? 'unknown CPU'}`,
    subjects.flatMap(({ versions }) => versions).join(', '),
  ].join('\n');
}
