import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import type { PrecacheList } from '../../src/manifest/plan.js';
import type { BuildResult } from '../../src/build/engine.js';
import type { Manifest } from '../../src/manifest/types.js';
import { toCacheKey } from '../../src/protocol/cache-key.js';
import {
  bundlePageScript,
  controlled,
  expect,
  html,
  openControlled,
  test,
  withResolvers,
  type Files,
  type Site,
} from '../harness/site.js';
import { stopWorkers } from '../harness/worker.js';

const manifest: Manifest = {
  precache: { include: ['**/*.{html,js,css}'] },
  shell: { document: '/index.html', paths: ['/'] },
};

/** About 8 KB that gzip makes a quarter smaller, other for each seed. */
function makeChunk(seed: string): string {
  let text = `export default '${seed}`;
  for (let turn = 0; text.length < 8 * 1024; turn++) {
    text += createHash('sha512').update(`${seed} ${turn}`).digest('base64');
  }
  return `${text.slice(0, 8 * 1024)}';\n`;
}

/** A site of a document, its script, and so many chunks; those of `edition` two have other names and bytes. */
async function makeSite(count: number, changed: readonly number[] = []): Promise<Files> {
  const chunks = Array.from({ length: count }, (_, index) => {
    const content = makeChunk(`${index}${changed.includes(index) ? ' again' : ''}`);
    return [`assets/chunk-${index}-${toHash(content)}.js`, content];
  });
  return {
    'index.html': html('shell', '/app.js'),
    'app.js': await bundlePageScript(),
    ...(Object.fromEntries(chunks) as Record<string, string>),
  };
}

function toHash(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

async function deploy(site: Site, files: Files): Promise<BuildResult> {
  return site.deploy(files, {
    manifest,
    register: false,
    isHashed: (file) => file.startsWith('assets/'),
  });
}

async function readList(site: Site, { precache }: BuildResult): Promise<PrecacheList> {
  const text = await readFile(join(site.folder, precache!.list.path), 'utf8');
  return JSON.parse(text) as PrecacheList;
}

/** The paths of those files of the list that are not in a cache with the bytes of the build. */
async function findUnverified(page: Page, { files }: PrecacheList): Promise<string[]> {
  return page.evaluate(
    async (all) => {
      const wrong: string[] = [];
      for (const { path, key, sha256 } of all) {
        const response = await caches.match(key);
        const bytes = await response?.arrayBuffer();
        const digest = bytes && new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        const hex = Array.from(digest ?? [], (byte) => byte.toString(16).padStart(2, '0')).join('');
        if (hex.slice(0, 32) !== sha256) wrong.push(path);
      }
      return wrong;
    },
    files.map(({ path, sha256 }) => ({ path, sha256, key: toCacheKey(path, { href: '/' }) })),
  );
}

function isChunk(path: string): boolean {
  return path.startsWith('/assets/');
}

test('200 files of 8 KB are installed with the list, the pack and the document', async ({
  page,
  site,
}) => {
  const result = await deploy(site, await makeSite(200));
  site.latencyMs = 40;
  await openControlled(page, `${site.origin}/`);
  const { list, pack } = result.precache!;
  // The page's own requests, and the worker's; what the document loads came from the HTTP cache.
  const asked = site.paths().filter((path) => path !== '/favicon.ico');
  expect(asked.toSorted()).toEqual(
    ['/', '/app.js', '/sw.js', `/${list.path}`, `/${pack!.path}`, '/index.html'].toSorted(),
  );
  expect(await findUnverified(page, await readList(site, result))).toEqual([]);

  await site.stop();
  await page.reload();
  await expect(page.locator('h1')).toHaveText('shell');
});

test('an update of 5 files among 200 transfers their members of the pack and little more', async ({
  page,
  site,
}) => {
  await deploy(site, await makeSite(200));
  await openControlled(page, `${site.origin}/`);

  const changed = [7, 8, 60, 123, 199];
  const result = await deploy(site, await makeSite(200, changed));
  const list = await readList(site, result);
  site.seen.length = 0;
  await page.evaluate(() => window.holdfast.update.check());
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'update'));

  const members = list.files.filter(({ path }) =>
    changed.some((index) => path.startsWith(`assets/chunk-${index}-`)),
  );
  expect(members).toHaveLength(5);
  const wanted = members.reduce((sum, { packed }) => sum + packed!.length, 0);
  const extra = site.seen.filter(
    ({ url }) => url !== '/sw.js' && url !== `/${result.precache!.list.path}`,
  );
  await expect.poll(() => extra.every(({ sentBytes }) => sentBytes !== undefined)).toBe(true);
  const sent = extra.reduce((sum, { sentBytes }) => sum + sentBytes!, 0);
  test.info().annotations.push({ type: 'bytes', description: `${sent} for ${wanted}` });
  expect(sent).toBeLessThanOrEqual(wanted * 1.1 + 4096);
  expect(extra.length).toBeLessThanOrEqual(5);
  expect(await findUnverified(page, list)).toEqual([]);
});

