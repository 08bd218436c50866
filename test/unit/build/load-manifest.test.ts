import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findManifest, loadManifest } from '../../../src/build/load-manifest.js';
import { addFile, makeFolder } from './folder.js';

const routes = [{ name: 'api', match: '/api/*', strategy: 'network-first' }];
const json = JSON.stringify({ routes });

describe('findManifest', () => {
  it.each(['ts', 'mts', 'js', 'mjs', 'json'])('finds holdfast.config.%s', async (extension) => {
    const folder = await makeFolder({ [`holdfast.config.${extension}`]: '' });
    expect(await findManifest(folder)).toBe(join(folder, `holdfast.config.${extension}`));
  });

  it('says what to write where there is none', async () => {
    const folder = await makeFolder({ 'sub/holdfast.config.ts': '', 'holdfast.config.txt': '' });
    await expect(findManifest(folder)).rejects.toMatchObject({
      code: 'manifest/unreadable',
      message: expect.stringContaining('write holdfast.config.ts') as string,
    });
  });

  it('names all of several', async () => {
    const folder = await makeFolder({ 'holdfast.config.ts': '', 'holdfast.config.json': '' });
    await expect(findManifest(folder)).rejects.toMatchObject({
      code: 'manifest/unreadable',
      message: expect.stringContaining('holdfast.config.json, holdfast.config.ts') as string,
    });
    expect(await findManifest(folder, 'holdfast.config.ts')).toBe(
      join(folder, 'holdfast.config.ts'),
    );
  });
});

