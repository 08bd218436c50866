// `npm run bench:report`: draws what `npm run bench -- --save` has kept; measures nothing.
import { readFile, writeFile } from 'node:fs/promises';
import { renderReport } from './report/render.js';
import { files, readResults } from './results.js';

const { chart, readme } = await renderReport(
  await readResults(files.results),
  await readFile(files.readme, 'utf8'),
);
await writeFile(files.chart, chart);
await writeFile(files.readme, readme);
