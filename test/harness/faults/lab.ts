import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright/test';
import { rolldown } from 'rolldown';
import { build } from '../../../src/build/engine.js';
import { parseManifest } from '../../../src/manifest/parse.js';
import { createStop } from '../worker.js';
import { filesOf, labManifest } from './editions.js';
import type { Order } from './faults.js';
import { startLabServer } from './lab-server.js';
import type { RunResult } from './page.js';
import type { ScenarioName } from './scenarios.js';

/** A page of a browser, in which scenarios run. */
export interface Lab {
  /** Runs a scenario, with a fault or without. */
  run(scenario: ScenarioName, order?: Order): Promise<RunResult>;
  close(): Promise<void>;
}

/** Builds the editions, serves them, and opens the lab's page. */
export async function openLab(browser: Browser): Promise<Lab> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-lab-'));
  const folders = new Map<string, string>();
  for (const edition of ['one', 'two', 'destroy'] as const) {
    const folder = join(root, edition);
    const app = edition === 'destroy' ? 'one' : edition;
    for (const [path, content] of Object.entries(filesOf(app))) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    await build({
      folder,
      root: folder,
      base: './',
      register: false,
      manifest:
        edition === 'destroy'
          ? 'self-destroy'
          : { file: join(folder, 'holdfast.config.json'), manifest: parseManifest(labManifest) },
    });
    folders.set(edition, folder);
  }
  const [prelude, script] = await Promise.all([
    bundle('worker.ts', 'iife'),
    bundle('page.ts', 'esm'),
  ]);
  const server = await startLabServer(folders, { prelude, page: script });
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await page.exposeFunction('stopWorkers', await createStop(session));
  await page.goto(`${server.origin}/lab/`);
  await page.waitForFunction(() => 'run' in window);
  return {
    run: (scenario, order) =>
      page.evaluate((input) => window.run(...input), [scenario, order] as const),
    async close() {
      await context.close();
      await server.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function bundle(file: string, format: 'esm' | 'iife'): Promise<string> {
  const bundled = await rolldown({
    input: join(import.meta.dirname, file),
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  });
  const { output } = await bundled.generate({ format });
  await bundled.close();
  return output[0].code;
}
