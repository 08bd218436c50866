import type { Page } from 'playwright/test';
import type { Manifest } from '../../src/manifest/types.js';
import {
  deployEdition,
  editionManifest,
  readEdition,
  updateTo,
  type EditionOptions,
} from '../harness/edition-site.js';
import {
  bundlePageScript,
  expect,
  findUpdate,
  fetchIn,
  html,
  longestTakeoverMs,
  openControlled,
  readCaches,
  test,
  type Site,
} from '../harness/site.js';
import { stopWorkers } from '../harness/worker.js';

const hashes: Record<string, string> = { one: '1a2b3c4d', two: '2b3c4d5e', three: '3c4d5e6f' };

function chunk(edition: string): string {
  return `/assets/chunk-${hashes[edition]}.js`;
}

/** An edition with a file that only it has, a chunk, and a worker of the page. */
async function deploy(site: Site, edition: string, options: EditionOptions = {}): Promise<string> {
  return deployEdition(site, edition, {
    ...options,
    files: {
      [`only-${edition}.txt`]: `only in ${edition}`,
      [chunk(edition).slice(1)]: `export default ${JSON.stringify(edition)};\n`,
      // Answers for its page what a worker of the page gets.
      'worker.js': `
        onmessage = async ({ data }) => {
          try {
            const response = await fetch(data);
            postMessage(response.status + ':' + (await response.text()));
          } catch { postMessage('network error'); }
        };
        postMessage('ready');`,
    },
  });
}

/** Starts a worker of the page; `askWorker` then fetches in it. */
async function startWorker(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const worker = new Worker('/worker.js');
    await new Promise((resolve) => worker.addEventListener('message', resolve, { once: true }));
    Object.assign(window, { worker });
  });
}

async function askWorker(page: Page, url: string): Promise<string> {
  return page.evaluate(async (target) => {
    const { worker } = window as unknown as { worker: Worker };
    const answer = new Promise<string>((resolve) => {
      worker.addEventListener('message', ({ data }) => resolve(data as string), { once: true });
    });
    worker.postMessage(target);
    return answer;
  }, url);
}

async function importDefault(page: Page, url: string): Promise<unknown> {
  return page.evaluate(async (target) => {
    const module = (await import(target)) as { default: unknown };
    return module.default;
  }, url);
}

/** Updates a page's worker, and expects the new one to say that it is. */
async function update(page: Page, version: string): Promise<void> {
  await updateTo(page, version);
  const status = await page.evaluate(() => window.holdfast.status());
  expect(status.activeVersion).toBe(version);
}

async function expectEdition(page: Page, edition: string): Promise<void> {
  await expect(page.locator('h1')).toHaveText(edition);
  expect(await readEdition(page)).toBe(edition);
  expect(await fetchIn(page, `/only-${edition}.txt`)).toMatchObject({ body: `only in ${edition}` });
  expect(await importDefault(page, chunk(edition))).toBe(edition);
}

for (const restarts of [false, true]) {
  const pause = async (page: Page): Promise<void> => {
    if (restarts) await stopWorkers(page);
  };
  test(`an open tab keeps its version, whose files the server no longer has${restarts ? ', over worker restarts' : ''}`, async ({
    context,
    page: first,
    site,
  }) => {
    const one = await deploy(site, 'one');
    await openControlled(first, `${site.origin}/`);
    await startWorker(first);

    const two = await deploy(site, 'two');
    await update(first, two);
    await pause(first);
    await expectEdition(first, 'one');
    await pause(first);
    expect(await askWorker(first, '/edition.txt')).toBe('200:one');
    expect(await askWorker(first, chunk('one'))).toContain('one');

    const second = await context.newPage();
    await second.goto(`${site.origin}/pages/2`);
    await pause(second);
    await expectEdition(second, 'two');
    expect(await fetchIn(second, '/only-one.txt')).toMatchObject({ status: 404 });

    const three = await deploy(site, 'three');
    await update(second, three);
    await pause(second);
    await expectEdition(first, 'one');
    await expectEdition(second, 'two');
    const third = await context.newPage();
    await third.goto(`${site.origin}/`);
    await expectEdition(third, 'three');
    const { versions } = await third.evaluate(() => window.holdfast.status());
    expect(versions.toSorted()).toEqual([one, two, three].toSorted());

    await first.reload();
    await expectEdition(first, 'three');
    await pause(first);
    await second.close();
    await third.reload();
    await expect
      .poll(async () => (await third.evaluate(() => window.holdfast.status())).versions)
      .toEqual([three]);
    const left = await readCaches(third);
    expect(left['holdfast:/:assets']).toEqual([chunk('three')]);
    expect(Object.keys(left).toSorted()).toEqual([
      'holdfast:/:assets',
      `holdfast:/:shell:${three}`,
    ]);
  });
}

