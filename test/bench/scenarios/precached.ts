import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withBrowser } from '../browser.js';
import { buildSite } from '../build-site.js';
import { fetchAtOnce, installWorker } from '../page.js';
import type { Scenario } from '../scenario.js';
import { requireSilence, withServer } from '../server.js';
import { median } from '../stats.js';
import { hashedFolder } from '../subject.js';

const bursts = 10;

/** All hashed files of a site asked for at once, as a page of many modules does. */
export const precached: Scenario = {
  name: 'precached',
  title: 'bursts of fetches over precached assets, until the last is read',
  cases: [
    {
      name: '200',
      measures: { burst: 'ms' },
      bars: [{ measure: 'burst', atMost: 0.85, times: 'workbox' }],
      async run(subject) {
        const site = { files: 200, fileBytes: 8 * 1024 };
        const folder = await buildSite(subject, site, { precache: true, routes: [] });
        const urls = (await readdir(join(folder, hashedFolder))).map(
          (name) => `/${hashedFolder}${name}`,
        );
        return withServer('http1', folder, (server) =>
          withBrowser(async ({ page }) => {
            await page.goto(server.origin);
            await installWorker(page);
            await page.reload();
            await fetchAtOnce(page, urls);
            server.reset();
            const times: number[] = [];
            for (let turn = 0; turn < bursts; turn++) times.push(await fetchAtOnce(page, urls));
            requireSilence(server);
            return { burst: median(times) };
          }),
        );
      },
    },
  ],
};