/** The part of the pack that was asked for, and the status to answer with. */
function readPart(request: IncomingMessage, pack: Buffer): { status: number; body: Buffer } {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  return first === undefined
    ? { status: 200, body: pack }
    : { status: 206, body: pack.subarray(Number(first), Number(last) + 1) };
}

/** How a pack can fail: what is sent in its place, how many of the 12 chunks are asked for singly then, what the report says. */
const failures: Readonly<
  Record<
    string,
    {
      answer(request: IncomingMessage, response: ServerResponse, pack: Buffer): void;
      single: number | 'some';
      reason?: string;
    }
  >
> = {
  'is not there': {
    answer: (_request, response) => response.writeHead(404).end(),
    single: 12,
    reason: 'the server answered 404',
  },
  'comes whole where a range was asked for': {
    answer: (_request, response, pack) => response.writeHead(200).end(pack),
    single: 0,
  },
  'ends too early': {
    answer(request, response, pack) {
      const { status, body } = readPart(request, pack);
      response.writeHead(status).end(body.subarray(0, body.length / 2));
    },
    single: 'some',
    reason: '',
  },
  'is cut off half-way': {
    answer(request, response, pack) {
      const { status, body } = readPart(request, pack);
      response.writeHead(status, { 'content-length': body.length });
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
    },
    single: 'some',
    reason: '',
  },
  'has one damaged member': {
    answer(request, response, pack) {
      const damaged = Buffer.from(pack);
      // The last chunk by path, so the last member.
      damaged.subarray(-100).fill(0);
      const { status, body } = readPart(request, damaged);
      response.writeHead(status).end(body);
    },
    single: 'some',
    reason: '',
  },
  'has a byte too many at its start': {
    answer(request, response, pack) {
      const { status, body } = readPart(request, pack);
      response.writeHead(status).end(Buffer.concat([Buffer.alloc(1), body]));
    },
    single: 12,
    reason: '',
  },
  'stalls half-way': {
    answer(request, response, pack) {
      const { status, body } = readPart(request, pack);
      response.writeHead(status).write(body.subarray(0, body.length / 2));
    },
    single: 'some',
    reason: 'it stalled at byte',
  },
  'is never answered': {
    answer: () => undefined,
    single: 12,
    reason: 'the server answered nothing',
  },
  'is an error page': {
    answer: (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end(html('welcome'));
    },
    single: 12,
    reason: '',
  },
};

for (const [failure, { answer, single, reason }] of Object.entries(failures)) {
  test(`a pack that ${failure} leaves the rest to single requests`, async ({ page, site }) => {
    const result = await deploy(site, await makeSite(12));
    const packPath = result.precache!.pack!.path;
    const pack = await readFile(join(site.folder, packPath));
    site.answers.set(`/${packPath}`, (request, response) => answer(request, response, pack));
    await openControlled(page, `${site.origin}/`);

    expect(await findUnverified(page, await readList(site, result))).toEqual([]);
    const packs = site.seen.filter(({ url }) => url === `/${packPath}`);
    expect(packs.map(({ headers }) => headers.range)).toEqual([
      expect.stringMatching(/^bytes=\d+-\d+$/),
    ]);
    const { log } = await page.evaluate(() => window.holdfast.status());
    expect(log.filter(({ code }) => code === 'precache/pack-failed')).toEqual(
      reason === undefined
        ? []
        : [expect.objectContaining({ detail: expect.stringContaining(reason) })],
    );
    const asked = site.paths().filter(isChunk);
    expect(new Set(asked).size).toBe(asked.length);
    if (single === 'some') {
      expect(asked.length).toBeGreaterThan(0);
      // The chunks of the first half came with it, whatever of it arrived in time.
      if (failure === 'ends too early') expect(asked.length).toBeLessThan(12);
    } else {
      expect(asked).toHaveLength(single);
    }
  });
}

