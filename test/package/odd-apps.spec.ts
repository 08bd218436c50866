import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright/test';
import { controlled, expect, fetchIn, readCaches, type Site } from '../harness/site.js';
import {
  documentOf,
  expectEdition,
  live,
  manifestFile,
  smallApp,
  update,
  viteFile,
} from '../harness/small-app.js';
import { test, type Output } from '../harness/workshop.js';

// One installation for all.
test.describe.configure({ mode: 'default', timeout: 180_000 });
test.use({
  apps: {
    pages: { vite: '^8.0.0' },
    names: { vite: '^8.0.0' },
    worker: { vite: '^8.0.0', 'workbox-broadcast-update': '7.4.1' },
    fonts: { vite: '^8.0.0', '@fontsource/inter': '5.3.0' },
    large: { vite: '^8.0.0' },
    static: {},
  },
});

test('an app of several pages under a sub-path opens each of them offline, old parts and new', async ({
  page,
  site,
  workshop,
}) => {
  const input = `{ home: 'index.html', guide: 'guide/index.html', about: 'about.html' }`;
  await workshop.write('pages', {
    'vite.config.ts': viteFile(`base: '/sub/', build: { rollupOptions: { input: ${input} } }`),
  });
  await live(
    page,
    site,
    async (edition) => {
      await workshop.write('pages', {
        ...smallApp(edition),
        'guide/index.html': documentOf(edition, '/src/main.ts'),
        'about.html': documentOf(edition, '/src/main.ts'),
      });
      await workshop.viteBuild('pages');
      return workshop.deliver('pages', 'sub');
    },
    '/sub/',
  );
  for (const path of ['guide/', 'about.html', 'about', '']) {
    await page.goto(`${site.origin}/sub/${path}`);
    await expectEdition(page, 'two');
  }
});

function draw(edition: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg"><title>${edition}</title></svg>`;
}

test('files are found whatever a bundler or a person calls them', async ({
  page,
  site,
  workshop,
}) => {
  const output = `{
    entryFileNames: '_[name]-[hash:6].js',
    chunkFileNames: '[hash]/_[name].js',
    assetFileNames: 'a.b/[name].v1.0.[hash:12][extname]',
  }`;
  await workshop.write('names', {
    'vite.config.ts': viteFile(`build: { rollupOptions: { output: ${output} } }`),
  });
  const pictures = ['größe.svg', '日本 (1).svg', '_50%+[x] & y.svg', 'a.b.c-3f9ab01c.svg'];
  await live(page, site, async (edition) => {
    await workshop.write('names', {
      ...smallApp(edition),
      ...Object.fromEntries(pictures.map((name) => [`public/${name}`, draw(edition)])),
    });
    await workshop.viteBuild('names');
    const result = await workshop.deliver('names');
    // Only what is sure to carry its hash is an asset.
    const kinds = result.kinds.map((line) =>
      line.replace(/(?<=_index-)[\w-]{6}|[\w-]{12}(?=\.css$)|[\w-]{8}(?=\/_)/, 'HASH'),
    );
    expect(kinds.toSorted()).toEqual([
      'asset a.b/index.v1.0.HASH.css',
      'shell %E6%97%A5%E6%9C%AC%20(1).svg',
      'shell HASH/_more.js',
      'shell _50%25%2B%5Bx%5D%20%26%20y.svg',
      'shell _50%25+[x]%20&%20y.svg',
      'shell _index-HASH.js',
      'shell a.b.c-3f9ab01c.svg',
      'shell gr%C3%B6%C3%9Fe.svg',
      'shell holdfast/register.js',
      'shell index.html',
      'shell robots.txt',
    ]);
    return result;
  });
  const urls = pictures.map((name) => name.replaceAll('%', '%25'));
  for (const url of [...urls, encodeURIComponent(pictures[2]!)]) {
    expect(await fetchIn(page, `/${url}`)).toMatchObject({ status: 200, body: draw('two') });
  }
});

test('a worker file with a Workbox plugin, found by an alias, tells pages of what changed', async ({
  page,
  site,
  workshop,
}) => {
  await workshop.write('worker', {
    'vite.config.ts': viteFile(`resolve: { alias: { '@': '/src' } }`),
    'src/worker/sw.ts': `import { start } from 'holdfast/worker';
      import { features, plan } from 'virtual:holdfast/plan';
      import { plugins } from '@/worker/plugins';

      start(plan, features, { plugins: { news: plugins } });`,
    'src/worker/plugins.ts': `import { BroadcastUpdatePlugin } from 'workbox-broadcast-update';

      export const plugins = [new BroadcastUpdatePlugin({ headersToCheck: ['etag'] })];`,
  });
  const manifest = manifestFile(`{
    worker: './src/worker/sw.ts',
    precache: { include: ['**/*.{html,js,css}'] },
    shell: { document: '/index.html', paths: ['/'] },
    routes: [
      {
        name: 'news', match: '/news/*', strategy: 'stale-while-revalidate', expire: { maxEntries: 9 },
      },
    ],
  }`);
  await live(page, site, async (edition) => {
    await workshop.write('worker', { ...smallApp(edition), 'holdfast.config.ts': manifest });
    await workshop.viteBuild('worker');
    return workshop.deliver('worker');
  });

  await site.start();
  await page.evaluate(() => {
    navigator.serviceWorker.addEventListener('message', ({ data }) => {
      const { payload } = data as { payload?: { updatedURL?: string } };
      if (payload) document.body.dataset['news'] = payload.updatedURL ?? '';
    });
  });
  for (const etag of ['1', '2']) {
    site.answers.set('/news/today', (_request, response) => {
      response.writeHead(200, { etag }).end(`news ${etag}`);
    });
    expect(await fetchIn(page, '/news/today')).toMatchObject({ body: 'news 1' });
    await expect
      .poll(async () =>
        page.evaluate(async () => {
          const stored = await caches.match('/news/today');
          return stored?.headers.get('etag');
        }),
      )
      .toBe(etag);
  }
  await expect(page.locator('body')).toHaveAttribute('data-news', `${site.origin}/news/today`);
});

