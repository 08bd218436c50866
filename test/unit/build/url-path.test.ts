import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listUrlPaths, toUrlPath } from '../../../src/build/url-path.js';

const scope = 'https://example.com/app/';

describe('toUrlPath', () => {
  it.each([
    ['index.html', 'index.html'],
    ['a b/c d.js', 'a%20b/c%20d.js'],
    ['at the end ', 'at%20the%20end%20'],
    ['100%.txt', '100%25.txt'],
    ['%20.txt', '%2520.txt'],
    ['a#b?c.js', 'a%23b%3Fc.js'],
    ['back\\slash.js', 'back%5Cslash.js'],
    ['grüße/日本.svg', 'gr%C3%BC%C3%9Fe/%E6%97%A5%E6%9C%AC.svg'],
    ['(group)/[id]@2x.js', '(group)/[id]@2x.js'],
    ['line\nbreak.js', 'line%0Abreak.js'],
    ['a:b/c:d.js', 'a:b/c:d.js'],
    ['%2e%2e/x.js', '%252e%252e/x.js'],
  ])('writes %j as %j', (file, path) => {
    expect(toUrlPath(file)).toBe(path);
  });

  it('gives a path that means the file and no other behind the scope', () => {
    const segment = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((text) => !text.includes('/') && !/^\.{1,2}$/.test(text));
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 3 }), (segments) => {
        const file = segments.join('/');
        const url = new URL(scope + toUrlPath(file));
        expect(url.href.startsWith(scope)).toBe(true);
        expect(url.search + url.hash).toBe('');
        expect(decodeURIComponent(url.pathname.slice('/app/'.length))).toBe(file);
      }),
    );
  });
});

describe('listUrlPaths', () => {
  it.each([
    ['icon@2x (1) & more.png', ['icon@2x%20(1)%20&%20more.png']],
    ['@at.js', ['@at.js']],
    ['app/[slug]/page-3f.js', ['app/[slug]/page-3f.js', 'app/%5Bslug%5D/page-3f.js']],
    ['pages/[...all]-3f.js', ['pages/[...all]-3f.js', 'pages/%5B...all%5D-3f.js']],
    ['app/@modal/(.)[id]/a.js', ['app/@modal/(.)[id]/a.js', 'app/%40modal/(.)%5Bid%5D/a.js']],
    ['@modal/é.js', ['@modal/%C3%A9.js', '%40modal/%C3%A9.js']],
  ])('knows every way that pages ask for %j', (file, paths) => {
    expect(listUrlPaths(file)).toEqual(paths);
  });
});
