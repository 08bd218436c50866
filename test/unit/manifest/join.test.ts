import { describe, expect, it } from 'vitest';
import { joinPattern } from '../../../src/manifest/join.js';
import { compilePattern } from '../../../src/manifest/pattern.js';
import { matches, origin } from './patterns.js';

function join(pattern: string): string {
  return joinPattern(compilePattern(pattern)).source;
}

describe('joinPattern', () => {
  it.each([
    ['/api/*', '^/api/'],
    ['./api/*', '^api/'],
    ['/*', '^'],
    ['./*', '^'],
    ['/api', '^/api\n'],
    ['/api?', '^/api\n$'],
    ['/api?page=*', '^/api\npage='],
    ['/x?page=:n', '^/x\npage=.+$'],
    ['/:page', '^/[^/]+\n'],
    ['/:page/*', '^/[^/]+/.*\n'],
    [String.raw`/(\d+)/*`, String.raw`^/\d+/.*` + '\n'],
    ['/a{.}*', String.raw`^/a(?:\.)*` + '\n'],
    ['/(de|fr)/*', '^/(?:de|fr)/'],
    [String.raw`/a(\.*)`, String.raw`^/a\.*` + '\n'],
    ['*://*:*/*', '^'],
    ['https://h/*', '^https\nh\n\n'],
    ['https://h:*/*', '^https\nh\n'],
    ['https://h/x', '^https\nh\n\n/x\n'],
    ['https://h/x?a=*', '^https\nh\n\n/x\na='],
    ['https://:sub.h/*', '^https\n[^.]+\\.h\n\n.*\n'],
  ])('makes the shortest expression of %s', (pattern, source) => {
    expect(join(pattern)).toBe(source);
  });

  it.each<readonly [string, string, boolean]>([
    ['/:page/*', '/a?/b', false],
    ['/:page', '/a?x/b', true],
    ['/(a[^b]*)', '/ax?xb', true],
    [String.raw`/(a\s?)*`, '/a?a', true],
    ['https://:sub.example.com/*', 'https://h/x.example.com', false],
    ['https://([^a]+)/*', 'https://x/a', true],
    ['https://([^a]+)b/*', 'https://x//xb', false],
    ['/(a(?![^b]*b).*)', '/a?b', true],
    ['/(a(?![^b]*b).*)', '/ab?', false],
    ['/(a(?=[^b]*b).*)', '/a?b', false],
    [String.raw`/(a(?=\W*b).*)`, '/a?b', false],
    ['/(x$|y)', '/x?q', true],
    ['/a?(^q|r)', '/a?q', true],
  ])('lets no component look into the next: %s on %s is %s', (pattern, path, expected) => {
    expect(matches(compilePattern(pattern), new URL(path, origin))).toBe(expected);
  });
});
