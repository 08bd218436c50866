import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'playwright/test';
import { rolldown } from 'rolldown';
import { build, type BuildOptions, type BuildResult } from '../../src/build/engine.js';
import { parseManifest } from '../../src/manifest/parse.js';
import type { Manifest } from '../../src/manifest/types.js';
import type { Connection, UpdateEvent } from '../../src/page/types.js';
import type { Tab } from './engines/tab.js';
import { startSite, type SiteServer } from './site-server.js';
import { test as base } from './started-browser.js';

/** Files of a site by path, without a leading slash. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** How a site is built. */
export interface DeployOptions extends Pick<BuildOptions, 'base' | 'register' | 'isHashed'> {
  /** Path of a folder inside the site that this app owns. Default: the whole site. */
  readonly under?: string;
  /** Code that runs in the worker before Holdfast's. */
  readonly prelude?: string | undefined;
  /** Code of what the worker file gives `start` as its options. */
  readonly workerOptions?: string | undefined;
  readonly manifest: Manifest | 'self-destroy';
}

/** A served site that can be deployed again and again. */
export interface Site extends SiteServer {
  /** Builds files and worker into a new folder and serves that from now on; what was not deployed again is gone. */
  deploy(files: Files, options: DeployOptions): Promise<BuildResult>;
  /** Builds one more app into the folder that is served. */
  deployInto(folder: string, files: Files, options: DeployOptions): Promise<BuildResult>;
}

declare global {
  interface Window {
    /** The page's connection, on pages that load `/app.js`. */
    holdfast: Connection;
    /** What the connection's events said, in order. */
    heard: { type: string; event: unknown }[];
  }
}

export { expect };

/** Browser tests with a real site, gone after the test. */
export const test = base.extend<{ site: Site }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the parameter's shape
  site: async ({}, use) => {
    const root = await mkdtemp(join(tmpdir(), 'holdfast-site-'));
    const server = await startSite(root);
    let deploys = 0;
    const site: Site = Object.assign(server, {
      async deploy(files: Files, options: DeployOptions) {
        const folder = join(root, `deploy-${++deploys}`);
        const result = await site.deployInto(folder, files, options);
        site.folder = folder;
        return result;
      },
      async deployInto(
        folder: string,
        files: Files,
        { manifest, prelude, under = '', workerOptions, ...options }: DeployOptions,
      ) {
        const own = join(folder, under);
        const hasWorkerFile = prelude !== undefined || workerOptions !== undefined;
        await mkdir(own, { recursive: true });
        for (const [path, content] of Object.entries({
          ...files,
          ...(hasWorkerFile && workerFiles(prelude, workerOptions)),
        })) {
          await mkdir(dirname(join(own, path)), { recursive: true });
          await writeFile(join(own, path), content);
        }
        return build({
          folder: own,
          root: folder,
          base: `/${under}`,
          manifest:
            manifest === 'self-destroy'
              ? manifest
              : {
                  file: join(own, 'holdfast.config.json'),
                  manifest: parseManifest(
                    hasWorkerFile ? { ...manifest, worker: './worker-file.mjs' } : manifest,
                  ),
                },
          ...options,
        });
      },
    });
    await use(site);
    await site.stop();
    await rm(root, { recursive: true, force: true });
  },
});

function workerFiles(prelude = '', options = '{}'): Files {
  return {
    'prelude.mjs': prelude,
    'worker-file.mjs': `
      import './prelude.mjs';
      import { start } from 'holdfast/worker';
      import { features, plan } from 'virtual:holdfast/plan';
      start(plan, features, ${options});`,
  };
}

/** Opens a page and waits until the worker in its own folder controls it. */
export async function openControlled(page: Tab, url: string): Promise<void> {
  await page.goto(url);
  await controlled(page);
}

/** Waits until the active worker of the page's own folder controls it; a parent scope's worker does not count. */
export async function controlled(page: Tab): Promise<void> {
  await page.waitForFunction(() => {
    const { controller } = navigator.serviceWorker;
    return (
      controller?.state === 'activated' &&
      controller.scriptURL === new URL('sw.js', location.href).href
    );
  });
}

