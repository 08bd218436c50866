import { join } from 'node:path';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { build, type Alias, type InlineConfig } from 'vite';
import { describe, expect, it } from 'vitest';
import { holdfast, type HoldfastPluginOptions } from '../../../src/vite/index.js';
import { isHashedByBundler } from '../../../src/vite/emitted.js';
import { pageModule, placeRoot } from '../../../src/vite/page-module.js';
import type { PrecacheList } from '../../../src/manifest/plan.js';
import { makeFolder, readFolder } from './folder.js';

const app = {
  'holdfast.config.json': JSON.stringify({ precache: { include: ['**/*.{html,js,txt}'] } }),
  'index.html': '<!doctype html><head><script type="module" src="/main.js"></script></head>',
  'main.js': `import { connect } from 'virtual:holdfast';\nwindow.connection = connect();`,
  'public/note-3f9ab01c.txt': 'from the public folder',
  'node_modules/holdfast/package.json': '{ "exports": { "./page": "./page.js" } }',
  'node_modules/holdfast/page.js': 'export const connect = (options) => options;',
};

async function buildApp(
  root: string,
  options: HoldfastPluginOptions = {},
  config: InlineConfig = {},
  folder = 'dist',
): Promise<Record<string, string>> {
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    ...config,
    plugins: [holdfast(options)],
  });
  return readFolder(join(root, folder));
}

function readKinds(files: Record<string, string>): string[] {
  const [, text = ''] =
    Object.entries(files).find(([file]) => /^holdfast\/\w+\.json$/.test(file)) ?? [];
  return (JSON.parse(text) as PrecacheList).files.map(
    ({ path, kind }) => `${kind} ${path.replace(/-[\w-]{8}\.js$/, '-HASH.js')}`,
  );
}

