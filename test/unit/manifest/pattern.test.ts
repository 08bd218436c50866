import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, compileShellPath } from '../../../src/manifest/pattern.js';
import {
  anySample,
  createOracle,
  isReadByOracle,
  matches,
  rootSample,
  scopeSample,
  urlSample,
  type Sample,
} from './patterns.js';

const compiled: readonly (readonly [string, object])[] = [
  ['/api/*', { base: 'root', pathname: '^/api/.*$' }],
  ['./api/*', { base: 'scope', pathname: '^api/.*$' }],
  ['/*', { base: 'root' }],
  ['./*', { base: 'scope' }],
  ['./', { base: 'scope', pathname: '^$' }],
  ['./:page?', { base: 'scope', pathname: '^[^/]*$' }],
  ['/:page?', { base: 'root', pathname: '^(?:/[^/]+)?$' }],
  ['/:page', { base: 'root', pathname: '^/[^/]+$' }],
  ['/:rest+', { base: 'root', pathname: '^(?:/[^/]+)+$' }],
  [String.raw`/posts/(\d+)`, { base: 'root', pathname: String.raw`^/posts/\d+$` }],
  ['/(de|fr)/x', { base: 'root', pathname: '^/(?:de|fr)/x$' }],
  ['/a.b', { base: 'root', pathname: String.raw`^/a\.b$` }],
  ['/é x', { base: 'root', pathname: '^/%C3%A9%20x$' }],
  [String.raw`/wiki/Special\:*`, { base: 'root', pathname: '^/wiki/Special:.*$' }],
  ['/api?', { base: 'root', pathname: '^/api$', search: '^$' }],
  ['/api?page=*', { base: 'root', pathname: '^/api$', search: '^page=.*$' }],
  ['/api/:id?page=1', { base: 'root', pathname: '^/api(?:/[^/]+)?page=1$' }],
  [
    'https://cdn.example.com/*',
    { base: 'url', protocol: '^https$', hostname: String.raw`^cdn\.example\.com$`, port: '^$' },
  ],
  [
    'https://:sub.example.com:*/',
    {
      base: 'url',
      protocol: '^https$',
      hostname: String.raw`^[^.]+\.example\.com$`,
      pathname: '^/$',
    },
  ],
  [
    'http{s}?://h:8080/x',
    { base: 'url', protocol: '^http(?:s)?$', hostname: '^h$', port: '^8080$', pathname: '^/x$' },
  ],
  ['*://*/x', { base: 'url', port: '^$', pathname: '^/x$' }],
  ['https://h', { base: 'url', protocol: '^https$', hostname: '^h$', port: '^$' }],
];

const shellPaths: readonly (readonly [string, string])[] = [
  ['/', '^$'],
  ['/*', '^.*$'],
  ['/journal', '^journal$'],
  ['/countries/*', '^countries/.*$'],
  ['/countries/:code', '^countries/[^/]+$'],
];