test('wrong bytes everywhere leave the old version in charge and name the file', async ({
  page,
  site,
}) => {
  const first = await deploy(site, await makeSite(12));
  await openControlled(page, `${site.origin}/`);
  const all = Array.from({ length: 12 }, (_, index) => index);
  const second = await deploy(site, await makeSite(12, all));
  site.answers.set(`/${second.precache!.pack!.path}`, (_request, response) => {
    response.writeHead(200).end('not a pack');
  });
  for (const { path, kind } of (await readList(site, second)).files) {
    if (kind !== 'asset') continue;
    site.answers.set(`/${path}`, (_request, response) => {
      response.writeHead(200).end('half a deploy');
    });
  }
  await page.evaluate(() => window.holdfast.update.check());
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'state'));
  const status = await page.evaluate(() => window.holdfast.status());
  expect(status.version).toBe(first.version);
  expect(status.state.name).toBe('broken-install');
  expect(status.state.reason).toMatch(
    /\/assets\/chunk-\d+-[0-9a-f]{16}\.js is not the file that was built: expected a SHA-256 that starts with [0-9a-f]{32}, got [0-9a-f]{64}$/,
  );
});

test('a browser without DecompressionStream fetches every file by itself', async ({
  page,
  site,
}) => {
  const result = await site.deploy(await makeSite(6), {
    manifest,
    prelude: 'delete self.DecompressionStream;',
    register: false,
    isHashed: (file) => file.startsWith('assets/'),
  });
  await openControlled(page, `${site.origin}/`);
  expect(await findUnverified(page, await readList(site, result))).toEqual([]);
  expect(site.paths().filter(isChunk)).toHaveLength(6);
  expect(site.paths()).not.toContain(`/${result.precache!.pack!.path}`);
});

test('a file from the pack has its own type and the policies of the host, a document its own headers', async ({
  page,
  site,
}) => {
  const result = await deploy(site, await makeSite(6));
  const pack = await readFile(join(site.folder, result.precache!.pack!.path));
  site.answers.set(`/${result.precache!.pack!.path}`, (request, response) => {
    const { status, body } = readPart(request, pack);
    response
      .writeHead(status, {
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment',
        'cross-origin-embedder-policy': 'require-corp',
        'x-content-type-options': 'nosniff',
        etag: '"pack"',
      })
      .end(body);
  });
  site.answers.set('/index.html', (_request, response) => {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "script-src 'self'",
    });
    response.end(html('shell', '/app.js'));
  });
  await openControlled(page, `${site.origin}/`);
  const chunk = (await readList(site, result)).files.find(({ kind }) => kind === 'asset')!;
  const readHeaders = (path: string): Promise<Record<string, string>> =>
    page.evaluate(
      async (url) => Object.fromEntries((await caches.match(url))!.headers),
      toCacheKey(path, { href: '/' }),
    );
  const headers = await readHeaders(chunk.path);
  const document = await readHeaders('index.html');
  expect(headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'content-length': String(chunk.bytes),
    'cross-origin-embedder-policy': 'require-corp',
    'x-content-type-options': 'nosniff',
  });
  for (const name of ['etag', 'content-disposition', 'content-range']) {
    expect(headers).not.toHaveProperty(name);
  }
  expect(document).toMatchObject({ 'content-security-policy': "script-src 'self'" });
  expect(await page.evaluate((path) => import(path).then(() => 'run'), `/${chunk.path}`)).toBe(
    'run',
  );
});

