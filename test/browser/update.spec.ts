import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright/test';
import type { Manifest } from '../../src/manifest/types.js';
import type { UpdateChanges, UpdateEvent } from '../../src/page/types.js';
import {
  bundlePageScript,
  controlled,
  expect,
  findUpdate,
  html,
  longestTakeoverMs,
  lookForWorker,
  openControlled,
  readCacheNames,
  readCaches,
  test,
  type Site,
} from '../harness/site.js';

function manifestFor(activate: 'immediately' | 'on-accept' | 'when-closed'): Manifest {
  return {
    precache: { include: ['**/*.{html,js,txt}'] },
    shell: { document: '/index.html', paths: ['/'] },
    update: { activate },
  };
}

const hashes: Record<string, string> = {
  one: '1a2b3c4d',
  two: '2b3c4d5e',
  three: '3c4d5e6f',
  four: '4d5e6f7a',
};

async function version(edition: string): Promise<Record<string, string>> {
  return {
    'index.html': html(edition, '/app.js'),
    'app.js': await bundlePageScript(),
    'same.txt': 'the same in every version',
    [`assets/chunk-${hashes[edition]}.js`]: `export default ${JSON.stringify(edition)};\n`,
    'assets/vendor-99ff88ee.js': 'export default "vendor";\n',
  };
}

/** Opens the first version in the test's tab and in a second one. */
async function openTwoTabs(
  context: BrowserContext,
  page: Page,
  site: Site,
  manifest: Manifest,
): Promise<Page> {
  await site.deploy(await version('one'), { manifest });
  await openControlled(page, `${site.origin}/`);
  const other = await context.newPage();
  await openControlled(other, `${site.origin}/`);
  return other;
}

async function hearsUpdate(page: Page): Promise<void> {
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'update'));
}

/** What the deployed edition changes for a tab that is on another one: its document and its chunk. */
async function changesTo(edition: string, { folder }: Site): Promise<UpdateChanges> {
  // The build has added the registration to the document.
  const changed = await Promise.all(
    ['index.html', `assets/chunk-${hashes[edition]}.js`].map((path) => stat(join(folder, path))),
  );
  return { files: 2, bytes: changed.reduce((sum, { size }) => sum + size, 0), removedFiles: 1 };
}

function readUpdates(page: Page): Promise<UpdateEvent[]> {
  return page.evaluate(() =>
    window.heard.filter(({ type }) => type === 'update').map(({ event }) => event as UpdateEvent),
  );
}

/** Has the tab find a version, and waits until it has heard of so many; of one that takes over, it hears when that is done. */
async function hearsUpdates(page: Page, wanted: string, count: number): Promise<UpdateEvent[]> {
  await findUpdate(page, wanted);
  await expect
    .poll(async () => (await readUpdates(page)).length, { timeout: longestTakeoverMs })
    .toBe(count);
  return readUpdates(page);
}

/** Accepts the update, and waits until the tab has been reloaded by it. */
async function accept(page: Page): Promise<void> {
  const reloaded = page.waitForEvent('load');
  await page.evaluate(() => void window.holdfast.update.accept());
  await reloaded;
}

