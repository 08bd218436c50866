import { runMixed } from '../harness/mixed/run.js';
import { expect, test } from '../harness/site.js';

// The same for half an hour: `npm run soak`.
test('tabs get right answers and writes arrive, whatever comes over the site, its server, its workers and its storage', async ({
  context,
  site,
}) => {
  test.setTimeout(300_000);
  const { figures, problems } = await runMixed(context, site, { seed: 7, actions: 250 });
  expect(problems).toEqual([]);
  expect(figures['deploys']).toBeGreaterThan(1);
  expect(figures['writes kept']).toBeGreaterThan(3);
});
