import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdfast } from 'holdfast/vite';
import type { BrowserContext, Page } from 'playwright/test';
import { build } from 'vite';
import type { Manifest } from '../../src/manifest/types.js';
import { startSite, type SiteServer } from '../harness/site-server.js';
import { bundlePageScript, controlled, expect, fetchIn, html, test } from '../harness/site.js';

const workerPolicy =
  "default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

const manifest: Manifest = {
  precache: { include: ['**/*.{html,js}'] },
  routes: [
    { name: 'data', match: '/data/*', strategy: 'cache-first', expire: { maxEntries: 9 } },
    {
      name: 'writes',
      match: { path: '/api/*', methods: ['POST'] },
      strategy: 'network-only',
      outbox: {},
    },
  ],
};

/** Enough chunks for a pack. */
const chunks = Object.fromEntries(
  Array.from({ length: 8 }, (_, index) => [`chunk-${index}.js`, `export default ${index};`]),
);

/** Has a site's document and its worker sent under policies that allow nothing they do not need. */
function forbid(site: SiteServer, trustedTypes: string): void {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "require-trusted-types-for 'script'",
    trustedTypes,
  ].join('; ');
  for (const path of ['/', '/index.html']) {
    site.headers.set(path, { 'content-security-policy': policy });
  }
  site.headers.set('/sw.js', { 'content-security-policy': workerPolicy });
}

/** Notes what the policy of any page forbids, from its first moment on. */
async function noteViolations(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const violations = new Set<string>();
    Object.assign(globalThis, { violations });
    document.addEventListener('securitypolicyviolation', (event) => {
      violations.add(event.effectiveDirective);
    });
  });
}

function readViolations(page: Page): Promise<string[]> {
  return page.evaluate(() => [
    ...(globalThis as unknown as { violations: Set<string> }).violations,
  ]);
}

for (const [who, register, script] of [
  ['the script that the build adds', true, undefined],
  ['`connect()`', false, '/app.js'],
  ['either of the two on one page', true, '/app.js'],
] as const) {
  test(`${who} registers the worker under a strict policy`, async ({ context, page, site }) => {
    await noteViolations(context);
    await site.deploy(
      {
        'index.html': html('strict', script),
        'app.js': await bundlePageScript(),
        'data/1': 'one',
        ...chunks,
      },
      { register, manifest },
    );
    forbid(site, 'trusted-types holdfast');
    await page.goto(site.origin);
    await controlled(page);
    if (script !== undefined) {
      const status = await page.evaluate(() => window.holdfast.status());
      expect(status).toMatchObject({ availability: 'controlled', state: { name: 'normal' } });
    }
    expect(await fetchIn(page, '/data/1')).toMatchObject({ body: 'one' });
    expect(await readViolations(page)).toEqual([]);

    await site.stop();
    await page.reload();
    await expect(page.locator('h1')).toHaveText('strict');
    expect(await fetchIn(page, '/data/1')).toMatchObject({ body: 'one' });
    expect(await fetchIn(page, '/api/a', { method: 'POST' })).toMatchObject({ status: 202 });
    expect(await fetchIn(page, '/chunk-7.js')).toMatchObject({ body: 'export default 7;' });
    expect(await readViolations(page)).toEqual([]);
    // The stored document came with its policy.
    await page
      .evaluate(() => {
        document.body.innerHTML = '<p>';
      })
      .catch(() => undefined);
    expect(await readViolations(page)).toEqual(['require-trusted-types-for']);
  });
}

test('the policy lets no URL through but that of the worker, to whoever finds it', async ({
  context,
  page,
  site,
}) => {
  await noteViolations(context);
  await site.deploy(
    { 'index.html': html('strict', '/app.js'), 'app.js': await bundlePageScript() },
    { register: false, manifest },
  );
  forbid(site, 'trusted-types holdfast');
  await page.goto(site.origin);
  await controlled(page);
  const passed = await page.evaluate(() => {
    type Policy = { createScriptURL(url: string): unknown };
    const found = Object.getOwnPropertySymbols(globalThis)
      .map((symbol) => (globalThis as unknown as Record<symbol, Policy>)[symbol]!)
      .filter((value) => typeof value.createScriptURL === 'function');
    const urls = ['/sw.js', '/evil.js', 'https://evil.test/sw.js', 'data:text/javascript,1', ''];
    return found.map((policy) =>
      [location.origin + urls[0]!, ...urls].filter((url) => {
        try {
          return String(policy.createScriptURL(url)) !== '';
        } catch {
          return false;
        }
      }),
    );
  });
  expect(passed).toEqual([[`${site.origin}/sw.js`]]);
});

test('a page whose policy forbids Trusted Types goes on as plain network, and says why', async ({
  page,
  site,
}) => {
  await site.deploy(
    { 'index.html': html('strict', '/app.js'), 'app.js': await bundlePageScript() },
    { manifest },
  );
  forbid(site, "trusted-types 'none'");
  await page.goto(site.origin);
  const status = await page.evaluate(() => window.holdfast.status());
  expect(status).toMatchObject({ availability: 'unavailable', state: { name: 'normal' } });
  expect(status.reason).toContain('TrustedScriptURL');
});

test('what the Vite plugin adds to an app works under a strict policy', async ({
  context,
  page,
}) => {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-csp-'));
  const site = await startSite(join(root, 'dist'));
  try {
    await mkdir(join(root, 'node_modules'));
    await symlink(join(import.meta.dirname, '../..'), join(root, 'node_modules/holdfast'));
    const files = {
      'index.html': html('strict', '/main.js'),
      'main.js': `
        import { connect } from 'virtual:holdfast';
        Object.assign(window, { holdfast: connect() });
        document.querySelector('h1').textContent = (await import('./lazy.js')).title;`,
      'lazy.js': `export const title = 'lazy';`,
      'holdfast.config.json': JSON.stringify(manifest),
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      plugins: [holdfast()],
      build: { target: 'es2022' },
    });
    await noteViolations(context);
    forbid(site, 'trusted-types holdfast');
    await page.goto(site.origin);
    await controlled(page);
    await site.stop();
    await page.reload();
    await expect(page.locator('h1')).toHaveText('lazy');
    const status = await page.evaluate(() => window.holdfast.status());
    expect(status).toMatchObject({ availability: 'controlled', state: { name: 'normal' } });
    expect(await readViolations(page)).toEqual([]);
  } finally {
    await site.stop();
    await rm(root, { recursive: true, force: true });
  }
});
