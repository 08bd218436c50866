import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { holdfast } from 'holdfast/vite';
import { expect, type Page } from 'playwright/test';
import { build, createServer, type InlineConfig, type ViteDevServer } from 'vite';
import { startSite } from '../harness/site-server.js';
import { controlled, fetchIn, readCaches } from '../harness/site.js';
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
      await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
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

async function serve(root: string, dev: boolean): Promise<{ server: ViteDevServer; url: string }> {
  const server = await createServer(
    config(root, { plugins: [holdfast({ dev })], server: { port: 0, host: 'localhost' } }),
  );
  await server.listen();
  return { server, url: server.resolvedUrls!.local[0]! };
}

test('in development the worker runs the routes, precaches nothing, and follows the manifest', async ({
  page,
  root,
}) => {
  test.setTimeout(90_000);
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
    // take over when the old one has nothing to do. What that one has stored goes then.
    await expect.poll(() => readCachesCalmly(page), { timeout: 60_000 }).toEqual({});
    await fetchIn(page, '/data/1.json');
    await expect
      .poll(() => readCachesCalmly(page))
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

/** A page that is just being reloaded has no caches to read. */
async function readCachesCalmly(page: Page): Promise<Record<string, string[]> | undefined> {
  return readCaches(page).catch(() => undefined);
}
