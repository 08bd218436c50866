import { setTimeout as wait } from 'node:timers/promises';
import { withBrowser } from '../browser.js';
import { buildSite } from '../build-site.js';
import { countCached, fetchAtOnce, fetchInTurn, installWorker } from '../page.js';
import { createRandom } from '../../harness/random.js';
import { pickNumbers } from '../random.js';
import type { Case, Scenario } from '../scenario.js';
import { mediaFolder, requireSilence, withServer } from '../server.js';
import { chunk, median, quantile } from '../stats.js';
import type { App } from '../subject.js';
import { createWorkerSwitch } from '../worker-switch.js';

const burst = 100;
const fillAtOnce = 250;
const starts = 12;
// Chromium keeps a database open for two seconds after its last user: a worker that comes back sooner is not cold.
const coolDownMs = 2500;

/** A cache-first route that is full, limits on: one hit after the other, and 100 at once; and the first of a worker's life. */
export const hit: Scenario = {
  name: 'hit',
  title: 'hits in a limited cache-first route; and the first one of a worker that was stopped',
  cases: [defineCase(1000), { ...defineFirstCase(3000), isSlow: true }],
};

function defineCase(entries: number): Case {
  return {
    name: `${entries}`,
    measures: { p50: 'ms', p95: 'ms', burst: 'ms' },
    bars: [
      { measure: 'p50', atMost: 0.75, times: 'workbox' },
      { measure: 'p50', atMost: 1.1, times: 'raw' },
    ],
    wantsLimits: true,
    async run(subject) {
      const app: App = {
        precache: false,
        routes: [
          { name: 'media', folder: mediaFolder, strategy: 'cache-first', maxEntries: entries },
        ],
      };
      const folder = await buildSite(subject, { files: 4, fileBytes: 2 * 1024 }, app);
      const urls = Array.from({ length: entries }, (_, index) => `${mediaFolder}${index}`);
      return withServer('http1', folder, (server) =>
        withBrowser(async ({ page }) => {
          await page.goto(server.origin);
          await installWorker(page);
          for (const some of chunk(urls, burst)) await fetchAtOnce(page, some);
          while ((await countCached(page)) < entries);
          server.reset();
          const random = createRandom(1);
          const pick = (count: number): string[] =>
            pickNumbers(random, count, entries).map((index) => urls[index]!);
          await fetchInTurn(page, pick(50));
          const single = await fetchInTurn(page, pick(400));
          const bursts: number[] = [];
          for (let turn = 0; turn < 10; turn++) bursts.push(await fetchAtOnce(page, pick(burst)));
          requireSilence(server);
          return { p50: median(single), p95: quantile(single, 0.95), burst: median(bursts) };
        }),
      );
    },
  };
}

/**
 * The worker is stopped before each hit, which goes to one of two routes by turns: one whose entries grow too old, so that the
 * worker has to look up the age of what it serves, and one whose entries do not. `more` is what the age costs.
 */
function defineFirstCase(entries: number): Case {
  return {
    name: `first-${entries}`,
    measures: { aged: 'ms', ageless: 'ms', more: 'ms' },
    bars: [{ measure: 'more', atMost: 10 }],
    wantsLimits: true,
    async run(subject) {
      const [aged, ageless] = [`${mediaFolder}aged/`, `${mediaFolder}ageless/`];
      const limits = { strategy: 'cache-first', maxEntries: entries } as const;
      const app: App = {
        precache: false,
        routes: [
          { name: 'aged', folder: aged, ...limits },
          { name: 'ageless', folder: ageless, ...limits, hasMaxAge: false },
        ],
      };
      const site = await buildSite(subject, { files: 4, fileBytes: 2 * 1024 }, app);
      return withServer('http1', site, (server) =>
        withBrowser(async ({ context, page }) => {
          await page.goto(server.origin);
          await installWorker(page);
          for (const folder of [aged, ageless]) {
            const urls = Array.from({ length: entries }, (_, index) => `${folder}${index}`);
            for (const some of chunk(urls, fillAtOnce)) await fetchAtOnce(page, some);
          }
          while ((await countCached(page)) < 2 * entries);
          const worker = createWorkerSwitch(await context.newCDPSession(page));
          const numbers = pickNumbers(createRandom(1), starts, entries);
          const first = async (folder: string, number: number): Promise<number> => {
            await worker.stop();
            await wait(coolDownMs);
            const [took] = await fetchInTurn(page, [`${folder}${number}`]);
            return took!;
          };
          // Once each for nothing: a script is compiled anew until the browser has kept what came of it.
          await first(aged, 0);
          await first(ageless, 0);
          server.reset();
          const pairs: (readonly [aged: number, ageless: number])[] = [];
          for (const number of numbers) {
            pairs.push([await first(aged, number), await first(ageless, number)]);
          }
          requireSilence(server);
          return {
            aged: median(pairs.map(([one]) => one)),
            ageless: median(pairs.map(([, other]) => other)),
            more: median(pairs.map(([one, other]) => one - other)),
          };
        }),
      );
    },
  };
}