for (const activate of ['on-accept', 'when-closed'] as const) {
  test(`${activate}: a new version waits, is told once, and moves the tab when accepted`, async ({
    page,
    site,
  }) => {
    const manifest = manifestFor(activate);
    await site.deploy(await version('one'), { manifest });
    await openControlled(page, `${site.origin}/`);
    const { version: first } = await page.evaluate(() => window.holdfast.status());

    await site.deploy(await version('two'), { manifest });
    site.seen.length = 0;
    expect(await page.evaluate(() => window.holdfast.update.check())).toBe(true);
    await hearsUpdate(page);

    // Only what changed was downloaded.
    expect(site.paths().toSorted()).toEqual([
      '/assets/chunk-2b3c4d5e.js',
      expect.stringMatching(/^\/holdfast\/[0-9a-f]{16}\.json$/),
      '/index.html',
      '/sw.js',
    ]);
    const waiting = await page.evaluate(() => window.holdfast.status());
    expect(waiting.version).toBe(first);
    expect(waiting.waitingVersion).toMatch(/^[0-9a-f]{16}$/);
    const updates = await page.evaluate(() =>
      window.heard.filter(({ type }) => type === 'update').map(({ event }) => event),
    );
    expect(updates).toEqual([
      {
        version: waiting.waitingVersion,
        previousVersion: first,
        state: 'waiting',
        changes: await changesTo('two', site),
      },
    ]);

    // A second check finds the same worker, and says nothing again.
    await page.evaluate(() => window.holdfast.update.check());
    await page.evaluate(() => window.holdfast.status());
    expect(
      await page.evaluate(() => window.heard.filter(({ type }) => type === 'update').length),
    ).toBe(1);

    await accept(page);
    await expect(page.locator('h1')).toHaveText('two');
    await controlled(page);

    const status = await page.evaluate(() => window.holdfast.status());
    expect(status.version).toBe(waiting.waitingVersion);
    expect(status.waitingVersion).toBeUndefined();
    // The tab was the last one of the old version.
    await expect
      .poll(() => readCacheNames(page))
      .toEqual(['holdfast:/:assets', `holdfast:/:shell:${status.version}`]);
    await expect
      .poll(async () => (await readCaches(page))['holdfast:/:assets'])
      .toEqual(['/assets/chunk-2b3c4d5e.js', '/assets/vendor-99ff88ee.js']);
  });
}

test('immediately: the new version takes over, is told once, and the tab moves when it likes', async ({
  page,
  site,
}) => {
  const manifest = manifestFor('immediately');
  await site.deploy(await version('one'), { manifest });
  await openControlled(page, `${site.origin}/`);
  const two = await site.deploy(await version('two'), { manifest });
  await findUpdate(page, two.version);
  await hearsUpdate(page);
  await expect(page.locator('h1')).toHaveText('one');

  await accept(page);
  await expect(page.locator('h1')).toHaveText('two');
  expect(
    await page.evaluate(() => window.heard.filter(({ type }) => type === 'update').length),
  ).toBe(0);
});

for (const [activate, state] of [
  ['immediately', 'active'],
  ['on-accept', 'waiting'],
] as const) {
  test(`${activate}: a tab that stays is told what each later version changes for it`, async ({
    context,
    page,
    site,
  }) => {
    const manifest = manifestFor(activate);
    const one = await site.deploy(await version('one'), { manifest });
    await openControlled(page, `${site.origin}/`);

    const two = await site.deploy(await version('two'), { manifest });
    const second: UpdateEvent = {
      version: two.version,
      previousVersion: one.version,
      state,
      changes: await changesTo('two', site),
    };
    expect(await hearsUpdates(page, two.version, 1)).toEqual([second]);

    const other = await context.newPage();
    await openControlled(other, `${site.origin}/`);
    const grown = { ...(await version('three')), 'more.txt': 'new in the third version' };
    const three = await site.deploy(grown, { manifest });
    const changes = await changesTo('three', site);
    const more = Buffer.byteLength(grown['more.txt']);
    const third: UpdateEvent = {
      version: three.version,
      previousVersion: one.version,
      state,
      changes: { ...changes, files: 3, bytes: changes.bytes + more },
    };
    expect(await hearsUpdates(page, three.version, 2)).toEqual([second, third]);
    // The other tab was opened in between, and counts from the version it got; there, too, a version may wait already.
    const theirs = activate === 'immediately' ? two.version : one.version;
    await expect
      .poll(async () => (await readUpdates(other)).at(-1))
      .toEqual({ ...third, previousVersion: theirs });
  });
}

