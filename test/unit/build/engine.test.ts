import { runInNewContext, Script } from 'node:vm';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build, buildDevWorker, type BuildResult } from '../../../src/build/engine.js';
import { toFileHash } from '../../../src/build/list.js';
import { formatSummary } from '../../../src/build/summary.js';
import type { PrecacheList } from '../../../src/manifest/plan.js';
import type { Manifest } from '../../../src/manifest/types.js';
import { addFile, makeFolder, readFolder } from './folder.js';

const site = {
  'dist/index.html': '<!doctype html><head></head>',
  'dist/app-3f9ab01c.js': 'app',
  'dist/more.css': 'more',
  'dist/style.css': 'style',
  'dist/app-3f9ab01c.js.map': '{}',
};
const manifest: Manifest = {
  precache: { include: ['**/*.{html,js,css}'] },
  shell: { document: '/index.html', paths: ['/'] },
  routes: [
    { name: 'api', match: '/api/*', strategy: 'network-first', expire: { maxEntries: 100 } },
  ],
};

interface Options {
  readonly register?: boolean;
  readonly base?: string;
}

function buildSite(
  root: string,
  app: Manifest = manifest,
  options: Options = {},
): Promise<BuildResult> {
  const loaded = { file: join(root, 'holdfast.config.json'), manifest: app };
  return build({ folder: join(root, 'dist'), root, manifest: loaded, ...options });
}

function readList(files: Record<string, string>, { precache }: BuildResult): PrecacheList {
  return JSON.parse(files[precache!.list.path]!) as PrecacheList;
}

