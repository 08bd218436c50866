import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, deflateRawSync } from 'node:zlib';
import type { Page } from 'playwright/test';
import type { BuildResult } from '../../src/build/engine.js';
import {
  controlled,
  expect,
  fetchIn,
  html,
  readCaches,
  test,
  type Files,
  type Site,
} from '../harness/site.js';
import { startSite } from '../harness/site-server.js';

/** Enough chunks, and large enough, for the pack to be worth its request. */
const chunks: Files = Object.fromEntries(
  Array.from({ length: 40 }, (_, index) => [
    `chunk-${index}.js`,
    `export default '${createHash('sha512').update(String(index)).digest('hex').repeat(20)}';\n`,
  ]),
);

function deploy(site: Site): Promise<BuildResult> {
  return site.deploy(
    { 'index.html': html('poisoned'), ...chunks },
    { register: false, manifest: { precache: { include: ['**/*.{html,js}'] } } },
  );
}

/** Registers the worker, and waits until it is in charge, or given up. */
function register(page: Page): Promise<ServiceWorkerState> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.register('/sw.js');
    const worker = registration.installing ?? registration.active!;
    while (worker.state !== 'activated' && worker.state !== 'redundant') {
      await new Promise((resolve) => {
        worker.addEventListener('statechange', resolve, { once: true });
      });
    }
    return worker.state;
  });
}

/** Which of the chunks do not come as they were built. */
function findWrong(page: Page): Promise<string[]> {
  return page.evaluate(async (all) => {
    const wrong: string[] = [];
    for (const [path, content] of all) {
      const text = await fetch(`/${path}`).then(
        (response) => response.text(),
        () => undefined,
      );
      if (text !== content) wrong.push(path);
    }
    return wrong;
  }, Object.entries(chunks));
}

/** Opened anew, with the server stopped, the app has every file as it was built. */
async function expectWhole(page: Page, site: Site): Promise<void> {
  await page.reload();
  await controlled(page);
  await site.stop();
  expect(await findWrong(page)).toEqual([]);
}

type Poison = (pack: Buffer) => Uint8Array;

const poisons: readonly (readonly [what: string, poison: Poison])[] = [
  ['with its bits turned around', (pack) => pack.map((byte) => byte ^ 1)],
  ['with one byte changed', (pack) => pack.map((byte, index) => (index === 2000 ? ~byte : byte))],
  ['cut off', (pack) => pack.subarray(0, pack.length / 2)],
  ['empty', () => Buffer.alloc(0)],
  ['of noise', (pack) => randomBytes(pack.length)],
  ['with something in front', (pack) => Buffer.concat([deflated(Buffer.from('evil')), pack])],
  [
    'with something behind',
    (pack) => Buffer.concat([pack, deflated(Buffer.alloc(50_000, 'evil'))]),
  ],
  [
    'of one member over and over',
    (pack) => Buffer.alloc(pack.length, deflated(Buffer.from(chunks['chunk-0.js']!))),
  ],
  ['that ends too early for its format', () => deflateRawSync(Buffer.from('evil'))],
];

/** A body as it lies in a pack. */
function deflated(content: Buffer): Buffer {
  return deflateRawSync(content, { finishFlush: constants.Z_FULL_FLUSH });
}

for (const [what, poison] of poisons) {
  test(`a pack ${what} costs requests, and leaves nothing wrong`, async ({ page, site }) => {
    const { precache } = await deploy(site);
    const file = join(site.folder, precache!.pack!.path);
    await writeFile(file, poison(await readFile(file)));
    await page.goto(site.origin);
    expect(await register(page)).toBe('activated');
    expect(site.paths()).toContain(`/${precache!.pack!.path}`);
    await expectWhole(page, site);
  });
}

