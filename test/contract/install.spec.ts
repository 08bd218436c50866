import type { BuildResult } from '../../src/build/engine.js';
import type { Manifest } from '../../src/manifest/types.js';
import { expect, readHeading, test } from '../harness/engine-test.js';
import { platforms } from '../harness/engines/platforms.js';
import type { Tab } from '../harness/engines/tab.js';
import {
  bundlePageScript,
  controlled,
  fetchIn,
  html,
  openControlled,
  type Site,
} from '../harness/site.js';

const manifest: Manifest = {
  precache: { include: ['**/*.{html,js,css,svg}'] },
  shell: { document: '/index.html', paths: ['/', '/countries/*'] },
  offline: { document: '/offline.html', image: '/offline.svg' },
};

const chunkNames = Array.from({ length: 20 }, (_, index) => `assets/chunk-${index}.js`);

async function deploy(site: Site): Promise<BuildResult> {
  const chunks = chunkNames.map((name): [string, string] => [
    name,
    `export default '${name} ${'and more of it '.repeat(200)}';\n`,
  ]);
  return site.deploy(
    {
      'index.html': html('shell', '/app.js'),
      'app.js': await bundlePageScript(),
      'about.html': html('about'),
      'offline.html': html('offline'),
      'offline.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>',
      ...Object.fromEntries(chunks),
    },
    { manifest, register: false },
  );
}

/** Opens what was never opened before, with the server stopped. */
async function expectWhole(tab: Tab, site: Site): Promise<void> {
  await site.stop();
  await tab.reload();
  expect(await readHeading(tab)).toBe('shell');
  await tab.goto(`${site.origin}/countries/never-visited`);
  expect(await readHeading(tab)).toBe('shell');
  await tab.goto(`${site.origin}/about?utm_source=mail`);
  expect(await readHeading(tab)).toBe('about');
  for (const name of chunkNames) {
    const answer = await fetchIn(tab, `/${name}`);
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining(`'${name} and`) });
  }
}

test('an install takes its files from the pack, and opens offline', async ({
  engine,
  site,
  tab,
}) => {
  const { precache } = await deploy(site);
  await openControlled(tab, `${site.origin}/`);
  const { list, pack } = precache!;
  const asked = site.paths().filter((path) => path !== '/favicon.ico');
  expect(asked.toSorted()).toEqual(
    [
      // By the page.
      '/',
      '/app.js',
      '/sw.js',
      // By the worker; documents are never in the pack.
      `/${list.path}`,
      `/${pack!.path}`,
      '/index.html',
      '/about.html',
      '/offline.html',
      ...(platforms[engine].onlyIfCached ? [] : ['/app.js']),
    ].toSorted(),
  );
  await expectWhole(tab, site);
});

test('an install without its pack takes the files one by one', async ({ site, tab }) => {
  const { precache } = await deploy(site);
  site.answers.set(`/${precache!.pack!.path}`, (_request, response) => {
    response.writeHead(404).end();
  });
  await openControlled(tab, `${site.origin}/`);
  expect(site.paths()).toEqual(expect.arrayContaining(chunkNames.map((name) => `/${name}`)));
  await expectWhole(tab, site);
});

test('a page and an image that were never stored have their stand-ins', async ({ site, tab }) => {
  await deploy(site);
  await openControlled(tab, `${site.origin}/`);
  await site.stop();
  await tab.goto(`${site.origin}/elsewhere/page`);
  expect(await readHeading(tab)).toBe('offline');
  const width = await tab.evaluate(async () => {
    const image = new Image();
    image.src = '/photos/unseen.jpg';
    await image.decode();
    return image.naturalWidth;
  });
  expect(width).toBe(9);
  expect(await fetchIn(tab, '/photos/unseen.jpg')).toBe('network error');
});

test('a range of a stored file is answered offline', async ({ site, tab }) => {
  await deploy(site);
  await openControlled(tab, `${site.origin}/`);
  await site.stop();
  const answer = await fetchIn(tab, '/about.html', { headers: { range: 'bytes=2-8' } });
  expect(answer).toMatchObject({ status: 206, body: 'doctype' });
});

test('an app opens in a browser that was started again, with its server stopped', async ({
  site,
  tab,
  visitor,
}) => {
  await deploy(site);
  await openControlled(tab, `${site.origin}/`);
  await site.stop();
  await visitor.restart();
  const reopened = await visitor.openTab();
  await reopened.goto(`${site.origin}/countries/1`);
  expect(await readHeading(reopened)).toBe('shell');
});

test('an install waits for no page, however busy that is', async ({ site, tab }) => {
  await deploy(site);
  await tab.goto(`${site.origin}/about.html`);
  // Firefox asks each client before it says who there is; this one never comes to answer.
  await tab.evaluate(() => {
    const busy = new Worker(URL.createObjectURL(new Blob(['for (;;);'])));
    Object.assign(window, { busy });
    return navigator.serviceWorker.register('/sw.js').then(() => undefined);
  });
  await controlled(tab);
  expect(await fetchIn(tab, '/offline.html')).toMatchObject({ status: 200 });
  await tab.evaluate(() => (window as unknown as { busy: Worker }).busy.terminate());
});