describe('build', () => {
  it('writes the worker, its map, the list and the registration, and nothing else', async () => {
    const root = await makeFolder(site);
    const result = await buildSite(root);
    const files = await readFolder(join(root, 'dist'));
    expect(Object.keys(files)).toEqual([
      'app-3f9ab01c.js',
      'app-3f9ab01c.js.map',
      ...[`holdfast/${result.version}.json`, result.precache!.pack!.path].toSorted(),
      'holdfast/register.js',
      'index.html',
      'more.css',
      'style.css',
      'sw.js',
      'sw.js.map',
    ]);
    expect(readList(files, result).files.map(({ path, kind }) => [path, kind])).toEqual([
      ['holdfast/register.js', 'shell'],
      ['app-3f9ab01c.js', 'asset'],
      ['index.html', 'shell'],
      ['more.css', 'shell'],
      ['style.css', 'shell'],
    ]);
    expect(readList(files, result).pack).toBe(result.precache!.pack!.path);
    expect(
      readList(files, result)
        .files.filter(({ isEntry }) => isEntry)
        .map(({ path }) => path),
    ).toEqual(['holdfast/register.js']);
    expect(files['sw.js']).toContain(result.version);
    // Nothing in production writes to the console.
    expect(files['sw.js']! + files['holdfast/register.js']!).not.toContain('console.');
    expect(files['index.html']).toContain('<script type="module" src="/holdfast/register.js">');
  });

  it('gives the same bytes for the same input, again and elsewhere', async () => {
    const [here, there] = [await makeFolder(site), await makeFolder(site)];
    await buildSite(here);
    const first = await readFolder(join(here, 'dist'));
    await buildSite(here);
    await buildSite(there);
    expect(await readFolder(join(here, 'dist'))).toEqual(first);
    expect(await readFolder(join(there, 'dist'))).toEqual(first);
  });

  it('names another version when a byte changes, and removes the list and the pack of the one before', async () => {
    const root = await makeFolder(site);
    const before = await buildSite(root);
    await addFile(root, 'dist/style.css', 'Style');
    const after = await buildSite(root);
    expect(after.version).not.toBe(before.version);
    const lists = Object.keys(await readFolder(join(root, 'dist/holdfast')));
    expect(lists.map((file) => `holdfast/${file}`)).toEqual([
      ...[after.precache!.list.path, after.precache!.pack!.path].toSorted(),
      'holdfast/register.js',
    ]);
  });

  it('leaves the HTML alone with `register: false`', async () => {
    const root = await makeFolder(site);
    const result = await buildSite(root, manifest, { register: false });
    const files = await readFolder(join(root, 'dist'));
    expect(files['index.html']).toBe(site['dist/index.html']);
    expect(files).not.toHaveProperty('holdfast/register.js');
    expect(result.documents).toBe(0);
    expect(result.warnings).toEqual([]);
  });

  it('bundles only the strategies and features of the plan', async () => {
    const root = await makeFolder(site);
    await buildSite(root, {
      routes: [{ name: 'live', match: '/live/*', strategy: 'network-only' }],
    });
    const { 'sw.js': code } = await readFolder(join(root, 'dist'));
    expect(code).toContain('network-only');
    expect(code).not.toContain('cache-first');
    expect(code).not.toContain('precache/missing');
    expect(code).not.toContain('workbox:');
    expect(code).not.toContain('process.env');
    expect(code).not.toContain('groupCollapsed');
  });

  it('writes one classic script', async () => {
    const root = await makeFolder(site);
    await buildSite(root);
    const { 'sw.js': code = '' } = await readFolder(join(root, 'dist'));
    expect(code).not.toMatch(/\b(?:import|export)\b[^.(]/);
    expect(() => new Script(code)).not.toThrow();
  });

  it('tells no path of the machine', async () => {
    const root = await makeFolder({
      ...site,
      'src/sw.ts': `import { start } from 'holdfast/worker';\nimport { plan, features } from 'virtual:holdfast/plan';\nimport './push.js';\nstart(plan, features);`,
      'src/push.ts': `self.addEventListener('push', () => console.log('pushed'));`,
    });
    await buildSite(root, { ...manifest, worker: 'src/sw.ts' });
    const files = await readFolder(join(root, 'dist'));
    const { sources, sourcesContent } = JSON.parse(files['sw.js.map']!) as {
      sources: string[];
      sourcesContent: string[];
    };
    expect(sources).toContain('src/push.ts');
    expect(sources).toContain('holdfast/worker/start.js');
    for (const source of sources) expect(source).toMatch(/^(?:src|holdfast|node_modules)\//);
    expect(sourcesContent).toHaveLength(sources.length);
    expect(files['sw.js']! + sources.join()).not.toContain(root);
  });

  it("keeps the side effects of a hand-written worker's own modules, also in a package that says it has none", async () => {
    const root = await makeFolder({
      'package.json': '{ "sideEffects": false }',
      'dist/x.txt': '',
      'sw.js': `import './push.js';`,
      'push.js': `self.pushed = true;`,
    });
    await buildSite(root, { worker: 'sw.js' });
    const { 'sw.js': code = '' } = await readFolder(join(root, 'dist'));
    const self: { pushed?: boolean } = {};
    runInNewContext(code, { self });
    expect(self.pushed).toBe(true);
  });

  it.each([
    [`import 'no-such-package';`, 'no-such-package'],
    [`await 1;`, 'top-level await'],
    [`const;`, 'Unexpected token'],
    [undefined, 'sw.js'],
  ])(
    'fails for the worker %j with the words of the bundler, and keeps the worker before',
    async (source, words) => {
      const root = await makeFolder({ 'dist/sw.js': 'before', ...(source && { 'sw.js': source }) });
      const error: unknown = await buildSite(root, { worker: 'sw.js' }).catch(
        (cause: unknown) => cause,
      );
      expect(error).toMatchObject({ code: 'build/bundle' });
      expect(String(error)).toContain(words);
      expect(String(error)).not.toMatch(/\n\s+at /);
      expect((await readFolder(join(root, 'dist')))['sw.js']).toBe('before');
    },
  );

  it('names the manifest when its files are not there', async () => {
    const root = await makeFolder({ 'dist/a.js': '' });
    await expect(buildSite(root)).rejects.toMatchObject({
      code: 'manifest/invalid',
      message: expect.stringMatching(/^holdfast\.config\.json: .*shell\.document/s) as string,
    });
  });

  it('fails for a folder that is missing, or is a file', async () => {
    const root = await makeFolder();
    await expect(buildSite(root)).rejects.toMatchObject({
      code: 'build/output',
      message: expect.stringContaining('does not exist') as string,
    });
    await addFile(root, 'dist', '');
    await expect(buildSite(root)).rejects.toMatchObject({
      code: 'build/output',
      message: expect.stringContaining('is not a folder') as string,
    });
  });

  it('reports a file that cannot be written, with the fault underneath', async () => {
    const root = await makeFolder(site);
    await mkdir(join(root, 'dist/sw.js'));
    await expect(buildSite(root)).rejects.toMatchObject({
      code: 'build/output',
      cause: { syscall: 'rename' },
    });
  });

  it('builds the kill switch without touching the HTML', async () => {
    const root = await makeFolder({
      ...site,
      'dist/holdfast/0123456789abcdef.json': '{}',
      'dist/holdfast/0123456789abcdef.pack': '',
    });
    const result = await build({ folder: join(root, 'dist'), root, manifest: 'self-destroy' });
    const files = await readFolder(join(root, 'dist'));
    expect(files['index.html']).toBe(site['dist/index.html']);
    expect(files['sw.js']).toContain('unregister');
    expect(Object.keys(files).filter((file) => file.startsWith('holdfast/'))).toEqual([]);
    expect((await stat(join(root, 'dist/sw.js'))).size).toBe(result.worker.bytes);
  });
});

describe('a route that stores without a limit', () => {
  const routes: Manifest['routes'] = [
    { name: 'photos', match: '/photos/*', strategy: 'cache-first' },
    { name: 'live', match: '/live/*', strategy: 'network-only' },
  ];

  it('is warned of, and built all the same', async () => {
    const root = await makeFolder(site);
    const result = await buildSite(root, { ...manifest, routes });
    const warning =
      'route `photos` stores responses without a limit, so its cache grows for ever; add for example "expire": { "maxEntries": 100 }';
    expect(result.warnings).toEqual([warning]);
    expect(await readFolder(join(root, 'dist'))).toHaveProperty('sw.js');
    const text = formatSummary(result);
    expect(text).toMatch(/photos +GET +\/photos\/\* +cache-first +no limits\n/);
    expect(text).toMatch(/live +GET +\/live\/\* +network-only\n/);
    expect(text).toContain(`warning     ${warning}`);
  });
});

describe('optional files', () => {
  const optional: Manifest = {
    ...manifest,
    precache: { include: ['**/*.{html,js,css}'], optional: ['more.css', 'holdfast/*'] },
  };

  it('are marked in the list, outside the pack, and known to the plan', async () => {
    const root = await makeFolder({
      ...site,
      'dist/index.html': '<!doctype html><link rel="stylesheet" href="/more.css">',
      'dist/a.js': '',
      'dist/b.js': '',
    });
    const result = await buildSite(root, optional);
    const files = await readFolder(join(root, 'dist'));
    const marked = readList(files, result).files.filter(({ isOptional }) => isOptional);
    expect(marked).toEqual([
      {
        path: 'more.css',
        sha256: toFileHash(Buffer.from('more')),
        bytes: 4,
        kind: 'shell',
        isOptional: true,
      },
    ]);
    expect(readList(files, result).files.filter(({ packed }) => packed)).toHaveLength(5);
    expect(files['sw.js']).toMatch(/hasOptional:(?:true|!0)/);
    expect(result.precache!.optional).toEqual({ files: 1, bytes: 4 });
  });

  it('make another version than the same files required', async () => {
    const root = await makeFolder(site);
    const required = await buildSite(root);
    expect((await buildSite(root, optional)).version).not.toBe(required.version);
  });

  it('are none where only the registration matches', async () => {
    const root = await makeFolder(site);
    const app = { ...optional, precache: { ...optional.precache!, optional: ['holdfast/*'] } };
    const result = await buildSite(root, app);
    expect(result.warnings).toEqual([
      '`precache.optional`: "holdfast/*" adds no file; correct it, or leave it out',
    ]);
    expect((await readFolder(join(root, 'dist')))['sw.js']).toMatch(/hasOptional:(?:false|!1)/);
  });

  it('cannot be what the shell answers with', async () => {
    const root = await makeFolder(site);
    const app = { ...optional, precache: { ...optional.precache!, optional: ['*.html'] } };
    await expect(buildSite(root, app)).rejects.toMatchObject({
      code: 'manifest/invalid',
      message: expect.stringContaining(
        'shell.document: "/index.html" is an optional file, which an install does not wait for; match it by precache.include and not by precache.optional',
      ) as string,
    });
  });
});

describe('buildDevWorker', () => {
  it('precaches nothing and stays readable', async () => {
    const root = await makeFolder();
    const loaded = { file: join(root, 'holdfast.config.json'), manifest };
    const { code, map, sources } = await buildDevWorker({ manifest: loaded, root });
    expect(code).toContain('\n');
    expect(code).toContain('sourceMappingURL=data:');
    expect(code).toMatch(/"?version"?: "dev"/);
    expect(code).not.toContain('precache/missing');
    expect(map).toBeUndefined();
    expect(sources).toEqual([]);
  });
});

describe('formatSummary', () => {
  it('counts the optional files among the precached', async () => {
    const root = await makeFolder({ ...site, 'dist/editor.js': 'x'.repeat(2048) });
    const app: Manifest = {
      ...manifest,
      precache: { include: ['**/*.{html,css}'], optional: ['*.js', 'fonts/*'] },
    };
    const text = formatSummary(await buildSite(root, app));
    expect(text).toMatch(
      /\n {2}precache .*, 5 shell \(3\.0 KB\); 2 of them optional \(2\.0 KB\)\n/,
    );
    expect(text).toContain('`precache.optional`: "fonts/*" adds no file');
  });

  it('says what was precached, what was not, and what is odd', async () => {
    const root = await makeFolder({
      ...site,
      'dist/big.bin': new Uint8Array(3000),
      'dist/extra.css': 'extra',
    });
    const app: Manifest = {
      ...manifest,
      precache: { include: ['**/*.{html,js,css}', 'fonts/*'], exclude: ['style.css'] },
    };
    const text = formatSummary(await buildSite(root, app));
    expect(text).toMatch(/^Holdfast: .*dist, version [0-9a-f]{16}\n/);
    expect(text).toMatch(/\n {2}worker {6}sw\.js {2}\d+\.\d KB, \d+\.\d KB gzipped\n/);
    expect(text).toMatch(
      /\n {2}precache {4}5 files, 1\.0 KB: 1 asset \(0\.0 KB\), 4 shell \(1\.0 KB\)\n/,
    );
    expect(text).toContain(
      '2 files, 2.9 KB matched by no `include`: big.bin 2.9 KB, app-3f9ab01c.js.map 0.0 KB',
    );
    expect(text).toContain('1 file, 0.0 KB by `exclude`: style.css 0.0 KB');
    expect(text).toMatch(
      /\n {2}list {8}\S+\.json {2}\d+\.\d KB\n {2}pack {8}\S+\.pack {2}\d+\.\d KB\n/,
    );
    expect(text).toContain('registered  in 1 HTML document\n');
    expect(text).toContain('api  GET  /api/*  network-first  100 entries\n');
    expect(text).toContain('"fonts/*" adds no file');
  });
});