/**
 * How long Chromium may keep a new worker waiting for one that is at work, in ms: five minutes. Source: Chromium,
 * content/browser/service_worker/service_worker_registration.cc, `kMaxLameDuckTime`.
 */
export const longestTakeoverMs = 330_000;

/** Waits until the newest worker is in charge of the page, and none is on its way. */
export async function settled(page: Tab): Promise<void> {
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          if (!registration || registration.installing || registration.waiting) return false;
          const { active } = registration;
          return active?.state === 'activated' && active === navigator.serviceWorker.controller;
        }),
      { timeout: longestTakeoverMs },
    )
    .toBe(true);
}

/** A small HTML document; `script` adds a module script. */
export function html(title: string, script?: string): string {
  const tag = script === undefined ? '' : `<script type="module" src="${script}"></script>`;
  return `<!doctype html><html lang="en"><head><title>${title}</title>${tag}</head><body><h1>${title}</h1></body></html>\n`;
}

let pageScript: Promise<string> | undefined;

/** `/app.js` of the test sites: the real page client, its events recorded in `window.heard`. */
export function bundlePageScript(): Promise<string> {
  return (pageScript ??= bundle());
}

async function bundle(): Promise<string> {
  const source = `
    import { connect } from 'holdfast/page';
    window.heard = [];
    window.holdfast = connect({ worker: window.workerUrl ?? '/sw.js' });
    const types = ['update', 'offline-ready', 'install-progress', 'unrecoverable', 'state', 'outbox'];
    for (const type of types) {
      window.holdfast.on(type, (event) => window.heard.push({ type, event }));
    }`;
  const bundled = await rolldown({
    input: 'entry',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : null),
        load: (id) => (id === 'entry' ? source : null),
      },
    ],
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    cwd: import.meta.dirname,
  });
  const { output } = await bundled.generate({ format: 'esm' });
  return output[0].code;
}

/** A promise, and the function that resolves it. */
export function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** What the page gets for a URL: status, body and headers; `'network error'` where `fetch` rejects. */
export async function fetchIn(
  page: Tab,
  url: string,
  init?: RequestInit,
): Promise<{ status: number; body: string; headers: Record<string, string> } | 'network error'> {
  return page.evaluate(
    async ([target, options]) => {
      try {
        const response = await fetch(target, options);
        return {
          status: response.status,
          body: await response.text(),
          headers: Object.fromEntries(response.headers),
        };
      } catch {
        return 'network error' as const;
      }
    },
    [url, init] as const,
  );
}

/**
 * Makes a page look for a deployed version until its install has begun: a check may join one of the browser's own that was
 * begun before the deploy, and Chromium holds all back until its own start is over, up to a minute.
 */
export async function findUpdate(page: Tab, version: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await lookForWorker(page);
        return (await readCacheNames(page)).some((name) => name.endsWith(`:shell:${version}`));
      },
      { timeout: 90_000 },
    )
    .toBe(true);
}

/** Has a page of `/app.js` look for a version, and waits until it has been told that it is there. */
export async function hearUpdate(page: Tab, version: string): Promise<void> {
  await findUpdate(page, version);
  await page.waitForFunction(
    (expected) =>
      window.heard.some(({ type, event }) => {
        return type === 'update' && (event as UpdateEvent).version === expected;
      }),
    version,
  );
}

/** Has a page look for a new worker; a check that comes to nothing says nothing of the next. */
export async function lookForWorker(page: Tab): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update().catch(() => undefined);
  });
}

/** The names of the origin's caches, sorted. */
export async function readCacheNames(page: Tab): Promise<string[]> {
  return page.evaluate(async () => (await caches.keys()).toSorted());
}

/**
 * The URLs of every cache of the origin, by cache name, as paths. A cache that is deleted meanwhile is made anew by being read:
 * to wait until caches are gone, read their names.
 */
export async function readCaches(page: Tab): Promise<Record<string, string[]>> {
  return page.evaluate(async () => {
    const found: Record<string, string[]> = {};
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      found[name] = (await cache.keys())
        .map(({ url }) => url.replace(location.origin, ''))
        .toSorted();
    }
    return found;
  });
}
