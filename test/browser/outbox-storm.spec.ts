import { expectAllTaken, runStorm } from '../harness/outbox-storm.js';
import { expect, test } from '../harness/site.js';

test('two hundred writes survive killed workers, broken connections, refusals and closed ports: each once, in order, byte for byte', async ({
  page,
  site,
}) => {
  const outcome = await runStorm(page, site, {
    seed: 20_260_517,
    writes: 200,
    kills: 200,
    largestBytes: 5 * 1024 * 1024,
    routes: ['other'],
  });
  expectAllTaken(outcome);
  // The storm was one: much came more than once, and was taken once.
  expect(outcome.kills).toBeGreaterThan(100);
  expect(outcome.repeats).toBeGreaterThan(10);
});
