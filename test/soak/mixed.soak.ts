import { runMixed } from '../harness/mixed/run.js';
import { expect, test } from '../harness/site.js';

const minutes = Number(process.env['HOLDFAST_MINUTES'] ?? 30);
const seed = Number(process.env['HOLDFAST_SEED']);

test(`${minutes} minutes of everything with HOLDFAST_SEED=${seed}`, async ({ context, site }) => {
  const { figures, problems } = await runMixed(context, site, { seed, minutes, actions: 100_000 });
  console.log(figures);
  expect(problems).toEqual([]);
});
