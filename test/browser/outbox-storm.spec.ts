import { abbreviate, runStorm } from '../harness/outbox-storm.js';
import { deployOutbox } from '../harness/outbox-site.js';
import { keepLedger } from '../harness/ledger.js';
import { expect, openControlled, test } from '../harness/site.js';

test('two hundred writes survive killed workers, broken connections, refusals and closed ports: each once, in order, byte for byte', async ({
  page,
  site,
}) => {
  test.setTimeout(240_000);
  const paths = ['/api/a', '/other'];
  await deployOutbox(site, {
    routes: [
      {
        name: 'others',
        match: { path: '/other', methods: ['POST', 'PUT', 'PATCH', 'DELETE'] },
        strategy: 'network-only',
        outbox: {},
      },
    ],
  });
  const ledger = keepLedger(site, paths);
  await openControlled(page, site.origin);
  const outcome = await runStorm(page, site, ledger, {
    seed: 20_260_517,
    writes: 200,
    kills: 200,
    largestBytes: 5 * 1024 * 1024,
    paths,
  });
  expect(outcome.faults).toEqual([]);
  for (const path of paths) {
    expect(abbreviate(outcome.taken.get(path)!)).toEqual(abbreviate(outcome.made.get(path)!));
  }
  expect(ledger.taken).toHaveLength(200);
  // The storm was one: much came more than once, and was taken once.
  expect(outcome.kills).toBeGreaterThan(100);
  expect(outcome.repeats).toBeGreaterThan(10);
});