test('a tab that was opened while the next version waited keeps its own while that one takes charge', async ({
  context,
  page,
  site,
}) => {
  await deploy(site, 'one', { activate: 'on-accept' });
  await openControlled(page, `${site.origin}/`);
  const two = await deploy(site, 'two', { activate: 'on-accept' });
  await findUpdate(page, two);
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'update'));
  const other = await context.newPage();
  await openControlled(other, `${site.origin}/`);
  const asked = other.evaluate(async () => {
    const got = new Set<string>();
    const { serviceWorker } = navigator;
    const { controller: before } = serviceWorker;
    while (serviceWorker.controller === before || serviceWorker.controller?.state !== 'activated') {
      got.add(await (await fetch('/edition.txt')).text());
      // A worker that is asked without a pause is not replaced.
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return [...got];
  });
  await page.evaluate(() => void window.holdfast.update.accept());
  await expect(page.locator('h1')).toHaveText('two', { timeout: longestTakeoverMs });
  expect(await asked).toEqual(['one']);
  await expectEdition(other, 'one');
});

test('an open tab keeps its version when the worker of the next one is killed while it takes charge', async ({
  page,
  site,
}) => {
  await deploy(site, 'one');
  await openControlled(page, `${site.origin}/`);
  // Nothing that comes after it hears of the event, as when it is cut off.
  await update(
    page,
    await deploy(site, 'two', {
      prelude: "addEventListener('activate', (event) => event.stopImmediatePropagation());",
    }),
  );
  await stopWorkers(page);
  await expectEdition(page, 'one');
  // The worker that comes after it has the upkeep to do.
  const other = await page.context().newPage();
  await openControlled(other, `${site.origin}/`);
  await expectEdition(other, 'two');
  await expectEdition(page, 'one');
});

test('as many old versions are kept as the manifest asks for', async ({ page, site }) => {
  const keeping: Manifest = { ...editionManifest, update: { keepVersions: 1 } };
  const versions: string[] = [];
  for (const edition of ['one', 'two', 'three']) {
    const { version } = await site.deploy(
      { 'index.html': html(edition, '/app.js'), 'app.js': await bundlePageScript() },
      { manifest: keeping },
    );
    if (versions.length === 0) await openControlled(page, `${site.origin}/`);
    else await update(page, version);
    versions.unshift(version);
    await page.reload();
  }
  await expect
    .poll(async () => (await page.evaluate(() => window.holdfast.status())).versions)
    .toEqual(versions.slice(0, 2));
});

for (const [what, damage] of [
  [
    'one asset',
    async () => {
      const cache = await caches.open('holdfast:/:assets');
      for (const request of await cache.keys()) await cache.delete(request);
    },
  ],
  [
    'the assets cache',
    async () => {
      await caches.delete('holdfast:/:assets');
    },
  ],
  [
    'one shell file',
    async () => {
      for (const name of await caches.keys())
        await (await caches.open(name)).delete('/edition.txt');
    },
  ],
  [
    'every cache',
    async () => {
      for (const name of await caches.keys()) await caches.delete(name);
    },
  ],
  [
    'every cache and the database',
    async () => {
      for (const name of await caches.keys()) await caches.delete(name);
      // The worker's connection gives way.
      await new Promise((resolve, reject) => {
        const deletion = indexedDB.deleteDatabase('holdfast:/');
        deletion.addEventListener('success', resolve);
        deletion.addEventListener('error', reject);
      });
    },
  ],
] as const) {
  test(`${what} deleted behind its back heals`, async ({ page, site }) => {
    await deploy(site, 'one');
    await openControlled(page, `${site.origin}/`);
    const whole = await readCaches(page);
    await page.evaluate(damage);
    await page.reload();
    await expectEdition(page, 'one');
    const { state } = await page.evaluate(() => window.holdfast.status());
    expect(state).toEqual({ name: 'normal' });

    await expect.poll(() => readCaches(page)).toEqual(whole);
    await site.stop();
    await page.reload();
    await expectEdition(page, 'one');
  });
}

test('a file that is neither stored nor on the server is told, and the network answers', async ({
  page,
  site,
}) => {
  const version = await deploy(site, 'one');
  await openControlled(page, `${site.origin}/`);
  await page.evaluate(() => caches.delete('holdfast:/:assets'));
  site.answers.set(chunk('one'), (_request, response) => {
    response.writeHead(404).end('gone');
  });
  expect(await fetchIn(page, chunk('one'))).toMatchObject({ status: 404, body: 'gone' });
  // Where the browser answers for the worker, it is the upkeep that finds it missing. That of the first load may have done so
  // already, and a worker that could not mend something leaves it alone for a minute: another one looks again.
  await stopWorkers(page);
  await page.reload();
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'unrecoverable'));
  const told = await page.evaluate(() => window.heard.find(({ type }) => type === 'unrecoverable'));
  expect(told?.event).toEqual({ version, url: site.origin + chunk('one') });
});

test('without IndexedDB everything is served, and the state says what is wrong', async ({
  context,
  page,
  site,
}) => {
  await deploy(site, 'one');
  await openControlled(page, `${site.origin}/`);
  const [worker] = context.serviceWorkers();
  await worker!.evaluate(() => {
    const error = new DOMException('the database is broken', 'UnknownError');
    IDBDatabase.prototype.transaction = () => {
      throw error;
    };
  });
  await page.reload();
  await expectEdition(page, 'one');
  await expect
    .poll(async () => (await page.evaluate(() => window.holdfast.status())).state)
    .toMatchObject({ name: 'degraded', reason: expect.stringContaining('database/failed') });
});
