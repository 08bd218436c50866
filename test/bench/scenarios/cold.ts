import { withBrowser } from '../browser.js';
import { buildSite } from '../build-site.js';
import { installWorker, readFirstByteMs } from '../page.js';
import type { Bar, Case, Scenario } from '../scenario.js';
import { withServer } from '../server.js';
import { median } from '../stats.js';
import { createWorkerSwitch } from '../worker-switch.js';

const navigations = 12;

/** Navigations to a precached document: the worker stopped before each, and running. */
export const cold: Scenario = {
  name: 'cold',
  title: 'navigation to a precached document, from its start to the first byte',
  cases: [
    defineCase(200, false, [{ measure: 'stopped', atMost: 0.6, times: 'workbox' }]),
    defineCase(2000, false, [{ measure: 'stopped', atMost: 0.6, times: 'workbox' }]),
    defineStaticCase(200),
    defineStaticCase(2000),
  ],
};

/** The floor: the worker by hand leaves the document to the browser, by one static route. */
function defineStaticCase(files: number): Case {
  return {
    ...defineCase(files, true, [{ measure: 'stopped', atMost: 1.1, times: 'raw' }]),
    name: `static-${files}`,
    subjects: ['raw', 'holdfast'],
  };
}

function defineCase(files: number, hasStaticRoutes: boolean, bars: readonly Bar[]): Case {
  return {
    name: `${files}`,
    measures: { stopped: 'ms', warm: 'ms' },
    bars,
    async run(subject) {
      const app = { precache: true, routes: [], hasStaticRoutes };
      const folder = await buildSite(subject, { files, fileBytes: 2 * 1024 }, app);
      return withServer('http1', folder, (server) =>
        withBrowser(async ({ context, page }) => {
          await page.goto(server.origin);
          await installWorker(page);
          const worker = createWorkerSwitch(await context.newCDPSession(page));
          await page.reload();
          const stopped: number[] = [];
          const warm: number[] = [];
          for (let turn = 0; turn < navigations; turn++) {
            await worker.stop();
            await page.reload();
            stopped.push(await readFirstByteMs(page));
            await page.reload();
            warm.push(await readFirstByteMs(page));
          }
          return { stopped: median(stopped), warm: median(warm) };
        }),
      );
    },
  };
}