function isFont(path: string): boolean {
  return /\.woff2?$/.test(path);
}

test('hundreds of optional fonts hold nothing up, and the one in use is there offline', async ({
  page,
  site,
  workshop,
}) => {
  const weights = [100, 200, 300, 400, 500, 600, 700, 800, 900];
  await workshop.write('fonts', {
    ...smallApp('one'),
    'vite.config.ts': viteFile('build: { assetsInlineLimit: 0 }'),
    'src/style.css': [
      ...weights.map((weight) => `@import '@fontsource/inter/${weight}.css';`),
      ...weights.map((weight) => `@import '@fontsource/inter/${weight}-italic.css';`),
      `h1 { font-family: Inter; }`,
    ].join('\n'),
    'holdfast.config.ts': manifestFile(`{
      precache: { include: ['**/*.{html,js,css}'], optional: ['assets/*.{woff,woff2}'] },
      shell: { document: '/index.html', paths: ['/'] },
    }`),
  });
  const build = async (edition: string): Promise<Output> => {
    await workshop.write('fonts', { 'index.html': documentOf(edition, '/src/main.ts') });
    await workshop.viteBuild('fonts');
    return workshop.deliver('fonts');
  };
  const one = await build('one');
  const fonts = one.kinds.flatMap((line) => /(?<=^asset )assets\/.*\.woff2?$/.exec(line) ?? []);
  expect(fonts.length).toBeGreaterThan(250);

  site.folder = one.folder;
  for (const font of fonts) {
    site.answers.set(`/${font}`, (_request, response) => void response.writeHead(503).end());
  }
  await page.goto(site.origin);
  await controlled(page);
  site.answers.clear();
  await page.reload();
  const storedFonts = async (): Promise<string[]> =>
    ((await readCaches(page))['holdfast:/:assets'] ?? []).filter(isFont);
  await expect.poll(storedFonts, { timeout: 60_000 }).toHaveLength(fonts.length);
  await expectInter(page, site);

  site.seen.length = 0;
  await update(page, site, await build('two'));
  expect(site.paths().filter(isFont)).toEqual([]);
  await expectInter(page, site);
  await expect(page.locator('h1')).toHaveText('two');
});

/** The font that the heading is in is there without the server; of the others, none is asked for. */
async function expectInter(page: Page, site: Site): Promise<void> {
  await site.stop();
  await page.reload();
  const faces = await page.evaluate(async () => {
    const { fonts } = document;
    return Array.from(await fonts.ready, ({ status }) => status).filter((is) => is !== 'unloaded');
  });
  expect(faces).toEqual(['loaded']);
}

test('a chunk of 17 MB fails the build with what to do, and is installed when that is done', async ({
  page,
  site,
  workshop,
}) => {
  const data = randomBytes(12.75 * 1024 * 1024).toString('base64');
  await workshop.write('large', {
    ...smallApp('one'),
    'vite.config.ts': viteFile(),
    'src/more.ts': `Object.assign(globalThis, { data: '${data}' });
      export const words: string = 'more of one';`,
  });
  const failed = workshop.viteBuild('large').catch(String);
  expect(await failed).not.toMatch(/^ +at /m);
  expect(await failed).toMatch(
    /A file to precache is larger than `precache\.maxFileBytes` \(2 MB\):\n +assets\/more-.{8}\.js \(17 MB\)\n.*Set `precache\.maxFileBytes` to "18MB"/s,
  );

  await workshop.edit(
    'large',
    'holdfast.config.ts',
    '{ include',
    `{ maxFileBytes: '18MB', include`,
  );
  await workshop.viteBuild('large');
  site.folder = (await workshop.deliver('large')).folder;
  await page.goto(site.origin);
  await controlled(page);
  await site.stop();
  await page.reload();
  await expectEdition(page, 'one');
  expect(await page.evaluate(() => (globalThis as { data?: string }).data?.length)).toBe(
    data.length,
  );
});

test('a folder of static files needs the command line only, which may take a name for a hash', async ({
  page,
  site,
  workshop,
}) => {
  await workshop.write('static', {
    'holdfast.config.json': JSON.stringify({
      precache: { include: ['**/*.{html,js,txt}'] },
      shell: { document: '/index.html', paths: ['/'] },
    }),
  });
  await live(page, site, async (edition) => {
    const more = `more-${edition === 'one' ? '3f9ab01c' : '4e8bc12d'}.js`;
    await workshop.write('static', {
      'dist/index.html': documentOf(edition, './js/app.js'),
      'dist/js/app.js': `
        document.querySelector('button').addEventListener('click', async ({ target }) => {
          const { words } = await import('./${more}');
          target.textContent = words;
        });`,
      [`dist/js/${more}`]: `export const words = 'more of ${edition}';`,
      // Looks as if its name changed with its content, and does not.
      'dist/data/list-5d7ce23f.txt': `list of ${edition}`,
    });
    await workshop.run('static', 'npx', 'holdfast', 'build', '--dir', 'dist');
    const output = await workshop.deliver('static');
    expect(output.kinds.toSorted()).toEqual([
      'asset data/list-5d7ce23f.txt',
      `asset js/${more}`,
      'shell holdfast/register.js',
      'shell index.html',
      'shell js/app.js',
    ]);
    return output;
  });
  expect(await fetchIn(page, '/data/list-5d7ce23f.txt')).toMatchObject({ body: 'list of two' });
});
