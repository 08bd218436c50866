import type { Page } from 'playwright/test';
import { planFolder } from '../../src/build/plan-folder.js';
import { parseManifest } from '../../src/manifest/parse.js';
import { createExplainer } from '../../src/routing/explain.js';
import { expect, fetchIn, html, openControlled, readCaches, test } from '../harness/site.js';

const manifest = parseManifest({
  precache: { include: ['**/*.{html,js}'] },
  shell: { document: '/index.html', paths: ['/', '/countries/*'] },
  routes: [
    { name: 'photos', match: { path: '/photos/*', destination: 'image' }, strategy: 'cache-first' },
    { name: 'api', match: './api/*', strategy: 'network-first' },
    { name: 'numbered', match: '/*?page=:page', strategy: 'network-first' },
  ],
  staticRoutes: false,
});

const files = {
  'index.html': html('home'),
  'about.html': html('about'),
  'docs/index.html': html('docs'),
  'assets/app-3f9ab01c.js': 'export {};',
  'assets/note.txt': 'note',
  'photos/1.txt': 'photo',
  'api/notes.txt': 'note',
};

test('what `check` says of a URL is what the worker does', async ({ page, site }) => {
  await site.deploy(files, { manifest });
  const loaded = { file: 'holdfast.config.json', manifest };
  const plan = await planFolder(site.folder, loaded);
  const explain = createExplainer({ ...plan, scope: new URL(site.origin) });
  await openControlled(page, `${site.origin}/`);

  const paths = [
    '/about.html',
    '/about',
    '/about?utm_source=x',
    '/about.html?page=2',
    '/about.html?size=2',
    '/docs/',
    '/docs',
    '/',
    '/assets/app-3f9ab01c.js',
    '/assets/app-00000000.js',
    '/assets/note.txt',
    '/countries/it',
    '/photos/1.txt',
    '/photos/1.txt?page=1',
    '/api/notes.txt',
    '/sw.js',
  ];
  const expected: Record<string, string[]> = {};
  for (const path of paths) {
    site.seen.length = 0;
    await fetchIn(page, path);
    const url = new URL(path, site.origin);
    const { answer } = explain({ url, method: 'GET', destination: '', isNavigation: false });
    expect([path, site.paths().includes(path)]).toEqual([path, answer.by !== 'precache']);
    if (answer.by !== 'route') continue;
    const cacheName = `holdfast:/:route:${answer.route.name}`;
    expected[cacheName] = [...(expected[cacheName] ?? []), path];
  }
  // What routes have stored tells them apart, and from the browser.
  await expect.poll(() => readRouteCaches(page)).toEqual(expected);

  const pages = [
    '/about',
    '/docs/',
    '/countries/it',
    '/countries/it?x=1',
    '/api/notes.txt',
    '/photos/1.txt',
  ];
  for (const path of pages) {
    site.seen.length = 0;
    await page.goto(site.origin + path);
    const url = new URL(path, site.origin);
    const request = { url, method: 'GET', destination: 'document', isNavigation: true };
    const { answer } = explain(request);
    const isStored = answer.by === 'precache' || answer.by === 'shell';
    expect([path, site.paths().includes(path)]).toEqual([path, !isStored]);
  }
});

async function readRouteCaches(page: Page): Promise<Record<string, string[]>> {
  const caches = Object.entries(await readCaches(page));
  return Object.fromEntries(caches.filter(([name]) => name.includes(':route:')));
}