test('an update is told without its changes where a list is lost', async ({ page, site }) => {
  const manifest = manifestFor('on-accept');
  const one = await site.deploy(await version('one'), { manifest });
  await openControlled(page, `${site.origin}/`);
  // First of all: from now on the server cannot make the loss good.
  const two = await site.deploy(await version('two'), { manifest });
  await page.evaluate(async (old) => {
    await (await caches.open(`holdfast:/:shell:${old}`)).delete(`/holdfast/${old}.json`);
  }, one.version);
  expect(await hearsUpdates(page, two.version, 1)).toEqual([
    { version: two.version, previousVersion: one.version, state: 'waiting' },
  ]);
});

test('a tab hears of an update that another tab accepted, and is not reloaded under its user', async ({
  context,
  page,
  site,
}) => {
  const manifest = manifestFor('on-accept');
  const other = await openTwoTabs(context, page, site, manifest);

  const two = await site.deploy(await version('two'), { manifest });
  await findUpdate(page, two.version);
  await hearsUpdate(other);
  await hearsUpdate(page);
  await accept(page);
  await expect(page.locator('h1')).toHaveText('two');
  await expect(other.locator('h1')).toHaveText('one');
  // Who listens only now does not hear of an update that waits.
  const heardLate = await other.evaluate(
    () =>
      new Promise((resolve) => {
        window.holdfast.on('update', ({ state }) => resolve(state));
      }),
  );
  expect(heardLate).toBe('active');

  await accept(other);
  await expect(other.locator('h1')).toHaveText('two');
  expect(await other.evaluate(() => window.holdfast.update.accept())).toBe(false);
});

test('updates are told one after the other, whoever starts them', async ({
  context,
  page,
  site,
}) => {
  const manifest = manifestFor('on-accept');
  const other = await openTwoTabs(context, page, site, manifest);
  for (const [count, edition] of ['two', 'three', 'four'].entries()) {
    await site.deploy(await version(edition), { manifest });
    // A check may join one of the browser's own, begun before the deploy.
    await expect
      .poll(
        async () => {
          await lookForWorker(other);
          return (await readUpdates(page)).length;
        },
        { timeout: longestTakeoverMs },
      )
      .toBe(count + 1);
  }
});

test('the first install reports its progress and says when the app is ready for offline', async ({
  page,
  site,
}) => {
  const manifest = manifestFor('immediately');
  await site.deploy(await version('one'), { manifest });
  await page.goto(`${site.origin}/`);
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'offline-ready'));
  const heard = await page.evaluate(() => window.heard);
  const progress = heard.filter(({ type }) => type === 'install-progress');
  const files = 6;
  expect(progress.at(-1)?.event).toMatchObject({ files, totalFiles: files });
  const { bytes, totalBytes } = progress.at(-1)!.event as { bytes: number; totalBytes: number };
  expect(bytes).toBe(totalBytes);
  expect(heard.filter(({ type }) => type === 'update')).toEqual([]);
});

test('a page without service workers works as plain network and says why', async ({
  browser,
  site,
}) => {
  await site.deploy(await version('one'), { manifest: manifestFor('immediately') });
  const context = await browser.newContext({ serviceWorkers: 'allow' });
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
  });
  const page = await context.newPage();
  await page.goto(`${site.origin}/`);
  const status = await page.evaluate(() => window.holdfast.status());
  expect(status).toMatchObject({
    availability: 'unavailable',
    reason: 'this browser has no service workers here',
    versions: [],
    caches: [],
  });
  const code = await page.evaluate(() =>
    window.holdfast.update.accept().catch((error: { code: string }) => error.code),
  );
  expect(code).toBe('page/unavailable');
  await context.close();
});

test('a worker that cannot be registered leaves a working page and the reason', async ({
  page,
  site,
}) => {
  await site.deploy(await version('one'), { manifest: manifestFor('immediately') });
  site.answers.set('/sw.js', (_request, response) => {
    response.writeHead(404).end();
  });
  await page.goto(`${site.origin}/`);
  const status = await page.evaluate(() => window.holdfast.status());
  expect(status.availability).toBe('unavailable');
  expect(status.reason).toContain('404');
});
