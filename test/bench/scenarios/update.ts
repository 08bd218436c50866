import { withBrowser } from '../browser.js';
import { buildSite } from '../build-site.js';
import { installWorker, updateWorker } from '../page.js';
import type { Case, Scenario } from '../scenario.js';
import { withServer } from '../server.js';
import type { App } from '../subject.js';

const app: App = { precache: true, routes: [] };
const latencyMs = 40;

/**
 * From `registration.update()`, in a page of the old version, until the new worker is active. It is the second update that
 * counts: in the first seconds of a browser's life Chromium takes up to two seconds before it sends the first request.
 */
export const update: Scenario = {
  name: 'update',
  title: 'update of an installed worker, from update() to active',
  cases: [defineCase(200, 8 * 1024, 5)],
};

function defineCase(files: number, fileBytes: number, changed: number): Case {
  return {
    name: `${changed}-of-${files}-${latencyMs}ms`,
    measures: { time: 'ms', installed: 'ms', requests: 'requests', bytes: 'bytes' },
    bars: [
      { measure: 'time', atMost: 0.9, times: 'workbox' },
      { measure: 'bytes', atMost: 1, times: 'workbox' },
    ],
    async run(subject) {
      const editions = await Promise.all(
        [0, 1, 2].map((edition) => buildSite(subject, { files, fileBytes, changed, edition }, app)),
      );
      return withServer('http1', editions[0]!, (server) =>
        withBrowser(async ({ page }) => {
          await page.goto(server.origin);
          await installWorker(page);
          // A page that the worker has loaded, as on a second visit.
          await page.reload();
          await server.serve(editions[1]!);
          await updateWorker(page);
          await page.reload();
          await server.serve(editions[2]!);
          server.latencyMs = latencyMs;
          server.reset();
          const { activeMs, installedMs } = await updateWorker(page);
          const { requests, sentBytes } = server.traffic();
          return { time: activeMs, installed: installedMs, requests, bytes: sentBytes };
        }),
      );
    },
  };
}
