import { judge, noiseOf, valueOf, type Figure } from './figure.js';
import { formatNumber, formatRatio, formatShare, toRatio } from './format.js';
import type { Scenario } from './scenario.js';
import { subjectNames } from './subject.js';

const others = subjectNames.filter((name) => name !== 'holdfast');

const heading = [
  'figure',
  'unit',
  ...subjectNames,
  ...others.map((name) => `/ ${name}`),
  'noise',
  'bar',
];

/** A scenario's figures as lines of text: medians, Holdfast's ratio to each of the others, the noise, and the bars. */
export function formatScenario(
  { name: scenarioName, title }: Scenario,
  figures: readonly Figure[],
): string {
  const own = figures.filter(({ name }) => name.startsWith(`${scenarioName}/`));
  const rows = own.map((figure) => [
    figure.name.slice(scenarioName.length + 1),
    figure.unit,
    ...subjectNames.map((subject) => formatNumber(valueOf(figure, subject), figure.unit)),
    ...others.map((other) =>
      formatRatio(toRatio(valueOf(figure, 'holdfast'), valueOf(figure, other))),
    ),
    formatShare(noiseOf(figure)),
    judge(figure, figures)
      .map(({ text, outcome }) => `<= ${text}: ${outcome}`)
      .join('; '),
  ]);
  return [`${scenarioName}: ${title}`, ...alignColumns([heading, ...rows])].join('\n');
}

/** Text to the left in the first two columns and the last, numbers to the right between them. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = heading.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const isText = column < 2 || column === row.length - 1;
        return isText ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
      })
      .join('  ')
      .trimEnd(),
  );
}
