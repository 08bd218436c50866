import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFiles, scanFolder, type ScanOptions } from '../../../src/build/scan.js';
import { makeFolder } from './folder.js';

const all: ScanOptions = {
  include: ['**/*'],
  optional: [],
  exclude: [],
  maxFileBytes: 1000,
};

async function scanPaths(folder: string, options: Partial<ScanOptions>): Promise<string[]> {
  const { files } = await scanFolder(folder, { ...all, ...options });
  return files.map(({ path }) => path);
}

describe('scanFolder', () => {
  it('picks what `include` matches and `exclude` does not, sorted by code unit', async () => {
    const folder = await makeFolder({
      'b.js': '',
      'B.js': '',
      'a/x.js': '',
      'a/y.map': '',
      'ä.js': '',
    });
    expect(await scanPaths(folder, { include: ['**/*.js'] })).toEqual([
      '%C3%A4.js',
      'B.js',
      'a/x.js',
      'b.js',
    ]);
    expect(await scanPaths(folder, { exclude: ['a/**', 'b.*'] })).toEqual(['%C3%A4.js', 'B.js']);
  });

  it('lists a file once for each URL that it is asked for under', async () => {
    const folder = await makeFolder({ 'app/[slug]/page.js': 'x' });
    const { files } = await scanFolder(folder, all);
    const file = { file: 'app/[slug]/page.js', bytes: 1 };
    expect(files).toEqual([
      { ...file, path: 'app/%5Bslug%5D/page.js' },
      { ...file, path: 'app/[slug]/page.js' },
    ]);
  });

  it('takes a glob without a wildcard for one file, not for a folder', async () => {
    const folder = await makeFolder({ 'a/x.js': '' });
    const { files, idleGlobs } = await scanFolder(folder, { ...all, include: ['a'] });
    expect(files).toEqual([]);
    expect(idleGlobs).toEqual([{ option: 'include', glob: 'a' }]);
  });

  it('leaves out files that start with a dot, unless a glob says the dot', async () => {
    const folder = await makeFolder({ '.env': 'secret', '.well-known/assetlinks.json': '{}' });
    expect(await scanPaths(folder, {})).toEqual([]);
    expect(await scanPaths(folder, { include: ['.well-known/*'] })).toEqual([
      '.well-known/assetlinks.json',
    ]);
  });

  it('never picks its own outputs', async () => {
    const folder = await makeFolder({
      'sw.js': '',
      'sw.js.map': '',
      'holdfast/0123456789abcdef.json': '',
      'holdfast/0123456789abcdef.pack': '',
      'holdfast/other.json': '',
      'nested/sw.js': '',
    });
    expect(await scanPaths(folder, {})).toEqual(['holdfast/other.json', 'nested/sw.js']);
  });

  it('picks the files it must have whatever the globs say', async () => {
    const folder = await makeFolder({ 'a.js': '', 'b.js': '' });
    expect(await scanPaths(folder, { exclude: ['**'], always: ['b.js'] })).toEqual(['b.js']);
  });

  it('names every file that is too large, with its size and the remedies', async () => {
    const folder = await makeFolder({
      'small.js': 'x'.repeat(1000),
      'large.js': 'x'.repeat(1001),
      'huge.bin': 'x'.repeat(2048),
    });
    await expect(scanFolder(folder, all)).rejects.toMatchObject({
      code: 'build/output',
      message: [
        '2 files to precache are larger than `precache.maxFileBytes` (1000 B):',
        '  huge.bin (2 KB)',
        '  large.js (1001 B)',
        'Set `precache.maxFileBytes` to "2KB" to take them in, as `precache.optional` where the app opens without them; or leave them out with `precache.exclude`.',
      ].join('\n'),
    });
    expect(await scanPaths(folder, { include: ['small.js'] })).toEqual(['small.js']);
  });

  it('says in the words of a manifest what lets one large file in', async () => {
    const folder = await makeFolder({ 'large.js': 'x'.repeat(2.5 * 1024 ** 2) });
    const options = { ...all, maxFileBytes: 2 * 1024 ** 2 };
    await expect(scanFolder(folder, options)).rejects.toMatchObject({
      message: [
        'A file to precache is larger than `precache.maxFileBytes` (2 MB):',
        '  large.js (2.5 MB)',
        'Set `precache.maxFileBytes` to "3MB" to take it in, as `precache.optional` where the app opens without it; or leave it out with `precache.exclude`.',
      ].join('\n'),
    });
  });

  it('lists the largest ten of many files that are too large', async () => {
    const names = Array.from({ length: 13 }, (_, index) => index);
    const folder = await makeFolder(
      Object.fromEntries(names.map((index) => [`${index}.js`, 'x'.repeat(1001 + index)])),
    );
    const error: unknown = await scanFolder(folder, all).catch((cause: unknown) => cause);
    const lines = String(error).split('\n').slice(1, -1);
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatch(/^ {2}12\.js /);
    expect(lines.at(-1)).toBe('  … and 3 more');
  });

  it('refuses names whose URL browsers do not agree on, and names them all', async () => {
    const folder = await makeFolder({ 'a^b.js': '', 'a.js': '', 'c^/d.js': '' });
    await expect(scanFolder(folder, all)).rejects.toMatchObject({
      code: 'build/output',
      message: [
        'Browsers do not agree on the URL of a file with "^" or "|" in its name:',
        '  a^b.js',
        '  c^/d.js',
        'Rename it, or take it out with `precache.exclude`.',
      ].join('\n'),
    });
    expect(await scanPaths(folder, { exclude: ['**/*^*', '*^*/**'] })).toEqual(['a.js']);
  });

  it('says what was left out and why, largest first, and which globs add nothing', async () => {
    const folder = await makeFolder({ 'a.js': '', 'a.js.map': 'xxx', 'b.txt': 'x', 'c.txt': 'xx' });
    const scan = await scanFolder(folder, {
      ...all,
      include: ['*.js', '*.map', '*.woff2'],
      exclude: ['*.map'],
    });
    expect(scan.leftOut).toEqual([
      { file: 'a.js.map', bytes: 3, reason: 'excluded' },
      { file: 'c.txt', bytes: 2, reason: 'not-included' },
      { file: 'b.txt', bytes: 1, reason: 'not-included' },
    ]);
    expect(scan.idleGlobs).toEqual([
      { option: 'include', glob: '*.map' },
      { option: 'include', glob: '*.woff2' },
    ]);
  });
});

