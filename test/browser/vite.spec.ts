import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { holdfast } from 'holdfast/vite';
import { expect, type Page } from 'playwright/test';
import { build, createLogger, createServer, type InlineConfig, type ViteDevServer } from 'vite';
import { startSite } from '../harness/site-server.js';
import {
  controlled,
  fetchIn,
  longestTakeoverMs,
  lookForWorker,
  readCacheNames,
  readCaches,
  settled,
} from '../harness/site.js';
import { test as base } from '../harness/started-browser.js';

/** A folder with an app in it, which can import `holdfast` as an installed package. */
const test = base.extend<{ root: string }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the parameter's shape
  root: async ({}, use) => {
    const root = await mkdtemp(join(tmpdir(), 'holdfast-vite-'));
    await mkdir(join(root, 'node_modules'));
    await symlink(join(import.meta.dirname, '../..'), join(root, 'node_modules/holdfast'));
    await use(root);
    await rm(root, { recursive: true, force: true });
  },
});

async function write(root: string, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
}

function manifest(text: string): string {
  return `import { defineManifest } from 'holdfast';\nexport default defineManifest(${text});\n`;
}

function document(script: string): string {
  return `<!doctype html><html lang="en"><head><title>app</title></head><body><h1></h1><script type="module" src="${script}"></script></body></html>\n`;
}

const app = {
  'index.html': document('/main.ts'),
  'docs/index.html': document('/main.ts'),
  'main.ts': `
    import { connect } from 'virtual:holdfast';
    Object.assign(window, { holdfast: connect() });
    const { title } = await import('./lazy.ts');
    document.querySelector('h1').textContent = title;`,
  'lazy.ts': `export const title = 'lazy';`,
  'public/data/1.json': '{}',
  'holdfast.config.ts': manifest(`{
    precache: { include: ['**/*.{html,js}'] },
    routes: [{ name: 'data', match: './data/*', strategy: 'cache-first' }],
  }`),
};

function config(root: string, inline: InlineConfig = {}): InlineConfig {
  return { root, configFile: false, logLevel: 'error', ...inline };
}

for (const [place, viteBase] of [
  ['/', '/'],
  ['/sub/', '/sub/'],
  ['/some/where/', './'],
  ['/some/where/', ''],
] as const) {
  test(`an app built with base "${viteBase}" opens offline at ${place}, nested pages too`, async ({
    page,
    root,
  }) => {
    await write(root, app);
    await build(
      config(root, {
        base: viteBase,
        plugins: [holdfast()],
        build: {
          outDir: join('dist', place),
          target: 'es2022',
          rolldownOptions: { input: [join(root, 'index.html'), join(root, 'docs/index.html')] },
        },
      }),
    );
    const site = await startSite(join(root, 'dist'));
    try {
      await page.goto(`${site.origin}${place}docs/`);
      await settled(page);
      await fetchIn(page, `${place}data/1.json`);
      await expect
        .poll(async () => (await readCaches(page))[`holdfast:${place}:route:data`])
        .toEqual([`${place}data/1.json`]);
      await site.stop();
      for (const path of ['docs/', '', 'index.html']) {
        await page.goto(site.origin + place + path);
        await expect(page.locator('h1')).toHaveText('lazy');
      }
      const status = await page.evaluate(() => window.holdfast.status());
      expect(status).toMatchObject({ availability: 'controlled', state: { name: 'normal' } });
      // Chunks carry their hash, documents do not.
      const { [`holdfast:${place}:assets`]: assets } = await readCaches(page);
      expect(assets?.length).toBeGreaterThanOrEqual(2);
      expect(assets?.every((path) => path.startsWith(`${place}assets/`))).toBe(true);
    } finally {
      await site.stop();
    }
  });
}

async function serve(
  root: string,
  dev: boolean | 'quiet',
  port = 0,
): Promise<{ server: ViteDevServer; url: string; said: string[] }> {
  const said: string[] = [];
  const customLogger = createLogger('error');
  customLogger.warnOnce = (message) => {
    if (!said.includes(message)) said.push(message);
  };
  const server = await createServer(
    config(root, {
      customLogger,
      plugins: [holdfast({ dev })],
      server: { port, strictPort: port > 0, host: 'localhost' },
    }),
  );
  await server.listen();
  return { server, url: server.resolvedUrls!.local[0]!, said };
}

test('in development the worker runs the routes, precaches nothing, and follows the manifest', async ({
  page,
  root,
}) => {
  await write(root, app);
  const { server, url } = await serve(root, true);
  try {
    await page.goto(url);
    await controlled(page);
    expect(await fetchIn(page, '/data/1.json')).toMatchObject({ status: 200 });
    await expect
      .poll(() => readCaches(page))
      .toEqual({ 'holdfast:/:route:data': ['/data/1.json'] });

    await write(root, {
      'holdfast.config.ts': manifest(
        `{ routes: [{ name: 'renamed', match: './data/*', strategy: 'cache-first' }] }`,
      ),
    });
    // The page reloads by itself; the browser looks for the new worker in its own time, some seconds after that, and lets it
    // take over when the old one has nothing to do. What that one has stored goes then. Asked to look while the page is being
    // reloaded, Chromium holds the new one back for minutes.
    await expect
      .poll(() => calmly(readCacheNames(page)), { timeout: longestTakeoverMs })
      .toEqual([]);
    await fetchIn(page, '/data/1.json');
    await expect
      .poll(() => calmly(readCaches(page)))
      .toEqual({ 'holdfast:/:route:renamed': ['/data/1.json'] });
  } finally {
    await server.close();
  }
});

