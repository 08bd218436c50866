import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assetPattern } from '../../../src/build/asset-pattern.js';

describe('assetPattern', () => {
  it.each<[string[], string | undefined]>([
    [[], undefined],
    [['a-1.js'], String.raw`^[^/]+\.js$`],
    [['assets/b-1.js', 'assets/a-1.css'], String.raw`^assets/[^/]+\.(?:css|js)$`],
    [
      ['assets/a-1.js', 'assets/a-1.css', 'fonts/f-1.woff2'],
      String.raw`^(?:assets/[^/]+\.(?:css|js)|fonts/[^/]+\.woff2)$`,
    ],
    [['b/a-1.js', 'a/a-1.js'], String.raw`^(?:a/|b/)[^/]+\.js$`],
    [['a+b/(c)-1.js', 'LICENSE'], String.raw`^(?:LICENSE|a\+b/[^/]+\.js)$`],
  ])('compiles %j to %s', (paths, source) => {
    expect(assetPattern(paths)).toBe(source);
  });

  it('does not depend on the order of the paths', () => {
    const paths = ['b/x.js', 'a/x.css', 'a/y.js', 'x.js'];
    expect(assetPattern(paths.toReversed())).toBe(assetPattern(paths));
  });

  it('matches every path given, and none in another folder or with another extension', () => {
    const name = fc.stringMatching(/^[\w$^*+?.()|{}[\]-]{1,6}$/);
    const extension = fc.stringMatching(/^[a-z+$]{1,4}$/);
    const path = fc
      .tuple(fc.array(name, { maxLength: 2 }), name, extension)
      .map(([folders, stem, suffix]) => [...folders, `${stem}.${suffix}`].join('/'));
    fc.assert(
      fc.property(fc.array(path, { minLength: 1 }), path, (paths, other) => {
        const expression = new RegExp(assetPattern(paths) ?? '', 'u');
        for (const given of paths) expect(given).toMatch(expression);
        const families = new Set(paths.map(familyOf));
        expect(expression.test(other)).toBe(families.has(familyOf(other)));
      }),
    );
  });
});

function familyOf(path: string): string {
  return `${path.slice(0, path.lastIndexOf('/') + 1)}*${path.slice(path.lastIndexOf('.'))}`;
}
