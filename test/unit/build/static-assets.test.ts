import { describe, expect, it } from 'vitest';
import { findStaticAssets } from '../../../src/build/static-assets.js';
import type { PrecacheFile } from '../../../src/manifest/plan.js';
import type { Manifest } from '../../../src/manifest/types.js';

function file(path: string, more: Partial<PrecacheFile> = {}): PrecacheFile {
  return { path, kind: 'asset', sha256: '', bytes: 1, ...more };
}

const files = [
  file('index.html', { kind: 'shell' }),
  file('assets/a.js'),
  file('assets/b.js'),
  file('assets/a.css'),
];

function pathsOf(routes: Manifest['routes'], more: Manifest = {}, base = '/'): readonly string[] {
  return findStaticAssets(files, { routes: routes ?? [], ...more }, base).planned?.paths ?? [];
}

describe('findStaticAssets', () => {
  it('names each folder and extension once, and every file in it', () => {
    const { paths, planned } = findStaticAssets(files, {}, '/');
    expect(planned).toEqual({ paths: ['assets/:file.js', 'assets/:file.css'], except: [] });
    expect([...paths]).toEqual(['assets/a.js', 'assets/b.js', 'assets/a.css']);
  });

  it.each<readonly [string, PrecacheFile]>([
    ['a file whose address stays', file('assets/app.js', { kind: 'shell' })],
    ['a file that installs do not wait for', file('assets/late.js', { isOptional: true })],
  ])('leaves out a folder with %s', (_, odd) => {
    expect(findStaticAssets([...files, odd], {}, '/').planned?.paths).toEqual(['assets/:file.css']);
  });

  it('leaves out what is asked for in ranges, and names without an extension', () => {
    const { paths, planned } = findStaticAssets([file('assets/a.mp4'), file('assets/b')], {}, '/');
    expect(planned).toBeUndefined();
    expect(paths.size).toBe(0);
  });

  it('escapes what is syntax in a pattern', () => {
    const { planned } = findStaticAssets([file('a(1)+b:c/x.js')], {}, '/');
    expect(planned?.paths).toEqual([String.raw`a\(1\)\+b\:c/:file.js`]);
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
  ])('with a route at %s: %s (base %s)', (match, isFound, base) => {
    const paths = pathsOf([{ name: 'route', match, strategy: 'cache-first' }], {}, base);
    expect(paths.length > 0).toBe(isFound);
  });

  it('lets the worker have the URLs of a route that names an origin, were it the own one', () => {
    const routes: Manifest['routes'] = [
      { name: 'cdn', match: 'https://cdn.example.com/*', strategy: 'cache-first' },
    ];
    expect(findStaticAssets(files, { routes }, '/').planned?.except).toEqual([
      { base: 'url', pattern: { protocol: 'https', hostname: 'cdn.example.com', port: '' } },
    ]);
  });

  it('leaves all to the worker where a browser could not be told of such a route', () => {
    expect(
      pathsOf([{ name: 'cdn', match: 'https://(cdn|img).example.com/*', strategy: 'cache-first' }]),
    ).toEqual([]);
  });

  it('does not mind routes for writes', () => {
    const match = { path: '/*', methods: ['POST'] as const };
    expect(pathsOf([{ name: 'writes', match, strategy: 'network-only' }])).toHaveLength(2);
  });

  it('leaves all to the worker where an offline file may stand in, but for documents', () => {
    expect(pathsOf([], { offline: { image: '/offline.svg' } })).toEqual([]);
    expect(pathsOf([], { offline: { document: '/offline.html' } })).toHaveLength(2);
  });

  it('finds none where static routes are off', () => {
    expect(pathsOf([], { staticRoutes: false })).toEqual([]);
  });

  it('names the largest folders of many', () => {
    const many = Array.from({ length: 100 }, (_, folder) =>
      Array.from({ length: folder + 1 }, (__, index) => file(`${folder}/${index}.js`)),
    ).flat();
    const { planned } = findStaticAssets(many, {}, '/');
    expect(planned?.paths).toHaveLength(32);
    expect(planned?.paths[0]).toBe('99/:file.js');
  });
});
