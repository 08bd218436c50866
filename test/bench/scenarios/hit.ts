import { withBrowser } from '../browser.js';
import { buildSite } from '../build-site.js';
import { countCached, fetchAtOnce, fetchInTurn, installWorker } from '../page.js';
import { createRandom, pickNumbers } from '../random.js';
import type { Scenario } from '../scenario.js';
import { mediaFolder, requireSilence, withServer } from '../server.js';
import { chunk, median, quantile } from '../stats.js';

const entries = 1000;
const burst = 100;

/** A cache-first route that is full, limits on: one hit after the other, and 100 at once. */
export const hit: Scenario = {
  name: 'hit',
  title: 'hits in a limited cache-first route of 1,000 entries',
  cases: [
    {
      name: `${entries}`,
      measures: { p50: 'ms', p95: 'ms', burst: 'ms' },
      bars: [
        { measure: 'p50', atMost: 0.75, times: 'workbox' },
        { measure: 'p50', atMost: 1.1, times: 'raw' },
      ],
      wantsLimits: true,
      async run(subject) {
        const app = {
          precache: false,
          routes: [
            {
              name: 'media',
              folder: mediaFolder,
              strategy: 'cache-first' as const,
              maxEntries: entries,
            },
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
    },
  ],
};
