import { withBrowser } from '../browser.js';
import { buildSite } from '../build-site.js';
import { installWorker, updateWorker } from '../page.js';
import type { Case, Scenario } from '../scenario.js';
import { withServer } from '../server.js';
import type { App } from '../subject.js';

const app: App = { precache: true, routes: [] };
const latencyMs = 40;

/** From `registration.update()`, in a page of the old version, until the new worker is active. */
export const update: Scenario = {
  name: 'update',
  title: 'update of an installed worker, from update() to active',
  cases: [defineCase(200, 8 * 1024, 5)],
};

function defineCase(files: number, fileBytes: number, changed: number): Case {
  return {
    name: `${changed}-of-${files}-${latencyMs}ms`,
    measures: { time: 'ms', requests: 'requests', bytes: 'bytes' },
    bars: [
      { measure: 'time', atMost: 0.9, times: 'workbox' },
      { measure: 'bytes', atMost: 1, times: 'workbox' },
    ],
    async run(subject) {
      const first = await buildSite(subject, { files, fileBytes }, app);
      const second = await buildSite(subject, { files, fileBytes, changed }, app);
      return withServer('http1', first, (server) =>
        withBrowser(async ({ page }) => {
          await page.goto(server.origin);
          await installWorker(page);
          // A page that the worker has loaded, as on a second visit.
          await page.reload();
          await server.serve(second);
          server.latencyMs = latencyMs;
          server.reset();
          const time = await updateWorker(page);
          const { requests, sentBytes } = server.traffic();
          return { time, requests, bytes: sentBytes };
        }),
      );
    },
  };
}
