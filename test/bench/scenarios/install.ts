import { withBrowser } from '../browser.js';
import { buildSite } from '../build-site.js';
import { installWorker } from '../page.js';
import type { Bar, Case, Scenario } from '../scenario.js';
import { withServer, type Protocol } from '../server.js';
import type { SiteOptions } from '../site.js';

const small: SiteOptions = { files: 200, fileBytes: 8 * 1024 };
const large: SiteOptions = { files: 2000, fileBytes: 2 * 1024 };

/** From `register()`, in a page that has loaded, until the worker is active; each time in a fresh profile. */
export const install: Scenario = {
  name: 'install',
  title: 'first install, from register() to active',
  cases: [
    defineCase(small, 0, 'http1'),
    defineCase(small, 40, 'http1', [
      { measure: 'time', atMost: 0.1, times: 'workbox' },
      { measure: 'time', atMost: 0.3, times: 'serwist' },
      // The worker, its list, the pack and the document; what the document loads is there already.
      { measure: 'requests', atMost: 6 },
    ]),
    defineCase(small, 150, 'http1', [
      { measure: 'time', atMost: 0.05, times: 'workbox' },
      { measure: 'time', atMost: 0.15, times: 'serwist' },
    ]),
    defineCase(small, 0, 'http2'),
    defineCase(small, 40, 'http2'),
    { ...defineCase(small, 150, 'http2'), isSlow: true },
    defineCase(large, 0, 'http1'),
    { ...defineCase(large, 40, 'http1'), isSlow: true },
    { ...defineCase(large, 150, 'http1'), isSlow: true },
    { ...defineCase(large, 0, 'http2'), isSlow: true },
    { ...defineCase(large, 40, 'http2'), isSlow: true },
    { ...defineCase(large, 150, 'http2'), isSlow: true },
  ],
};

function defineCase(
  site: SiteOptions,
  latencyMs: number,
  protocol: Protocol,
  bars: readonly Bar[] = [],
): Case {
  return {
    name: `${site.files}-${latencyMs}ms-${protocol}`,
    measures: { time: 'ms', requests: 'requests', bytes: 'bytes' },
    bars,
    async run(subject) {
      const folder = await buildSite(subject, site, { precache: true, routes: [] });
      return withServer(protocol, folder, (server) =>
        withBrowser(async ({ page }) => {
          await page.goto(server.origin);
          server.latencyMs = latencyMs;
          server.reset();
          const time = await installWorker(page);
          const { requests, sentBytes } = server.traffic();
          return { time, requests, bytes: sentBytes };
        }),
      );
    },
  };
}