describe('loadManifest', () => {
  it.each([
    ['a.json', json],
    ['a.json', `\uFEFF${json}`],
    ['a.ts', `\uFEFFexport default ${json};`],
    ['a.js', `export default ${json};`],
    ['a.mjs', `export default ${json};`],
    ['a.js', `module.exports = ${json};`],
    ['a.ts', `const routes: unknown[] = ${JSON.stringify(routes)};\nexport default { routes };`],
    ['a.mts', `const routes = ${JSON.stringify(routes)} as const;\nexport default { routes };`],
    ['a.ts', `import { defineManifest } from 'holdfast';\nexport default defineManifest(${json});`],
  ])('reads %s: %s', async (name, source) => {
    const folder = await makeFolder({ [name]: source });
    const file = join(folder, name);
    expect(await loadManifest(file)).toEqual({ file, manifest: { routes } });
  });

  it.each([
    ['ts', 'commonjs'],
    ['mjs', 'commonjs'],
    ['js', 'module'],
    ['js', 'commonjs'],
  ])(
    'sees an edit of the file, and of one that it imports: .%s in a package of type %s',
    async (extension, type) => {
      const [a, b] = [`a.${extension}`, `b.${extension}`];
      const folder = await makeFolder({
        'package.json': JSON.stringify({ type }),
        [a]: `import { name } from './b.js';\nexport default { routes: [{ name, match: '/*', strategy: 'cache-only' }] };`.replace(
          './b.js',
          extension === 'mjs' ? './b.mjs' : './b.js',
        ),
        [b]: `export const name = 'one';`,
      });
      const file = join(folder, a);
      const read: string[] = [];
      const readName = async (): Promise<string | undefined> =>
        (await loadManifest(file, (one) => read.push(one))).manifest.routes?.[0]?.name;
      expect(await readName()).toBe('one');
      expect(new Set(read)).toEqual(new Set([file, join(folder, b)]));
      await addFile(folder, b, `export const name = 'two';`);
      expect(await readName()).toBe('two');
      await addFile(folder, a, 'export default { routes: [] };');
      expect(await readName()).toBeUndefined();
    },
  );

  it('sees an edit of a CommonJS file', async () => {
    const folder = await makeFolder({
      'a.js': `module.exports = require('./b.js');`,
      'b.js': `module.exports = { routes: [] };`,
    });
    expect((await loadManifest(join(folder, 'a.js'))).manifest).toEqual({ routes: [] });
    await addFile(folder, 'b.js', `module.exports = {};`);
    expect((await loadManifest(join(folder, 'a.js'))).manifest).toEqual({});
  });

  it('tells which files it has read also where it fails', async () => {
    const folder = await makeFolder({
      'a.ts': `import { routes } from './b.ts';\nexport default { routes };`,
      'b.ts': 'export const = 1;',
    });
    const read: string[] = [];
    const loading = loadManifest(join(folder, 'a.ts'), (file) => read.push(file));
    await expect(loading).rejects.toMatchObject({ code: 'manifest/unreadable' });
    expect(new Set(read)).toEqual(new Set([join(folder, 'a.ts'), join(folder, 'b.ts')]));
  });

  it.each([
    `import { fileURLToPath } from 'node:url';\nconst file = fileURLToPath(new URL('names/a.json', import.meta.url));`,
    `import { join } from 'node:path';\nconst file = join(import.meta.dirname, 'names/a.json');`,
    `const file = require('node:path').join(__dirname, 'names/a.json');`,
  ])('lets each file find others beside it: %s', async (found) => {
    const folder = await makeFolder({
      'a.ts': `export { default } from './sub/b.ts';`,
      'sub/b.ts': `${found}\nimport { readFileSync } from 'node:fs';\nexport default { routes: JSON.parse(readFileSync(file, 'utf8')) };`,
      'sub/names/a.json': JSON.stringify(routes),
    });
    expect((await loadManifest(join(folder, 'a.ts'))).manifest).toEqual({ routes });
  });

  it('reads a package of the same repository as a file of the app', async () => {
    const folder = await makeFolder({
      'app/a.ts': `export { default } from 'shared';`,
      'shared/package.json': '{ "exports": "./index.ts" }',
      'shared/index.ts': `const routes: unknown[] = ${JSON.stringify(routes)};\nexport default { routes };`,
      'app/node_modules/other/package.json': '{}',
    });
    await symlink(join(folder, 'shared'), join(folder, 'app/node_modules/shared'));
    const read: string[] = [];
    const loaded = await loadManifest(join(folder, 'app/a.ts'), (file) => read.push(file));
    expect(loaded.manifest).toEqual({ routes });
    expect(read).toContain(join(folder, 'shared/index.ts'));
  });

  it('takes what packages and JSON files export', async () => {
    const folder = await makeFolder({
      'a.ts': `import { name } from 'named';\nimport rest from './rest.json';\nexport default { routes: [{ name, ...rest }] };`,
      'rest.json': '{ "match": "/api/*", "strategy": "network-first" }',
      'node_modules/named/package.json': '{ "type": "module", "exports": "./named.js" }',
      'node_modules/named/named.js': `export const name = await Promise.resolve('api');`,
    });
    expect((await loadManifest(join(folder, 'a.ts'))).manifest).toEqual({ routes });
  });

  it('takes what packages export in CommonJS too', async () => {
    const folder = await makeFolder({
      'a.js': `const { defineManifest } = require('holdfast');\nconst { name } = require('named');\nmodule.exports = defineManifest({ routes: [{ ...require('./rest.json'), name }] });`,
      'rest.json': '{ "match": "/api/*", "strategy": "network-first" }',
      'node_modules/named/package.json':
        '{ "exports": { "import": "./none.js", "require": "./named.js" } }',
      'node_modules/named/named.js': `exports.name = 'api';`,
    });
    expect((await loadManifest(join(folder, 'a.js'))).manifest).toEqual({ routes });
  });

  it.each([
    ['a.json', '{ "routes": ', 'JSON'],
    ['a.ts', 'export default {', 'a.ts'],
    ['a.ts', `import './missing.js';\nexport default {};`, 'missing'],
    ['a.ts', `throw new Error('on purpose');`, 'on purpose'],
    ['a.ts', 'export const routes = [];', 'no default export'],
  ])('refuses %s: %s', async (name, source, reason) => {
    const folder = await makeFolder({ [name]: source });
    const file = join(folder, name);
    const error: unknown = await loadManifest(file).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'HoldfastError', code: 'manifest/unreadable' });
    expect(String(error)).toContain(file);
    expect(String(error)).toContain(reason);
    expect(String(error)).not.toMatch(/\n\s+at /);
  });

  it.each(['ts', 'js'])(
    'misses the export in a package of type commonjs too: .%s',
    async (extension) => {
      const name = `a.${extension}`;
      const folder = await makeFolder({
        'package.json': '{ "type": "commonjs" }',
        [name]: `const path = require('node:path');\nconst manifest = { name: path.basename(__filename) };`,
      });
      await expect(loadManifest(join(folder, name))).rejects.toMatchObject({
        code: 'manifest/unreadable',
        message: expect.stringContaining('has no default export') as string,
      });
    },
  );

  it.each(['json', 'ts'])(
    'says that the file is missing, and keeps the fault underneath: .%s',
    async (extension) => {
      const file = join(await makeFolder(), `none.${extension}`);
      await expect(loadManifest(file)).rejects.toMatchObject({
        code: 'manifest/unreadable',
        message: `There is no manifest ${file}; correct \`config\` (\`--config\`), which names it.`,
        cause: { code: 'ENOENT' },
      });
    },
  );

  it.each(['json', 'ts'])('refuses a folder: .%s', async (extension) => {
    const folder = await makeFolder({ [`a.${extension}/b`]: '' });
    await expect(loadManifest(join(folder, `a.${extension}`))).rejects.toMatchObject({
      code: 'manifest/unreadable',
      message: expect.stringContaining('could not be read: EISDIR') as string,
    });
  });

  it('says that the worker file is missing, and tells of it as of one that it has read', async () => {
    const folder = await makeFolder({ 'sub/a.json': '{ "worker": "src/sw.ts" }' });
    const file = join(folder, 'sub/a.json');
    const worker = join(folder, 'sub/src/sw.ts');
    const read: string[] = [];
    await expect(loadManifest(file, (one) => read.push(one))).rejects.toMatchObject({
      code: 'manifest/invalid',
      message: expect.stringMatching(/^a\.json: .*\nworker: "src\/sw\.ts" is missing/) as string,
      problems: [{ path: 'worker', message: expect.stringContaining(worker) as string }],
    });
    expect(read).toEqual([file, worker]);
    await addFile(folder, 'sub/src/sw.ts', '');
    expect((await loadManifest(file)).manifest).toEqual({ worker: 'src/sw.ts' });
  });

  it('names the file whose rules are broken, and keeps the list of problems', async () => {
    const folder = await makeFolder({ 'a.json': '{ "rotues": [] }' });
    await expect(loadManifest(join(folder, 'a.json'))).rejects.toMatchObject({
      name: 'ManifestError',
      code: 'manifest/invalid',
      message: expect.stringMatching(/^a\.json: .*\nrotues/) as string,
      problems: [{ path: 'rotues' }],
    });
  });
});