describe('holdfast()', () => {
  it.each([
    [{ precache: true }, /no option `precache`; there are config, register, dev, selfDestroy/],
    [{ toString: 1 }, /no option `toString`/],
    [{ register: 'yes' }, /`register` is "yes"; write a boolean/],
    [{ config: 1 }, /`config` is 1; write a string/],
    [{ dev: 'loud' }, /`dev` is "loud"; write a boolean or "quiet"/],
  ])('refuses %j', (options, message) => {
    expect(() => holdfast(options as HoldfastPluginOptions)).toThrow(message);
  });

  it('takes an option that is undefined for one left out', () => {
    expect(holdfast({ config: undefined } as object).name).toBe('holdfast');
  });

  it('adds the worker to the output; only what the bundler hashed is an asset', async () => {
    const files = await buildApp(await makeFolder(app));
    expect(files).toHaveProperty('sw.js');
    expect(files['index.html']?.match(/holdfast\/register\.js/g)).toHaveLength(1);
    expect(readKinds(files)).toEqual([
      'asset assets/index-HASH.js',
      'shell holdfast/register.js',
      'shell index.html',
      'shell note-3f9ab01c.txt',
    ]);
  });

  it.each([
    ['/', 'src="/holdfast/register.js"', '"/sw.js"'],
    ['/sub/', 'src="/sub/holdfast/register.js"', '"/sub/sw.js"'],
    ['./', 'src="./holdfast/register.js"', '"../sw.js"'],
    ['', 'src="./holdfast/register.js"', '"../sw.js"'],
  ])('works with the base %j', async (base, script, worker) => {
    const files = await buildApp(await makeFolder(app), {}, { base });
    expect(files['index.html']).toContain(script);
    const code = Object.entries(files).find(([file]) => file.startsWith('assets/'))?.[1];
    expect(code?.replaceAll('`', '"')).toContain(worker);
  });

  it('refuses a base on another origin', async () => {
    const root = await makeFolder(app);
    await expect(buildApp(root, {}, { base: 'https://cdn.example.com/' })).rejects.toThrow(
      /`base` is "https:\/\/cdn\.example\.com\/"; a worker governs only its own origin/,
    );
  });

  it('leaves registration to the page with `register: false`', async () => {
    const files = await buildApp(await makeFolder(app), { register: false });
    expect(files['index.html']).not.toContain('register.js');
    expect(files).not.toHaveProperty('holdfast/register.js');
  });

  it('builds the kill switch without a manifest, and connects to nothing', async () => {
    const { 'holdfast.config.json': _, ...rest } = app;
    const files = await buildApp(await makeFolder(rest), { selfDestroy: true });
    expect(files['sw.js']).toContain('unregister');
    expect(files['index.html']).not.toContain('register.js');
  });

  it('reports a broken manifest before anything is bundled', async () => {
    const root = await makeFolder({ ...app, 'holdfast.config.json': '{ "routes": 1 }' });
    await expect(buildApp(root)).rejects.toThrow(/holdfast\.config\.json: /);
    expect(await readFolder(root)).not.toHaveProperty('dist/index.html');
  });

  it('leaves server-side builds alone', async () => {
    const root = await makeFolder(app);
    const files = await buildApp(root, {}, { build: { ssr: 'main.js' } });
    expect(Object.keys(files).filter((file) => file.includes('sw.js'))).toEqual([]);
  });

  it('runs once for several outputs, and knows the hashed files of all', async () => {
    const output = [{}, { entryFileNames: 'old/[name]-[hash].js' }];
    const root = await makeFolder(app);
    const files = await buildApp(root, {}, { build: { rollupOptions: { output } } });
    const assets = readKinds(files).filter((line) => line.startsWith('asset'));
    expect(assets.toSorted()).toEqual(['asset assets/index-HASH.js', 'asset old/index-HASH.js']);
  });

  it.each([
    ['site', 'site'],
    ['dist/scripts', 'dist'],
  ])('finds the app where the output option puts it: %s', async (dir, folder) => {
    const root = await makeFolder({
      ...app,
      'holdfast.config.json': '{ "worker": "sw.js", "precache": { "include": ["**/*.js"] } }',
      'sw.js': `import { plan } from 'virtual:holdfast/plan';\nself.plan = plan;`,
    });
    const rollupOptions = { output: { dir: join(root, dir) } };
    const files = await buildApp(root, {}, { build: { rollupOptions } }, folder);
    expect(files).toHaveProperty(['sw.js']);
    const place = dir.slice(folder.length + 1);
    expect(readKinds(files)).toContain(`asset ${join(place, 'assets/index-HASH.js')}`);
  });

  it.each<[string, Alias[]]>([
    ['@/words', [{ find: '@', replacement: '/src' }]],
    ['@/words.js', [{ find: '@/', replacement: '/src/' }]],
    ['~words', [{ find: /^~/, replacement: '/src/' }]],
    ['words', [{ find: 'words', replacement: './src/words.js' }]],
  ])("finds %j in a hand-written worker by Vite's aliases", async (source, alias) => {
    const root = await makeFolder({
      ...app,
      'holdfast.config.json': '{ "worker": "./sw.js" }',
      'sw.js': `import { words } from '${source}';\nself.words = words;`,
      'src/words.js': `export const words = 'from the alias';`,
    });
    const files = await buildApp(root, {}, { resolve: { alias } });
    expect(files['sw.js']).toContain('from the alias');
  });

  it('says which import of a hand-written worker an alias leads nowhere', async () => {
    const root = await makeFolder({
      ...app,
      'holdfast.config.json': '{ "worker": "./sw.js" }',
      'sw.js': `import '@/missing';`,
    });
    await expect(buildApp(root, {}, { resolve: { alias: { '@': '/src' } } })).rejects.toThrow(
      /sw\.js could not be bundled: .*'@\/missing'/s,
    );
  });

  it("fills in Vite's `define` and `import.meta.env` in a hand-written worker", async () => {
    const root = await makeFolder({
      ...app,
      '.env': 'VITE_ORIGIN=https://api.example.com\nSECRET=hidden',
      'holdfast.config.json': '{ "worker": "./sw.js" }',
      'sw.js': `self.all = import.meta.env;
        self.said = [RELEASE, LIMITS.files, NOTHING, import.meta.env.VITE_ORIGIN, import.meta.env.BASE_URL, import.meta.env.MODE, import.meta.env.NONE];`,
    });
    const define = { RELEASE: '"1.2.3"', LIMITS: { files: 9 }, NOTHING: undefined };
    const { 'sw.js': code = '' } = await buildApp(root, {}, { base: '/sub/', define });
    const self: { said?: unknown[]; all?: Record<string, unknown> } = {};
    runInNewContext(code, { self });
    const said = [
      '1.2.3',
      9,
      undefined,
      'https://api.example.com',
      '/sub/',
      'production',
      undefined,
    ];
    expect(Array.from(self.said ?? [])).toEqual(said);
    expect(self.all).toMatchObject({ MODE: 'production', VITE_ORIGIN: 'https://api.example.com' });
    expect(code).not.toContain('hidden');
  });

  it('says where the plan is to be imported', async () => {
    const root = await makeFolder({ ...app, 'main.js': `import 'virtual:holdfast/plan';` });
    await expect(buildApp(root)).rejects.toThrow(/only in the worker file/);
  });
});

