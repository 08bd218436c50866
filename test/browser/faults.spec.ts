import { sample, shuffledSubarray } from 'fast-check';
import { declareCampaign } from '../harness/faults/campaign.js';
import { namePoint } from '../harness/faults/faults.js';

// `npm run test:faults` runs all there are.
const perScenario = 12;
// Always the same, so that what breaks is what was changed.
const seed = Number(process.env['HOLDFAST_SEED'] ?? 1);

/** Each of these once broke a promise. */
const broken: readonly string[] = [
  // Pages waited for ever.
  'navigation: idb.open 1 hang',
  'precached file: caches.match 1 hang',
  'cache-first hit: caches.match 1 hang',
  'queue: idb.add 1 hang',
  'update: caches.keys 4 hang',
  // Open pages were not pinned, and the old version stayed for good.
  'update: caches.keys 4 reject',
  'update: idb.put 2 abort',
  'update: now 1 back',
  // Bytes that nobody had compared were stored.
  'update: caches.match 3 garbled',
  // A write went out without its body.
  'delivery: idb.get 1 missing',
  // A worker that was to go stayed, or left caches behind.
  'kill switch: caches.keys 1 reject',
  'kill switch: caches.keys 1 hang',
  'kill switch: caches.delete 1 reject',
  // Pages were not told.
  'install: caches.keys 1 reject',
];

declareCampaign(`a sample by HOLDFAST_SEED=${seed}`, (points) => {
  const [known, others] = [points.filter(isKnown), points.filter((point) => !isKnown(point))];
  const count = Math.min(others.length, perScenario);
  const sampled = shuffledSubarray(others, { minLength: count, maxLength: count });
  return [...known, ...sample(sampled, { seed, numRuns: 1 })[0]!];
});

function isKnown(point: Parameters<typeof namePoint>[0]): boolean {
  return broken.includes(namePoint(point));
}
