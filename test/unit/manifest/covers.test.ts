import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers } from '../../../src/manifest/covers.js';
import { compilePattern } from '../../../src/manifest/pattern.js';
import type { CompiledPattern } from '../../../src/manifest/pattern.js';
import { anySample, matches } from './patterns.js';
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
