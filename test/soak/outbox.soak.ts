import { keepLedger } from '../harness/ledger.js';
import { deployOutbox } from '../harness/outbox-site.js';
import { abbreviate, runStorm } from '../harness/outbox-storm.js';
import { expect, openControlled, test } from '../harness/site.js';

const storms = Number(process.env['HOLDFAST_STORMS'] ?? 10);
const firstSeed = Number(process.env['HOLDFAST_SEED'] ?? Date.now() % 1_000_000);

for (let index = 0; index < storms; index++) {
  const seed = firstSeed + index;
  test(`storm with HOLDFAST_SEED=${seed}`, async ({ page, site }) => {
    const paths = ['/api/a', '/other', '/third'];
    await deployOutbox(site, {
      routes: ['other', 'third'].map((name) => ({
        name,
        match: { path: `/${name}`, methods: ['POST', 'PUT', 'PATCH', 'DELETE'] },
        strategy: 'network-only',
        outbox: {},
      })),
    });
    const ledger = keepLedger(site, paths);
    await openControlled(page, site.origin);
    const outcome = await runStorm(page, site, ledger, {
      seed,
      writes: 300,
      kills: 300,
      largestBytes: 5 * 1024 * 1024,
      paths,
    });
    expect(outcome.faults).toEqual([]);
    for (const path of paths) {
      expect(abbreviate(outcome.taken.get(path)!)).toEqual(abbreviate(outcome.made.get(path)!));
    }
    const { kills, repeats, requests } = outcome;
    console.log(`300 writes in ${requests} requests, ${kills} kills, ${repeats} repeats`);
  });
}