test('in development without a worker, connect() works as plain network', async ({
  page,
  root,
}) => {
  await write(root, app);
  const { server, url } = await serve(root, false);
  try {
    await page.goto(url);
    await expect(page.locator('h1')).toHaveText('lazy');
    const status = await page.evaluate(() => window.holdfast.status());
    expect(status).toMatchObject({ availability: 'unavailable' });
    expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations())).toEqual([]);
  } finally {
    await server.close();
  }
});

for (const [dev, tells] of [
  [true, true],
  ['quiet', false],
] as const) {
  test(`in development the worker says who answers and why: dev ${dev}`, async ({
    context,
    page,
    root,
  }) => {
    await write(root, {
      ...app,
      'holdfast.config.ts': manifest(`{
        routes: [
          { name: 'photos', match: { path: '/data/*', destination: 'image' }, strategy: 'cache-first' },
          { name: 'data', match: './data/*', strategy: 'cache-first' },
        ],
      }`),
    });
    const lines: string[] = [];
    context.on('serviceworker', (worker) => {
      worker.on('console', (message) => lines.push(`${message.type()} ${message.text()}`));
    });
    const { server, url } = await serve(root, dev);
    try {
      await page.goto(url);
      await controlled(page);
      await fetchIn(page, '/data/1.json');
      await expect
        .poll(() => readCaches(page))
        .toEqual({ 'holdfast:/:route:data': ['/data/1.json'] });
      await fetchIn(page, '/data/1.json');
      await fetchIn(page, '/none.json');
      if (!tells) {
        expect(lines).toEqual([]);
        return;
      }
      const ofData = (): string[] => lines.slice(lines.findIndex((line) => /data/.test(line)));
      const reasons = ['log not photos: only for image', 'log data takes it, as fetch()'];
      const start = 'startGroupCollapsed Holdfast: GET /data/1.json → data (cache-first): ';
      await expect
        .poll(() => ofData().filter((line) => !line.startsWith('endGroup')))
        .toEqual([
          `${start}not in the cache, 200 from the network`,
          ...reasons,
          `${start}in the cache`,
          ...reasons,
          'debug Holdfast: GET /none.json → the browser: no route matches',
        ]);
    } finally {
      await server.close();
    }
  });
}

/** Leaves a worker of another project behind on a port of its own, and stops that project. */
async function leaveWorker(page: Page, folder: string, script: string): Promise<number> {
  const site = await startSite(folder);
  await page.goto(site.origin);
  await page.evaluate(async (url) => {
    await navigator.serviceWorker.register(url);
  }, script);
  await settled(page);
  await site.stop();
  return Number(new URL(site.origin).port);
}

const old = document('/none.js').replace('<h1>', '<h1>old');
const takeOver = `
  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));`;

test("in development another project's worker that answers with what it has stored is explained on the terminal", async ({
  page,
  root,
}) => {
  await write(root, {
    ...app,
    'old/index.html': old,
    'old/old.js': `${takeOver}
      self.addEventListener('fetch', (event) => {
        if (event.request.mode !== 'navigate') return;
        event.respondWith(new Response('<h1>old</h1>', { headers: { 'content-type': 'text/html' } }));
      });`,
  });
  const port = await leaveWorker(page, join(root, 'old'), '/old.js');
  const { server, url, said } = await serve(root, false, port);
  try {
    await page.goto(url);
    await expect(page.locator('h1')).toHaveText('old');
    await expect
      .poll(async () => (await lookForWorker(page), said), { timeout: 60_000 })
      .toEqual([expect.stringContaining(`${url}old.js, and this server`)]);
  } finally {
    await server.close();
  }
});

test("in development another project's worker that lets pages through is explained in their console", async ({
  page,
  root,
}) => {
  await write(root, {
    ...app,
    'old/index.html': old,
    'old/old.js': `${takeOver} self.addEventListener('fetch', () => {});`,
  });
  const port = await leaveWorker(page, join(root, 'old'), '/old.js');
  const { server, url } = await serve(root, false, port);
  try {
    const warned = page.waitForEvent('console', (message) => message.type() === 'warning');
    await page.goto(url);
    await expect(page.locator('h1')).toHaveText('lazy');
    expect((await warned).text()).toContain(
      `Holdfast: the service worker ${url}old.js answers for this page, and this server has no such script`,
    );
  } finally {
    await server.close();
  }
});

for (const dev of [true, false]) {
  test(`in development the worker of an earlier build gives way, and is explained: dev ${dev}`, async ({
    page,
    root,
  }) => {
    await write(root, app);
    await build(config(root, { plugins: [holdfast()], build: { target: 'es2022' } }));
    const port = await leaveWorker(page, join(root, 'dist'), '/sw.js');
    await write(root, { 'lazy.ts': `export const title = 'new';` });
    const { server, url, said } = await serve(root, dev, port);
    try {
      // This page is still the old build's. The browser looks for a new worker in its own time, as after the edit above.
      await page.goto(url);
      await expect
        .poll(() => said, { timeout: 60_000 })
        .toEqual([expect.stringContaining(`${url}sw.js, which an earlier`)]);
      await expect
        .poll(() => calmly(readCacheNames(page)), { timeout: longestTakeoverMs })
        .toEqual([]);
      await page.goto(url);
      await expect(page.locator('h1')).toHaveText('new');
      const registrations = await page.evaluate(() => navigator.serviceWorker.getRegistrations());
      expect(registrations).toHaveLength(dev ? 1 : 0);
    } finally {
      await server.close();
    }
  });
}

/** What was read of the page; nothing from one that is just being reloaded. */
async function calmly<TRead>(read: Promise<TRead>): Promise<TRead | undefined> {
  return read.catch(() => undefined);
}
