import { formatAs, files, type Results } from '../results.js';
import { scenarios } from '../scenarios/index.js';
import { drawChart } from './chart.js';
import { toHeadlines } from './headlines.js';
import { toRowGroups } from './rows.js';
import { replaceSection, writeSection } from './section.js';

/** All that is drawn from results: the chart, and the README with its section about them. */
export async function renderReport(
  results: Results,
  readme: string,
): Promise<{ readonly chart: string; readonly readme: string }> {
  const groups = toRowGroups(results, scenarios);
  const headlines = toHeadlines(groups);
  const section = writeSection(groups, headlines, 'test/bench/results/chart.svg');
  return {
    chart: drawChart(headlines),
    // As the section stands in the file: what is formatted alone may differ.
    readme: await formatAs(files.readme, replaceSection(readme, section)),
  };
}