describe('optional files', () => {
  it('are picked like included ones, minus `exclude`, and stay optional where `include` matches too', async () => {
    const folder = await makeFolder({
      'a.js': '',
      'b.js': '',
      'c.css': '',
      'd.css': '',
      'e.txt': '',
    });
    const { files, leftOut } = await scanFolder(folder, {
      ...all,
      include: ['*.js'],
      optional: ['b.js', '*.css'],
      exclude: ['d.css'],
    });
    expect(files).toEqual([
      { file: 'a.js', path: 'a.js', bytes: 0 },
      { file: 'b.js', path: 'b.js', bytes: 0, isOptional: true },
      { file: 'c.css', path: 'c.css', bytes: 0, isOptional: true },
    ]);
    expect(leftOut.map(({ file, reason }) => [file, reason])).toEqual([
      ['d.css', 'excluded'],
      ['e.txt', 'not-included'],
    ]);
  });

  it('are none of those that must be there', async () => {
    const folder = await makeFolder({ 'a.js': '', 'b.js': '' });
    const { files, idleGlobs } = await scanFolder(folder, {
      ...all,
      optional: ['b.js'],
      always: ['b.js'],
    });
    expect(files.some(({ isOptional }) => isOptional)).toBe(false);
    expect(idleGlobs).toEqual([{ option: 'optional', glob: 'b.js' }]);
  });

  it('are held to `maxFileBytes`, and their idle globs are told apart', async () => {
    const folder = await makeFolder({ 'a.js': '', 'big.js': 'x'.repeat(1001), 'c.map': '' });
    const options = { ...all, include: ['a.js', 'x.js'], exclude: ['*.map'] };
    await expect(scanFolder(folder, { ...options, optional: ['big.js'] })).rejects.toMatchObject({
      message: expect.stringContaining('  big.js (1001 B)') as string,
    });
    const { idleGlobs } = await scanFolder(folder, { ...options, optional: ['*.map', 'x.js'] });
    expect(idleGlobs).toEqual([
      { option: 'include', glob: 'x.js' },
      { option: 'optional', glob: '*.map' },
      { option: 'optional', glob: 'x.js' },
    ]);
  });
});

describe('listFiles', () => {
  it('follows links inside the folder, and none that leave it', async () => {
    const outside = await makeFolder({ 'secret.js': '' });
    const folder = await makeFolder({ 'real/a.js': '' });
    await symlink(join(folder, 'real/a.js'), join(folder, 'alias.js'));
    await symlink(join(folder, 'real'), join(folder, 'folder'));
    await symlink(outside, join(folder, 'out'));
    await symlink(join(outside, 'secret.js'), join(folder, 'out.js'));
    expect(await listFiles(folder, ['**/*'])).toEqual(['alias.js', 'folder/a.js', 'real/a.js']);
  });

  it('lists nothing outside the folder, whatever the glob', async () => {
    const outer = await makeFolder({ 'x.js': '', 'dist/a.js': '' });
    expect(await listFiles(join(outer, 'dist'), ['../*.js', '**/*.js'])).toEqual(['a.js']);
  });

  it('takes the packages of a project for none of its files, unless a glob names their folder', async () => {
    const files = { 'a.js': '', 'node_modules/x/b.js': '', 'lib/node_modules/c.js': '' };
    const output = await makeFolder(files);
    const project = await makeFolder({ ...files, 'package.json': '{}' });
    expect(await listFiles(output, ['**/*.js'])).toEqual(Object.keys(files).toSorted());
    expect(await listFiles(project, ['**/*.js'])).toEqual(['a.js', 'lib/node_modules/c.js']);
    expect(await listFiles(project, ['node_modules/x/*.js'])).toEqual(['node_modules/x/b.js']);
  });

  it("reads glob characters in the folder's own name literally", async () => {
    const outer = await makeFolder({ '(app)[1]/a.js': '' });
    expect(await listFiles(join(outer, '(app)[1]'), ['*.js'])).toEqual(['a.js']);
  });
});
