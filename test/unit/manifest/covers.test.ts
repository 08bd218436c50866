import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, mayMatchIn } from '../../../src/manifest/covers.js';
import { compilePattern } from '../../../src/manifest/pattern.js';
import type { CompiledPattern } from '../../../src/manifest/pattern.js';
import { anySample, matches, scope } from './patterns.js';
import type { Sample } from './patterns.js';

const pairs: readonly (readonly [string, string, boolean])[] = [
  ['/api/*', '/api/*', true],
  ['/api/*', '/api/users', true],
  ['/api/*', '/api/:id', true],
  ['/api/*', '/api/:id?', false],
  ['/api/*', '/api/x/:id', true],
  ['/api/*', '/api', false],
  ['/api/*', '/apis/x', false],
  ['/api/users', '/api/*', false],
  ['/api*', '/api/*', true],
  ['/*', '/anything?q=1', true],
  ['/*', './anything', true],
  ['./*', '/anything', false],
  ['/api/*', './api/x', false],
  ['./api/*', './api/x', true],
  ['/a?q=*', '/a?q=1', true],
  ['/a?q=1', '/a', false],
  ['/a', '/a?q=1', true],
  ['https://cdn.example.com/*', 'https://cdn.example.com/x', true],
  ['https://cdn.example.com/*', 'https://www.example.com/x', false],
  ['*://*:*/*', '/x', true],
  ['*://*:*/*', 'https://cdn.example.com:8080/x', true],
  ['https://*/*', '/x', false],
  ['/*', 'https://cdn.example.com/x', false],
  ['/ab*', '/(ab?c)', false],
  ['/a(b?.*)', '/ac', false],
];

describe('covers', () => {
  it.each(pairs)('%s over %s is %s', (outer, inner, expected) => {
    expect(covers(compilePattern(outer), compilePattern(inner))).toBe(expected);
  });

  it('holds for every URL of the inner pattern, whenever it says so', () => {
    let held = 0;
    fc.assert(
      fc.property(anySample, anySample, fc.nat(12), (inner, other, cut) => {
        for (const outer of [
          other.pattern,
          `${inner.pattern.slice(0, cut)}*`,
          `${inner.pattern}*`,
        ]) {
          held += check(outer, inner);
        }
      }),
      { numRuns: 400 },
    );
    expect(held).toBeGreaterThan(10);
  });
});

describe('mayMatchIn', () => {
  it.each<readonly [string, string, boolean]>([
    ['/assets/', '/api/*', false],
    ['/assets/', '/assets', true],
    ['/assets/', '/assets/deep/*', false],
    ['/assets/', '/assets/chunk-*', true],
    ['/assets/', '/as*', true],
    ['/assets/', '/*', true],
    ['/assets/', '/:page', true],
    ['/a.b/', String.raw`/a\.b/*`, true],
    ['assets/', './live/*', false],
    ['assets/', './*', true],
    ['', './live/*', false],
    ['', './live*', true],
    ['/assets/', 'https://cdn.example.com/fonts/*', false],
    ['/assets/', 'https://cdn.example.com/*', true],
  ])('in %s, %s: %s', (folder, pattern, expected) => {
    expect(mayMatchIn(folder, compilePattern(pattern))).toBe(expected);
  });

  it('never denies a folder in which a URL matches', () => {
    let tried = 0;
    fc.assert(
      fc.property(anySample, (sample) => {
        const pattern = compile(sample.pattern);
        const url = new URL(sample.url);
        if (!pattern || !matches(pattern, url)) return;
        const start = pattern.base === 'scope' ? new URL(scope).pathname.length : 0;
        const folder = url.pathname.slice(start, url.pathname.lastIndexOf('/') + 1);
        expect(mayMatchIn(folder, pattern)).toBe(true);
        tried += 1;
      }),
      { numRuns: 400 },
    );
    expect(tried).toBeGreaterThan(20);
  });
});

/** How many URLs the claim was tried on. */
function check(outerText: string, inner: Sample): number {
  const outer = compile(outerText);
  const planned = compile(inner.pattern);
  if (!outer || !planned || !covers(outer, planned)) return 0;
  const url = new URL(inner.url);
  if (!matches(planned, url)) return 0;
  expect(matches(outer, url)).toBe(true);
  return 1;
}

function compile(pattern: string): CompiledPattern | undefined {
  try {
    return compilePattern(pattern);
  } catch {
    // Half of a pattern need not be one.
    return undefined;
  }
}
