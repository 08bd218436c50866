import { setTimeout as wait } from 'node:timers/promises';
import { withBrowser } from '../browser.js';
import { buildSite } from '../build-site.js';
import { installWorker } from '../page.js';
import { canMeasureMemory, readBrowserBytes } from '../process-memory.js';
import type { Case, Scenario } from '../scenario.js';
import { withServer } from '../server.js';

const sampleEveryMs = 25;
const megabyte = 1024 * 1024;

/** How far the memory of all of the browser's processes rises above where it stood before `register()`. */
export const memory: Scenario = {
  name: 'memory',
  title: "peak growth of the memory of the browser's processes during an install (PSS)",
  cases: [defineCase(200, 8 * 1024), defineCase(5000, 2 * 1024)],
};

function defineCase(files: number, fileBytes: number): Case {
  return {
    name: `${files}`,
    measures: { growth: 'MB' },
    bars: [{ measure: 'growth', atMost: 64 }],
    isPossible: canMeasureMemory,
    async run(subject) {
      const folder = await buildSite(subject, { files, fileBytes }, { precache: true, routes: [] });
      return withServer('http1', folder, (server) =>
        withBrowser(async ({ page, profile }) => {
          await page.goto(server.origin);
          const start = await readSettled(profile);
          const sampler = createSampler(profile);
          await installWorker(page).finally(() => sampler.stop());
          const peak = Math.max(start, ...(await sampler.samples));
          return { growth: (peak - start) / megabyte };
        }),
      );
    },
  };
}

/** Reads again and again until it is stopped. */
function createSampler(profile: string): { samples: Promise<number[]>; stop(): void } {
  const stopped = new AbortController();
  async function sample(): Promise<number[]> {
    const samples: number[] = [];
    while (!stopped.signal.aborted) {
      samples.push(await readBrowserBytes(profile));
      await wait(sampleEveryMs);
    }
    return samples;
  }
  return { samples: sample(), stop: () => stopped.abort() };
}

/** What the processes hold once start-up is over: five readings in a row within one megabyte. */
async function readSettled(profile: string): Promise<number> {
  let readings: number[] = [];
  while (readings.length < 5) {
    const reading = await readBrowserBytes(profile);
    if (readings.some((other) => Math.abs(other - reading) > megabyte)) readings = [];
    readings.push(reading);
    await wait(sampleEveryMs * 4);
  }
  return Math.min(...readings);
}
