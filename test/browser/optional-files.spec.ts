import type { Page } from 'playwright/test';
import type { Manifest } from '../../src/manifest/types.js';
import {
  bundlePageScript,
  expect,
  findUpdate,
  fetchIn,
  html,
  openControlled,
  readCaches,
  settled,
  test,
  withResolvers,
  type Site,
} from '../harness/site.js';

const manifest: Manifest = {
  precache: { include: ['**/*.{html,js}'], optional: ['guide/**', 'assets/editor-*.js'] },
};
const editor = '/assets/editor-1a2b3c4d.js';

async function deploy(site: Site, edition: string, guide = 'guide'): Promise<string> {
  const { version } = await site.deploy(
    {
      'index.html': html(edition, '/app.js'),
      'app.js': await bundlePageScript(),
      'assets/editor-1a2b3c4d.js': 'export default "editor";',
      'guide/one.txt': `${guide} one`,
      'guide/two.txt': `${guide} two`,
    },
    { manifest, register: false },
  );
  return version;
}

const optionalPaths = [editor, '/guide/one.txt', '/guide/two.txt'];

async function listStored(page: Page): Promise<string[]> {
  const stored = Object.values(await readCaches(page)).flat();
  return optionalPaths.filter((path) => stored.includes(path));
}

test('an install does not wait for optional files; they come when the page is idle, one by one', async ({
  page,
  site,
}) => {
  await deploy(site, 'one');
  const held = withResolvers();
  let [underway, most] = [0, 0];
  for (const path of optionalPaths) {
    site.answers.set(path, async (_request, response) => {
      most = Math.max(most, ++underway);
      await held.promise;
      underway--;
      const body = path === editor ? 'export default "editor";' : `guide ${path.slice(7, 10)}`;
      response.writeHead(200, { 'content-type': 'text/plain' }).end(body);
    });
  }
  await openControlled(page, `${site.origin}/`);
  expect(await listStored(page)).toEqual([]);
  held.resolve();
  await expect.poll(() => listStored(page)).toEqual(optionalPaths);
  expect(most).toBe(1);
  await site.stop();
  expect(await fetchIn(page, '/guide/one.txt')).toMatchObject({ body: 'guide one' });
});

test('an optional file that is asked for before it has come is answered, verified and kept', async ({
  page,
  site,
}) => {
  await deploy(site, 'one');
  const held = withResolvers();
  site.answers.set(editor, async (_request, response) => {
    await held.promise;
    response.writeHead(404).end();
  });
  await openControlled(page, `${site.origin}/`);
  expect(await fetchIn(page, '/guide/two.txt')).toMatchObject({ body: 'guide two' });
  await expect.poll(() => listStored(page)).toEqual(['/guide/two.txt']);
  held.resolve();
});

test('an optional file that the server has not, or has with other bytes, is reported and fails nothing', async ({
  page,
  site,
}) => {
  await deploy(site, 'one');
  site.answers.set(editor, (_request, response) => {
    response.writeHead(404).end();
  });
  site.answers.set('/guide/one.txt', (_request, response) => {
    response.writeHead(200).end('other bytes');
  });
  await openControlled(page, `${site.origin}/`);
  await expect.poll(() => listStored(page)).toEqual(['/guide/two.txt']);
  const { log, state } = await page.evaluate(() => window.holdfast.status());
  expect(state).toEqual({ name: 'normal' });
  const missing = log.filter(({ code }) => code === 'precache/optional-missing');
  expect(missing.map(({ subject }) => subject)).toEqual([editor.slice(1), 'guide/one.txt']);
  expect(missing[1]?.detail).toContain('is not the file that was built: expected a SHA-256');
  expect(await fetchIn(page, editor)).toMatchObject({ status: 404 });
  expect(await page.evaluate(() => window.heard.map(({ type }) => type))).not.toContain(
    'unrecoverable',
  );
});

test('an optional file that fails is tried again when the next page is idle', async ({
  page,
  site,
}) => {
  await deploy(site, 'one');
  site.answers.set(editor, (_request, response) => {
    response.writeHead(404).end();
  });
  await openControlled(page, `${site.origin}/`);
  await expect.poll(() => listStored(page)).toEqual(optionalPaths.slice(1));
  site.answers.delete(editor);
  await page.reload();
  await expect.poll(() => listStored(page)).toEqual(optionalPaths);
});

test('an update takes unchanged optional files from the version before it', async ({
  page,
  site,
}) => {
  await deploy(site, 'one');
  await openControlled(page, `${site.origin}/`);
  await expect.poll(() => listStored(page)).toEqual(optionalPaths);
  const version = await deploy(site, 'two');
  site.seen.length = 0;
  await findUpdate(page, version);
  await settled(page);
  await page.reload();
  await expect
    .poll(async () => (await readCaches(page))[`holdfast:/:shell:${version}`])
    .toEqual(expect.arrayContaining(['/guide/one.txt', '/guide/two.txt']));
  await page.evaluate(() => window.holdfast.status());
  expect(site.paths().filter((path) => optionalPaths.includes(path))).toEqual([]);
});

test('optional files wait while the user asks for less traffic', async ({
  context,
  page,
  site,
}) => {
  // Chromium's own switch for it reaches pages alone, so the worker's view of it is set in the worker file.
  await site.deploy(
    {
      'index.html': html('thrifty', '/app.js'),
      'app.js': await bundlePageScript(),
      'guide/one.txt': 'guide one',
      'thrifty.js': `
        import { start } from 'holdfast/worker';
        import { plan, features } from 'virtual:holdfast/plan';
        globalThis.connection = { saveData: true };
        Object.defineProperty(navigator, 'connection', { get: () => globalThis.connection });
        globalThis.rounds = 0;
        const last = () => ({ name: 'last', idle: async () => void globalThis.rounds++ });
        start(plan, [...features, last]);`,
    },
    {
      manifest: {
        worker: './thrifty.js',
        precache: { include: ['**/*.html', 'app.js'], optional: ['guide/**'] },
      },
      register: false,
    },
  );
  await openControlled(page, `${site.origin}/`);
  const [worker] = context.serviceWorkers();
  const readRounds = (): Promise<number> =>
    worker!.evaluate(() => (globalThis as unknown as { rounds: number }).rounds);
  await expect.poll(readRounds).toBe(1);
  expect(await listStored(page)).toEqual([]);
  expect(site.paths()).not.toContain('/guide/one.txt');
  await worker!.evaluate(() => {
    (globalThis as unknown as { connection: unknown }).connection = { saveData: false };
  });
  await page.reload();
  await expect.poll(() => listStored(page)).toEqual(['/guide/one.txt']);
});