const refused: readonly (readonly [string, string])[] = [
  [
    '',
    'is neither a path nor a whole URL; write for example "/api/*" or "https://cdn.example.com/*"',
  ],
  [
    'api/*',
    'is neither a path nor a whole URL; write for example "/api/*" or "https://cdn.example.com/*"',
  ],
  [
    '../api',
    'is neither a path nor a whole URL; write for example "/api/*" or "https://cdn.example.com/*"',
  ],
  ['//cdn.example.com/*', 'has no scheme; write for example "https://cdn.example.com/*"'],
  [
    'localhost:3000/*',
    'has a scheme other than http and https; write for example "https://cdn.example.com/*"',
  ],
  ['https:///x', 'has no host; write for example "https://cdn.example.com/*"'],
  [
    'https://me:pw@h/x',
    'names a user, but a request\'s URL has none; write for example "https://cdn.example.com/*"',
  ],
  ['https://h:99999/', 'is not a URLPattern; write for example "https://cdn.example.com/*"'],
  ['/api/(', 'has a "(" that is never closed; write for example "/api/*"'],
  ['/api/()', 'has an empty "()"; write for example "/api/*"'],
  ['/api/([)', 'has "([)", which is not a regular expression; write for example "/api/*"'],
  [
    '/api/(a(b))',
    'has a "(" inside "(…)" that does not start with "(?:"; write for example "/api/*"',
  ],
  [String.raw`/(a)/(\1)`, 'refers back to another group; write for example "/api/*"'],
  ['/(é)', 'has a character outside ASCII in "(…)"; write for example "/api/*"'],
  ['/a{b', 'has a "{" that is never closed; write for example "/api/*"'],
  ['/a}b', 'has a "}" without "{"; write for example "/api/*"'],
  ['/a{b{c}}', 'has a "{" inside "{…}"; write for example "/api/*"'],
  [
    '/a+',
    String.raw`has a "+" after no group, written "\\+" for itself; write for example "/api/*"`,
  ],
  [
    '/wiki/Special:*',
    String.raw`has a ":" that starts no name, written "\\:" where it stands for itself; write for example "/api/*"`,
  ],
  ['/a\\', String.raw`ends in a lone "\"; write for example "/api/*"`],
  ['/a#b', 'has a "#", which plays no part in a match; write for example "/api/*"'],
  ['/a/../b', 'has a "." or ".." segment, which no URL keeps; write for example "/api/*"'],
  ['/:id/:id', 'is not a URLPattern; write for example "/api/*"'],
];

const runs = 1000;

describe('compilePattern', () => {
  it.each(compiled)('compiles %s', (pattern, plan) => {
    expect(compilePattern(pattern)).toEqual(plan);
  });

  it.each(refused)('refuses %j and says why', (pattern, wrong) => {
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({
        code: 'manifest/invalid',
        message: `${JSON.stringify(pattern)} ${wrong}`,
      }),
    );
  });

  it.each([
    ['paths from the root', rootSample],
    ['whole URLs', urlSample],
    ["paths below the app's base, whose own slash belongs to no group", scopeSample],
  ])('matches what URLPattern matches, for %s', (_, samples) => {
    fc.assert(fc.property(samples, agree), { numRuns: runs });
  });

  it('matches what URLPattern matches, for URLs made for other patterns', () => {
    fc.assert(
      fc.property(rootSample, anySample, ({ pattern }, { url }) => agree({ pattern, url })),
    );
  });

  it('makes one class of a repeated group, so that nothing is tried twice', () => {
    expect(compilePattern('/{:a}+{:b}*').pathname).toBe('^/[^/]+[^/]*$');
  });

  it('refuses any text in words, or compiles it', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...String.raw`/.:*?+(){}[]\ab1#%|^$-`.split('')) }),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.constantFrom('', '/', './', 'https://', 'https://h/'), text, (start, rest) => {
        try {
          const { pathname, search } = compilePattern(start + rest);
          expect(new RegExp(pathname ?? '', 'u').flags + new RegExp(search ?? '', 'u').flags).toBe(
            'uu',
          );
        } catch (error) {
          expect(error).toMatchObject({ code: 'manifest/invalid' });
        }
      }),
      { numRuns: runs },
    );
  });
});

describe('compileShellPath', () => {
  it.each(shellPaths)('compiles %s to %s', (path, source) => {
    expect(compileShellPath(path)).toBe(source);
  });

  it.each([
    ['countries', 'does not start with "/"; write for example "/countries/*"'],
    ['//countries', 'starts with "//"; write for example "/news/*"'],
    ['/a?b', 'has a search part, but the path alone is looked at; leave "?…" out'],
  ])('refuses %j and says why', (path, wrong) => {
    expect(() => compileShellPath(path)).toThrow(`"${path}" ${wrong}`);
  });
});

/** A pattern that the oracle refuses must be refused; any other must match the same. */
function agree({ pattern, url }: Sample): void {
  fc.pre(isReadByOracle(url));
  const oracle = createOracle(pattern);
  if (!oracle) {
    expect(() => compilePattern(pattern)).toThrow(/^"/);
    return;
  }
  expect(matches(compilePattern(pattern), new URL(url))).toBe(oracle.test(url));
}
