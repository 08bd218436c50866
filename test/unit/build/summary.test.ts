import { describe, expect, it } from 'vitest';
import { describeLimits } from '../../../src/build/summary.js';
import type { RouteOptions } from '../../../src/manifest/types.js';

const photos: RouteOptions = { name: 'photos', match: '/photos/*', strategy: 'cache-first' };
const writes: RouteOptions = {
  name: 'writes',
  match: { path: '/api/*', methods: ['POST'] },
  strategy: 'network-only',
};

describe('describeLimits', () => {
  it.each<readonly [string, RouteOptions]>([
    ['no limits', photos],
    ['1 entry', { ...photos, expire: { maxEntries: 1 } }],
    ['50 MB, 1.5 h', { ...photos, expire: { maxBytes: '50MB', maxAge: '90m' } }],
    ['', writes],
    ['1000 writes, 50 MB, 7 d', { ...writes, outbox: {} }],
    [
      '1 write, 1 KB, 1 h, 5 attempts',
      {
        ...writes,
        outbox: { maxEntries: 1, maxBytes: '1KB', retainFor: '1h', deadAfterAttempts: 5 },
      },
    ],
  ])('says %j', (words, route) => {
    expect(describeLimits(route)).toBe(words);
  });
});
