import * as fc from 'fast-check';
import { URLPattern } from 'urlpattern-polyfill/urlpattern';
import { joinPattern } from '../../../src/manifest/join.js';
import type { CompiledPattern } from '../../../src/manifest/pattern.js';

export const origin = 'https://app.example';
export const scope = 'https://app.example/sub/';

/** A pattern, and URLs that it matches or nearly matches. */
export interface Sample {
  readonly pattern: string;
  readonly url: string;
}

interface Piece {
  readonly pattern: string;
  /** The first, which matches more often than not, is drawn most. */
  readonly texts: readonly string[];
}

/** `N` stands for a group name that is unique in its pattern. */
const pathPieces: readonly Piece[] = [
  { pattern: '/a', texts: ['/a', '/A', '/b'] },
  { pattern: '/ab', texts: ['/ab', '/a/b'] },
  { pattern: '/', texts: ['/', ''] },
  { pattern: 'x', texts: ['x', 'xx'] },
  { pattern: '.js', texts: ['.js', '-js', '.mjs'] },
  { pattern: '/a-b.c', texts: ['/a-b.c', '/a-bxc'] },
  { pattern: '/caf é', texts: ['/caf%20%C3%A9', '/café', '/caf'] },
  { pattern: '/$(1)', texts: ['/$1', '/1'] },
  { pattern: String.raw`/\*\:\?`, texts: ['/*:%3F', '/*:', '/x'] },
  { pattern: '/*', texts: ['/', '/a', '/a/b', ''] },
  { pattern: '*', texts: ['', 'a', 'a/b'] },
  { pattern: '/**', texts: ['/', '', '/a/b'] },
  { pattern: '/*?', texts: ['/', '', '/a'] },
  { pattern: '{*}', texts: ['', 'a/b'] },
  { pattern: '/:N', texts: ['/a', '/abc', '/'] },
  { pattern: ':N', texts: ['a', '', 'a/b'] },
  { pattern: '/:N?', texts: ['/a', '', '/'] },
  { pattern: '/:N+', texts: ['/a', '/a/b/c', '', '/a//b'] },
  { pattern: '/:N*', texts: ['/a', '/a/b/c', '', '/'] },
  { pattern: '/{:N}?', texts: ['/a', '/', '/a/b'] },
  { pattern: '{:N}+', texts: ['a', 'ab', '', 'a/b'] },
  { pattern: '{/:N-x}?', texts: ['/a-x', '', '/a-', '/-x'] },
  { pattern: '{/p:N}*', texts: ['/pa', '/pa/pb', '', '/p'] },
  { pattern: '{a:Nb/}+', texts: ['axb/', 'axb/ayb/', 'ab/'] },
  { pattern: String.raw`/(\d+)`, texts: ['/1', '/123', '/a', '/'] },
  { pattern: String.raw`/:N(\d+)?`, texts: ['/12', '', '/x'] },
  { pattern: '/(a|b)+', texts: ['/a', '/a/b', '/ab', ''] },
  { pattern: '{(a|b)}*', texts: ['ab', '', 'abc'] },
  { pattern: '([ab]+)', texts: ['a', 'ba', 'c', ''] },
  { pattern: '/:N(.*)', texts: ['/', '/a/b', ''] },
  { pattern: '{/(a|b|ab)c}?', texts: ['/ac', '/abc', ''] },
  { pattern: '/((?:a|b)c)', texts: ['/ac', '/bc', '/c'] },
  { pattern: '/((?:(?!b)[^/])+)', texts: ['/ac', '/b', '/ca'] },
  { pattern: '(c(?![^a]*a).*)', texts: ['cb', 'cba', 'ca/b'] },
  { pattern: String.raw`(c(?=\W*\D).*)`, texts: ['cb', 'c/1', 'c'] },
  { pattern: '/([^a]+)', texts: ['/b', '/b/c', '/a'] },
  { pattern: '/(a$|ab)', texts: ['/a', '/ab', '/ac'] },
  { pattern: '(b|$)', texts: ['b', '', 'a'] },
  { pattern: '{/q}', texts: ['/q', ''] },
  { pattern: '{/q}?', texts: ['/q', ''] },
  { pattern: '{/q}+', texts: ['/q', '/q/q', ''] },
  { pattern: '/:N.:N', texts: ['/a.b', '/a.b.c', '/ab'] },
  { pattern: '/:N.html', texts: ['/a.html', '/.html', '/a.htm'] },
];

const searchPieces: readonly Piece[] = [
  { pattern: '', texts: ['', '?', '?a=1'] },
  { pattern: '?', texts: ['', '?', '?a=1'] },
  { pattern: '?*', texts: ['', '?', '?a=1'] },
  { pattern: '?a=1', texts: ['?a=1', '?a=2', ''] },
  { pattern: '?a=:N', texts: ['?a=1', '?a=', '?a=1/2&b=3'] },
  { pattern: '?a=*&b=(x|y)', texts: ['?a=&b=x', '?a=1&c=2&b=y', '?a=1'] },
  { pattern: '?{a=1}?{b=2}*', texts: ['?a=1', '?b=2b=2', '?', ''] },
  { pattern: '?([^b]*)', texts: ['?a=1', '', '?b'] },
  { pattern: '?a(^b|=.*)', texts: ['?a=1', '?ab', '?b'] },
  { pattern: '?q=é b', texts: ['?q=é b', '?q=%C3%A9%20b', '?q=e'] },
];

const protocols: readonly Piece[] = [
  { pattern: 'https', texts: ['https', 'http'] },
  { pattern: 'http', texts: ['http', 'https'] },
  { pattern: 'http{s}?', texts: ['http', 'https'] },
  { pattern: '*', texts: ['http', 'https'] },
  { pattern: '(http|https)', texts: ['http', 'https'] },
  { pattern: ':N', texts: ['http', 'https'] },
];

