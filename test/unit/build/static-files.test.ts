import { describe, expect, it } from 'vitest';
import { findStaticFiles } from '../../../src/build/static-files.js';
import type { PrecacheFile } from '../../../src/manifest/plan.js';
import type { Manifest } from '../../../src/manifest/types.js';

function file(path: string, more: Partial<PrecacheFile> = {}): PrecacheFile {
  return { path, kind: 'asset', sha256: '', bytes: 1, ...more };
}

/** With it, no folder is looked up as a whole. */
const standIn: Manifest = { offline: { image: '/offline.svg' } };

describe('findStaticFiles, file by file', () => {
  it.each<readonly [boolean, PrecacheFile]>([
    [true, file('assets/a.css')],
    [true, file('assets/A.WOFF2')],
    [true, file('about.html', { kind: 'shell' })],
    [false, file('app.js', { kind: 'shell' })],
    [false, file('logo.svg', { kind: 'shell' })],
    [false, file('assets/a.mp4')],
    [false, file('assets/a.pdf')],
    [false, file('assets/a.css', { isOptional: true })],
  ])('says %s of %o', (isStatic, one) => {
    const { assets = [], documents = [] } = findStaticFiles([one], standIn, '/') ?? {};
    expect([...assets, ...documents]).toEqual(isStatic ? [one.path] : []);
  });

  it('names few of many: what every visit loads, then documents by the length of their paths', () => {
    const assets = Array.from({ length: 5000 }, (_, index) => file(`assets/${index}.css`));
    const documents = Array.from({ length: 100 }, (_, index) =>
      file(`${'deep/'.repeat(index)}page.html`, { kind: 'shell' }),
    );
    const entry = file('assets/entry.js', { isEntry: true });
    expect(findStaticFiles([...assets, ...documents, entry], standIn, '/')).toEqual({
      assets: ['assets/entry.js'],
      documents: documents
        .slice(0, 63)
        .map(({ path }) => path)
        .toSorted(),
      except: [],
    });
  });

  it("names a folder's index by the folder, and escapes what is syntax in a pattern", () => {
    const files = [file('a(1)+b:c/index.html', { kind: 'shell' }), file('x*.js')];
    expect(findStaticFiles(files, standIn, '/')).toMatchObject({
      documents: [String.raw`a\(1\)\+b\:c/`],
      assets: [String.raw`x\*.js`],
    });
  });

  it('finds nothing where static routes are off', () => {
    expect(findStaticFiles([file('a.css')], { staticRoutes: false }, '/')).toBeUndefined();
  });
});

describe('findStaticFiles, folder by folder', () => {
  const files = [
    file('index.html', { kind: 'shell' }),
    file('assets/a.js'),
    file('assets/b.js'),
    file('assets/a.css'),
  ];
  const whole = ['assets/:file.css', 'assets/:file.js'];
  const single = ['assets/a.css', 'assets/a.js', 'assets/b.js'];

  function find(manifest: Manifest, base = '/'): readonly string[] | undefined {
    return findStaticFiles(files, manifest, base)?.assets;
  }

  it('names each folder and extension once', () => {
    expect(findStaticFiles(files, {}, '/')).toEqual({
      documents: [''],
      assets: whole,
      except: [],
    });
  });

  it.each<readonly [string, PrecacheFile]>([
    ['a file whose address stays', file('assets/app.js', { kind: 'shell' })],
    ['a file that installs do not wait for', file('assets/late.js', { isOptional: true })],
  ])('names the files one by one beside %s', (_, odd) => {
    expect(findStaticFiles([...files, odd], {}, '/')?.assets).toEqual([
      whole[0],
      ...single.slice(1),
    ]);
  });

  it('escapes what is syntax in a pattern', () => {
    expect(findStaticFiles([file('a(1)+b:c/x.js')], {}, '/')?.assets).toEqual([
      String.raw`a\(1\)\+b\:c/:file.js`,
    ]);
  });

  it.each<readonly [string, boolean, string]>([
    ['/api/*', true, '/'],
    ['/assets/*', false, '/'],
    ['/*', false, '/'],
    ['/assets/*', true, '/sub/'],
    ['/sub/assets/*', false, '/sub/'],
    ['./assets/*', false, '/sub/'],
    ['./api/*', true, './'],
    ['/api/*', false, './'],
    ['https://api.example.com/users/*', true, '/'],
  ])('with a route at %s: %s (base %s)', (match, isWhole, base) => {
    const routes: Manifest['routes'] = [{ name: 'route', match, strategy: 'cache-first' }];
    expect(find({ routes }, base)).toEqual(isWhole ? whole : single);
  });

  it('lets the worker have the URLs of a route that names an origin, were it the own one', () => {
    const routes: Manifest['routes'] = [
      { name: 'cdn', match: 'https://cdn.example.com/*', strategy: 'cache-first' },
    ];
    expect(findStaticFiles(files, { routes }, '/')).toMatchObject({
      assets: whole,
      except: [{ protocol: 'https', hostname: 'cdn.example.com', port: '', pathname: '*' }],
    });
  });

  it('names the files one by one where a browser could not be told of such a route', () => {
    const match = 'https://(cdn|img).example.com/*';
    expect(find({ routes: [{ name: 'cdn', match, strategy: 'cache-first' }] })).toEqual(single);
  });

  it('does not mind routes for writes', () => {
    const match = { path: '/*', methods: ['POST'] as const };
    expect(find({ routes: [{ name: 'writes', match, strategy: 'network-only' }] })).toEqual(whole);
  });

  it('names the files one by one where an offline file may stand in, but for documents', () => {
    expect(find({ offline: { image: '/offline.svg' } })).toEqual(single);
    expect(find({ offline: { document: '/offline.html' } })).toEqual(whole);
  });

  it('takes the largest of many folders', () => {
    const many = Array.from({ length: 100 }, (_, folder) =>
      Array.from({ length: folder + 1 }, (__, index) => file(`${folder}/${index}.js`)),
    ).flat();
    const assets = findStaticFiles(many, {}, '/')?.assets ?? [];
    const folders = assets.filter((path) => path.includes(':file'));
    expect(folders).toHaveLength(32);
    expect(folders).toContain('68/:file.js');
    expect(folders).toContain('99/:file.js');
  });
});