test('a worker killed after each stored file goes on where it was', async ({ browser, site }) => {
  const count = 6;
  const result = await deploy(site, { ...(await makeSite(count)), 'late.css': 'p {}' });
  const { files } = await readList(site, result);
  const chunks = files.filter(({ kind }) => kind === 'asset').map(({ path }) => `/${path}`);
  for (let stored = 1; stored <= count; stored++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const held = withResolvers();
    let answered = 0;
    site.answers.set(`/${result.precache!.pack!.path}`, (_request, response) => {
      response.writeHead(404).end();
    });
    // After the last chunk this one is still missing.
    site.answers.set('/late.css', async (_request, response) => {
      await held.promise;
      response.writeHead(200, { 'content-type': 'text/css' }).end('p {}');
    });
    for (const path of chunks) {
      site.answers.set(path, async (_request, response) => {
        if (++answered > stored) await held.promise;
        response.writeHead(200, { 'content-type': 'text/javascript' });
        response.end(await readFile(join(site.folder, path)));
      });
    }
    await page.goto(`${site.origin}/`);
    const readStored = (): Promise<string[]> =>
      page.evaluate(async () => {
        const cache = await caches.open('holdfast:/:assets');
        return (await cache.keys()).map(({ url }) => new URL(url).pathname);
      });
    await expect.poll(async () => (await readStored()).length).toBe(stored);
    const before = await readStored();
    await stopWorkers(page);
    expect((await readStored()).toSorted()).toEqual(before.toSorted());

    held.resolve();
    for (const path of chunks) site.answers.delete(path);
    site.seen.length = 0;
    await page.reload();
    await controlled(page);
    expect(site.paths().filter(isChunk).toSorted()).toEqual(
      chunks.filter((path) => !before.includes(path)).toSorted(),
    );
    expect(site.paths()).not.toContain(`/${result.precache!.list.path}`);
    expect(await findUnverified(page, { format: 1, files })).toEqual([]);
    await context.close();
  }
});

test('caches that are deleted while they are filled are filled again', async ({ page, site }) => {
  const result = await deploy(site, await makeSite(6));
  const { files } = await readList(site, result);
  const held = withResolvers();
  site.answers.set('/index.html', async (_request, response) => {
    await held.promise;
    response.writeHead(200, { 'content-type': 'text/html' }).end(html('shell', '/app.js'));
  });
  await page.goto(`${site.origin}/`);
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const cache = await caches.open('holdfast:/:assets');
        return (await cache.keys()).length;
      }),
    )
    .toBe(6);
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  held.resolve();
  await controlled(page);
  expect(await findUnverified(page, { format: 1, files })).toEqual([]);
  expect(
    await page.evaluate(
      async (path) => Boolean(await caches.match(path)),
      result.precache!.list.path,
    ),
  ).toBe(true);
});

test('a server in trouble is asked three times, one that has no such file once', async ({
  page,
  site,
}) => {
  const result = await deploy(site, await makeSite(1));
  let asked = 0;
  site.answers.set('/index.html', (_request, response) => {
    if (++asked < 3) response.writeHead(asked === 1 ? 503 : 429).end();
    else response.writeHead(200, { 'content-type': 'text/html' }).end(html('shell', '/app.js'));
  });
  await openControlled(page, `${site.origin}/`);
  expect(asked).toBe(3);
  expect(await findUnverified(page, await readList(site, result))).toEqual([]);

  const next = await deploy(site, await makeSite(1, [0]));
  const chunk = (await readList(site, next)).files.find(({ kind }) => kind === 'asset')!;
  site.answers.set(`/${chunk.path}`, (_request, response) => {
    response.writeHead(404).end();
  });
  site.seen.length = 0;
  await page.evaluate(() => window.holdfast.update.check());
  await page.waitForFunction(() => window.heard.some(({ type }) => type === 'state'));
  const { state } = await page.evaluate(() => window.holdfast.status());
  expect(state.reason).toBe(`${site.origin}/${chunk.path} did not arrive: the server answered 404`);
  expect(site.paths().filter(isChunk)).toHaveLength(1);
});
