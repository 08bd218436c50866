import { withBrowser } from '../browser.js';
import { buildSite } from '../build-site.js';
import { fetchAtOnce, fetchInTurn, installWorker, putAndEvict, waitForStored } from '../page.js';
import type { Bar, Case, Scenario } from '../scenario.js';
import { mediaFolder, withServer } from '../server.js';
import { chunk, median } from '../stats.js';

const puts = 60;
const fillAtOnce = 250;

/**
 * New entries in a route that is full: until each is stored and what was used longest ago is gone. Who has no limits only
 * stores, and the page deletes. `bare` is what the platform alone takes for a put and a deletion among as many entries.
 */
export const evict: Scenario = {
  name: 'evict',
  title: 'a put that evicts, in a route at its limit',
  cases: [
    defineCase(100),
    defineCase(3000, [
      { measure: 'put', atMost: 0.8, times: 'workbox' },
      { measure: 'put', atMost: 1.15, times: 'raw' },
    ]),
    { ...defineCase(30_000, [{ measure: 'put', atMost: 0.8, times: 'workbox' }]), isSlow: true },
  ],
};

function defineCase(limit: number, bars: readonly Bar[] = []): Case {
  return {
    name: `${limit}`,
    measures: { put: 'ms', bare: 'ms' },
    bars,
    wantsLimits: true,
    async run(subject) {
      const app = {
        precache: false,
        routes: [
          {
            name: 'media',
            folder: mediaFolder,
            strategy: 'cache-first' as const,
            maxEntries: limit,
          },
        ],
      };
      const folder = await buildSite(subject, { files: 4, fileBytes: 2 * 1024 }, app);
      const urls = Array.from({ length: limit + puts }, (_, index) => `${mediaFolder}${index}`);
      // One by one, so that nobody can dispute which were first.
      const [victims, rest, added] = [
        urls.slice(0, puts),
        urls.slice(puts, limit),
        urls.slice(limit),
      ];
      return withServer('http1', folder, (server) =>
        withBrowser(async ({ page }) => {
          await page.goto(server.origin);
          await installWorker(page);
          await fetchInTurn(page, victims);
          for (const some of chunk(rest, fillAtOnce)) await fetchAtOnce(page, some);
          // Not by listing them: Chromium refuses that for 30,000.
          await waitForStored(page, [...victims, ...rest.slice(-fillAtOnce)]);
          const times = await putAndEvict(page, added, victims, subject.hasLimits);
          return {
            put: median(times.map(({ put }) => put)),
            bare: median(times.map(({ bare }) => bare)),
          };
        }),
      );
    },
  };
}