test('a pack that inflates without end is read no further than its files are long', async ({
  page,
  site,
}) => {
  const { precache } = await deploy(site);
  // Each of these is 4 KB on the wire, and 4 MB behind it.
  const bomb = deflated(Buffer.alloc(4 * 1024 * 1024));
  let sentBytes = 0;
  let isOver = false;
  function* pour(): Generator<Buffer, never> {
    for (;;) {
      sentBytes += bomb.length;
      yield bomb;
    }
  }
  site.answers.set(`/${precache!.pack!.path}`, async (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    // Nothing but the other side ends it.
    await pipeline(Readable.from(pour()), response).catch(() => undefined);
    isOver = true;
  });
  await page.goto(site.origin);
  expect(await register(page)).toBe('activated');
  await expect.poll(() => isOver).toBe(true);
  // What was on its way when the worker hung up; all of it inflated would be many gigabytes.
  expect(sentBytes).toBeLessThan(32 * 1024 * 1024);
  await expectWhole(page, site);
});

test('a list that is not the one of the build installs nothing, and asks nobody for anything', async ({
  page,
  site,
}) => {
  const foreign = await startSite(site.folder);
  try {
    const { precache } = await deploy(site);
    const file = join(site.folder, precache!.list.path);
    const list = await readFile(file, 'utf8');
    const { host } = new URL(foreign.origin);
    const wrong: readonly string[] = [
      '',
      'null',
      '[]',
      '<!doctype html>',
      list.slice(0, -1),
      `${list} `,
      list.replaceAll('chunk-0.js', `//${host}/evil.js`),
      list.replaceAll('chunk-0.js', `${foreign.origin}/evil.js`),
      list.replaceAll('chunk-0.js', '../../evil.js'),
      list.replaceAll('chunk-0.js', '__proto__'),
      list.replaceAll('chunk-0.js', 'chunk-1.js'),
      list.replaceAll('"chunk-0.js"', '{"__proto__":{}}'),
      list.replaceAll('1', '999999999'),
      list.replaceAll(':1', ':-1'),
    ];
    await page.goto(site.origin);
    site.seen.length = 0;
    for (const text of wrong) {
      expect(text).not.toBe(list);
      await writeFile(file, text);
      expect(await register(page)).toBe('redundant');
    }
    expect(await readCaches(page)).toEqual(emptyCaches(await readCaches(page)));
    const asked = site.paths().map((path) => path.split('?')[0]);
    expect(new Set(asked.filter((path) => path !== '/favicon.ico'))).toEqual(
      new Set(['/sw.js', `/${precache!.list.path}`]),
    );
    expect(foreign.paths()).toEqual([]);

    await writeFile(file, list);
    expect(await register(page)).toBe('activated');
    await expectWhole(page, site);
  } finally {
    await foreign.stop();
  }
});

/** The same caches, with nothing in them. */
function emptyCaches(caches: Record<string, string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.keys(caches).map((name) => [name, []]));
}

for (const path of ['//HOST/evil.js', 'http://HOST/evil.js', String.raw`\\\\HOST/evil.js`]) {
  test(`even a list that was built with ${path} leads to no other origin`, async ({
    page,
    site,
  }) => {
    const foreign = await startSite(site.folder);
    try {
      const { precache } = await deploy(site);
      const file = join(site.folder, precache!.list.path);
      const list = await readFile(file, 'utf8');
      const { host } = new URL(foreign.origin);
      // The first is in no pack, so it is asked for by itself.
      const text = list.replaceAll('index.html', path.replace('HOST', host));
      const worker = join(site.folder, 'sw.js');
      const code = await readFile(worker, 'utf8');
      await writeFile(file, text);
      const poisoned = replaceHash(code, list, text);
      expect(poisoned).not.toBe(code);
      await writeFile(worker, poisoned);
      await page.goto(site.origin);
      site.seen.length = 0;
      expect(await register(page)).toBe('redundant');
      expect(foreign.paths()).toEqual([]);
      expect(site.paths().some((asked) => asked.includes('evil.js'))).toBe(true);
      expect(await fetchIn(page, '/chunk-1.js')).toMatchObject({ status: 200 });
    } finally {
      await foreign.stop();
    }
  });
}

/** Puts the hash of one text in the place of another's, at whatever length it is written. */
function replaceHash(code: string, from: string, to: string): string {
  const [before, after] = [from, to].map((text) => createHash('sha256').update(text).digest('hex'));
  const length = [64, 32].find((digits) => code.includes(before!.slice(0, digits)))!;
  return code.replaceAll(before!.slice(0, length), after!.slice(0, length));
}