const hosts: readonly Piece[] = [
  { pattern: 'example.com', texts: ['example.com', 'exampleXcom', 'www.example.com'] },
  { pattern: 'EXAMPLE.com', texts: ['example.com', 'example.org'] },
  { pattern: '*.example.com', texts: ['a.example.com', 'a.b.example.com', 'example.com'] },
  { pattern: ':N.example.com', texts: ['a.example.com', 'a.b.example.com', 'example.com'] },
  { pattern: '{www.}?example.com', texts: ['www.example.com', 'example.com', 'ww.example.com'] },
  { pattern: '{:N.}*example.com', texts: ['a.b.example.com', 'example.com', '.example.com'] },
  { pattern: String.raw`cdn(\d+).example.com`, texts: ['cdn1.example.com', 'cdn.example.com'] },
  { pattern: '*', texts: ['localhost', 'a.b.c', '[::1]'] },
  { pattern: '([^a]+)', texts: ['localhost.x', 'b.c', 'example.com'] },
  { pattern: 'bücher.example', texts: ['bücher.example', 'xn--bcher-kva.example'] },
  { pattern: '[\\:\\:1]', texts: ['[::1]', '[::2]'] },
];

const ports: readonly Piece[] = [
  { pattern: '', texts: ['', ':443', ':80', ':8080'] },
  { pattern: ':8080', texts: [':8080', '', ':80'] },
  { pattern: ':443', texts: [':443', '', ':80'] },
  { pattern: ':80', texts: [':443', '', ':80'] },
  { pattern: ':*', texts: [':443', '', ':1'] },
  { pattern: ':(80|8080)', texts: [':8080', '', ':80'] },
  { pattern: ':80:N?', texts: [':80', ':8080', ''] },
];

function pick(pieces: readonly Piece[]): fc.Arbitrary<Sample> {
  return fc.constantFrom(...pieces).chain(({ pattern, texts }) =>
    fc.record({
      pattern: fc.constant(pattern),
      url: fc.constantFrom(texts[0]!, texts[0]!, ...texts),
    }),
  );
}

function join(samples: readonly Sample[]): Sample {
  let names = 0;
  return {
    pattern: samples
      .map(({ pattern }) => pattern)
      .join('')
      .replaceAll('N', () => `n${(names += 1)}_`),
    url: samples.map(({ url }) => url).join(''),
  };
}

const path: fc.Arbitrary<readonly Sample[]> = fc
  .tuple(fc.array(pick(pathPieces), { maxLength: 5 }), pick(searchPieces))
  .map(([pieces, search]) => [...pieces, search]);

/** A path from the root, and a URL of the app's origin (rarely of another). */
export const rootSample: fc.Arbitrary<Sample> = path
  .map(join)
  .filter(({ pattern }) => /^\/(?!\/)/.test(pattern))
  .chain((sample) =>
    fc
      .constantFrom(origin, origin, origin, 'https://other.example')
      .map((start) => ({ ...sample, url: toUrl(start, sample.url) })),
  );

/** A path from the app's base. */
export const scopeSample: fc.Arbitrary<Sample> = path.map((pieces) => {
  const { pattern, url } = join(pieces);
  return { pattern: `./${pattern}`, url: toUrl(scope, url) };
});

/** A whole URL. */
export const urlSample: fc.Arbitrary<Sample> = fc
  .tuple(pick(protocols), pick(hosts), pick(ports), path)
  .map(([protocol, host, port, pieces]) => {
    const separator = { pattern: '://', url: '://' };
    const slash = { pattern: '/', url: '/' };
    return join([protocol, separator, host, port, slash, ...pieces]);
  })
  .filter(({ url }) => URL.canParse(url));

/** Any of the three, each with a URL that may well belong to another pattern. */
export const anySample: fc.Arbitrary<Sample> = fc.oneof(rootSample, scopeSample, urlSample);

/** The platform's own reading of a route's pattern; `undefined` where it refuses the pattern. */
export function createOracle(pattern: string): URLPattern | undefined {
  try {
    // The slash of the app's base belongs to no group.
    if (pattern.startsWith('./')) {
      return new URLPattern(`${scope.slice(0, -1)}\\/${pattern.slice(2)}`);
    }
    // Against a base URL, a colon in a path would end a scheme, even an escaped one; a route's path has none.
    if (pattern.startsWith('/') && !pattern.includes('\\:')) return new URLPattern(pattern, origin);
    return new URLPattern(pattern.startsWith('/') ? origin + pattern : pattern);
  } catch {
    return undefined;
  }
}

/** The polyfill reads a path that starts with two slashes as a host. */
export function isReadByOracle(url: string): boolean {
  return !new URL(url).pathname.startsWith('//');
}

/** What a worker does with a pattern, once its components are joined. */
export function matches(pattern: CompiledPattern, url: URL): boolean {
  if (pattern.base !== 'url' && url.origin !== origin) return false;
  if (pattern.base === 'scope' && !url.href.startsWith(scope)) return false;
  const { protocol, hostname, port, pathname } = url;
  const search = url.search.slice(1);
  const subject = {
    scope: [pathname.slice(new URL(scope).pathname.length), search],
    root: [pathname, search],
    url: [protocol.slice(0, -1), hostname, port, pathname, search],
  }[pattern.base];
  return new RegExp(joinPattern(pattern).source, 'u').test(subject.join('\n'));
}

function toUrl(start: string, rest: string): string {
  return URL.canParse(start + rest) ? start + rest : start;
}