describe('an error of ours, as Vite prints it', () => {
  it.each<[string, HoldfastPluginOptions, InlineConfig, Record<string, string>]>([
    ['an option', { manifest: {} } as object, {}, {}],
    ['a base', {}, { base: 'https://cdn.example.com/' }, {}],
    ['an import', {}, {}, { 'main.js': `import 'virtual:holdfast/plan';` }],
    ['a manifest', {}, {}, { 'holdfast.config.json': '{' }],
    ['a worker', {}, {}, { 'holdfast.config.json': '{ "worker": "w.js" }', 'w.js': 'const;' }],
  ])('leads to no code of ours: %s', async (_, options, config, files) => {
    const root = await makeFolder({ ...app, ...files });
    const error: unknown = await (async () => buildApp(root, options, config))().catch(
      (cause: unknown) => cause,
    );
    expect(inspect(error)).toContain('HoldfastError: ');
    expect(inspect(error)).not.toMatch(/src.(?:build|vite).*\.ts:\d/);
  });
});

describe('isHashedByBundler', () => {
  it.each<[string, string[], string | undefined, boolean]>([
    ['assets/index-BdQ4x9_q.js', ['index'], 'assets/[name]-[hash].js', true],
    ['assets/index-Bd-4x9_q.js', ['index'], 'assets/[name]-[hash].js', true],
    ['assets/logo.BdQ4x9_qBdQ4.svg', ['logo.svg'], 'assets/[name].[hash:12][extname]', true],
    ['BdQ4x9_q.js', ['index'], '[hash].js', true],
    ['assets/index-BdQ4x9.js', ['index'], 'assets/[name]-[hash:6].js', false],
    ['assets/vendor-framework.js', ['vendor-framework'], 'assets/[name].js', false],
    ['assets/vendor-framework.js', ['vendor-framework'], 'assets/[name]-[hash].js', false],
    ['assets/vendor-framework.js', ['vendor'], 'assets/[name]-[hash].js', false],
    ['assets/note-3f9ab01c.txt', ['note-3f9ab01c.txt'], 'assets/[name]-[hash][extname]', false],
    ['fixed-BdQ4x9_q.js', [], 'assets/[name]-[hash].js', false],
    ['assets/logo-BdQ4x9_q.svg', [], 'assets/[name]-[hash][extname]', true],
    ['assets/data-20240115.json', [], 'assets/[name]-[hash][extname]', false],
    ['assets/world-countries-110m.json', [], 'assets/[name]-[hash][extname]', false],
    ['assets/locale-de-messages-v2.json', [], 'assets/[name]-[hash][extname]', false],
    ['assets/routes-city-10m.json', [], 'assets/[name]-[hash][extname]', false],
    ['BdQ4x9_q/index.js', ['index'], '[hash]/[name].js', false],
    ['assets/index-BdQ4x9_q.js.map', [], 'assets/[name]-[hash].js', false],
    ['assets/index-BdQ4x9_q.js', ['index'], undefined, false],
  ])('%s of %j by %s: %s', (fileName, names, pattern, expected) => {
    expect(isHashedByBundler({ fileName, names, pattern })).toBe(expected);
  });
});

describe('the page module', () => {
  it('connects once', async () => {
    const source = pageModule({ enabled: true, base: '/app/' }).replace(
      /^import.*$/m,
      'const connectTo = (options) => ({ options });',
    );
    const { connect } = (await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`
    )) as { connect: () => { options: object } };
    expect(connect().options).toEqual({ worker: '/app/sw.js' });
    expect(connect()).toBe(connect());
  });

  it('finds the worker from the chunk with a relative base', () => {
    const code = pageModule({ enabled: true, base: './' });
    expect(placeRoot(code, 'index.js')).toContain('"./sw.js"');
    expect(placeRoot(code, 'assets/js/index.js')).toContain('"../../sw.js"');
    expect(placeRoot('other', 'index.js')).toBeUndefined();
  });

  it('connects to nothing where there is no worker', () => {
    expect(pageModule({ enabled: false, base: './' })).toContain('connectTo({ enabled: false })');
  });
});
