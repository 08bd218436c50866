import { formatNumber, formatRatio, formatShare, subjectTitles, toRatio } from '../format.js';
import type { Run } from '../results.js';
import { describeMachine } from '../setup.js';
import { subjectNames } from '../subject.js';
import { describeChart } from './chart.js';
import type { Headline } from './headlines.js';
import type { Row, RowGroup } from './rows.js';

const begin = '<!-- npm run bench:report writes from here -->';
const end = '<!-- to here -->';

const others = subjectNames.filter((name) => name !== 'holdfast');

/**
 * The text with what stands between the two comments replaced.
 * @throws {Error} where one of the comments is missing
 */
export function replaceSection(text: string, section: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1)
    throw new Error(`README.md has no "${begin}" with "${end}" after it`);
  return `${text.slice(0, from + begin.length)}\n\n${section}\n\n${text.slice(to)}`;
}

/** The chart, what was measured under, and a table for each scenario; Markdown. */
export function writeSection(
  groups: readonly RowGroup[],
  headlines: readonly Headline[],
  chart: string,
): string {
  if (groups.length === 0) return 'Nothing has been measured yet.';
  return [
    ...(headlines.length > 0 ? [`![${escapeMarkdown(describeChart(headlines))}](${chart})`] : []),
    listRuns(groups)
      .map((line) => `- ${line}`)
      .join('\n'),
    '<details>',
    `<summary>${countAll(groups)}</summary>`,
    ...groups.flatMap(({ name, rows, title }) => [
      `**${escapeMarkdown(name)}**: ${escapeMarkdown(title)}`,
      writeTable(rows),
    ]),
    '</details>',
  ].join('\n\n');
}

/** A text as Markdown shows it as it is, in a table too. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|&]/g, String.raw`\$&`);
}

function writeTable(rows: readonly Row[]): string {
  const heading = [
    'figure',
    subjectTitles.holdfast,
    ...others.map((name) => `x ${subjectTitles[name]}`),
    'bar',
    'noise',
  ];
  const align = heading.map((_, column) =>
    column === 0 || column === heading.length - 2 ? '---' : '--:',
  );
  return [heading, align, ...rows.map(writeRow)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function writeRow({ isExact, name, saved: { noise, unit, values }, verdicts }: Row): string[] {
  const [, ...rest] = name.split('/');
  const { holdfast } = values;
  return [
    escapeMarkdown(rest.join(' ')),
    holdfast === undefined ? '-' : `${formatNumber(holdfast, unit)} ${unit}`,
    ...others.map((other) => formatRatio(toRatio(holdfast, values[other]))),
    verdicts.map(({ outcome, text }) => escapeMarkdown(`≤ ${text}: ${outcome}`)).join('; '),
    isExact ? 'exact' : formatShare(noise),
  ];
}

function countAll(groups: readonly RowGroup[]): string {
  const rows = groups.flatMap((group) => group.rows);
  const outcomes = rows.flatMap(({ verdicts }) => verdicts.map(({ outcome }) => outcome));
  const known = outcomes.filter((outcome) => outcome !== 'unknown');
  const met = known.filter((outcome) => outcome === 'met');
  return `All ${rows.length} figures; Holdfast keeps to ${met.length} of its ${known.length} bars`;
}

/** A line for each run that anything shown is from, and what that is where there are several. */
function listRuns(groups: readonly RowGroup[]): string[] {
  const runs = [...new Set(groups.flatMap(({ rows }) => rows.map(({ run }) => run)))];
  return runs.map((run) => {
    const parts = runs.length > 1 ? ` (${listParts(run, groups).join(', ')})` : '';
    return escapeMarkdown(`${run.date}${parts}: ${describeRun(run, groups)}`);
  });
}

/** The scenarios that are all from the run, and the cases that are, of the others. */
function listParts(run: Run, groups: readonly RowGroup[]): string[] {
  return groups.flatMap(({ name, rows }) => {
    const own = rows.filter((row) => row.run === run);
    if (own.length === rows.length) return [name];
    return [...new Set(own.map((row) => row.name.split('/').slice(0, 2).join('/')))];
  });
}

function describeRun(run: Run, groups: readonly RowGroup[]): string {
  const versions = subjectNames.toReversed().flatMap((name) => {
    const { packages = {}, remark } = run.subjects[name] ?? {};
    const numbers = [...new Set(Object.values(packages))].join(', ');
    if (numbers === '') return [];
    const text = `${subjectTitles[name]} ${numbers}`;
    return remark === undefined ? text : `${text}: ${remark}`;
  });
  const rounds = groups
    .flatMap(({ rows }) => rows)
    .filter((row) => row.run === run && !row.isExact)
    .map(({ saved }) => saved.rounds);
  return [
    ...versions,
    run.browser,
    `Node ${run.node}`,
    describeMachine(run),
    ...(rounds.length > 0
      ? [`${[...new Set(rounds)].toSorted((a, b) => a - b).join(' or ')} rounds`]
      : []),
  ].join('; ');
}
