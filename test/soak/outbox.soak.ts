import { expectAllTaken, runStorm } from '../harness/outbox-storm.js';
import { test } from '../harness/site.js';

const storms = Number(process.env['HOLDFAST_STORMS'] ?? 10);
const firstSeed = Number(process.env['HOLDFAST_SEED']);

for (let index = 0; index < storms; index++) {
  const seed = firstSeed + index;
  test(`storm with HOLDFAST_SEED=${seed}`, async ({ page, site }) => {
    const outcome = await runStorm(page, site, {
      seed,
      writes: 300,
      kills: 300,
      largestBytes: 5 * 1024 * 1024,
      routes: ['other', 'third'],
    });
    expectAllTaken(outcome);
    const { kills, repeats, requests } = outcome;
    console.log(`300 writes in ${requests} requests, ${kills} kills, ${repeats} repeats`);
  });
}
