import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPattern } from '../../../src/manifest/join.js';
import { compilePattern } from '../../../src/manifest/pattern.js';
import type { PlannedRoute } from '../../../src/manifest/plan.js';
import { createRouter, type RoutableRequest } from '../../../src/routing/route.js';
import { anySample, createOracle, isReadByOracle, origin, scope } from '../manifest/patterns.js';

function route(name: string, pattern: string, rest: Partial<PlannedRoute> = {}): PlannedRoute {
  return {
    name,
    url: joinPattern(compilePattern(pattern)),
    methods: ['GET'],
    strategy: 'network-only',
    statuses: [200],
    ...rest,
  };
}

function request(url: string, method = 'GET', destination = ''): RoutableRequest {
  const base = new URL(scope);
  const parsed = new URL(url, base);
  const isInScope = parsed.href.startsWith(base.href);
  return {
    url: parsed,
    path: isInScope ? parsed.pathname.slice(base.pathname.length) : undefined,
    request: { method, destination },
  };
}

describe('the router', () => {
  it('agrees with URLPattern on the first of any routes that wants any URL', () => {
    const samples = fc.array(anySample, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(samples, fc.nat(), (all, index) => {
        const { url } = all[index % all.length]!;
        const oracles = all.map(({ pattern }) => createOracle(pattern));
        fc.pre(isReadByOracle(url) && oracles.every((oracle) => oracle));
        const router = createRouter(
          all.map(({ pattern }, position) => route(String(position), pattern)),
          origin,
        );
        const expected = oracles.findIndex((oracle) => oracle!.test(url));
        expect(router(request(url))?.name).toBe(expected < 0 ? undefined : String(expected));
      }),
      { numRuns: 500 },
    );
  });

  const router = createRouter(
    [
      route('writes', '/api/*', { methods: ['POST', 'PUT'] }),
      route('photos', '/photos/*', { destinations: ['image', 'video'] }),
      route('api', '/api/*'),
      route('first', './pages?page=1'),
      route('own', './data/*'),
      route('cdn', 'https://cdn.example/*'),
    ],
    origin,
  );

  it.each([
    ['/api/visits', 'POST', '', 'writes'],
    ['/api/visits', 'GET', '', 'api'],
    ['/api/visits?page=2', 'GET', '', 'api'],
    ['/api/visits', 'DELETE', '', undefined],
    ['/photos/1.jpg', 'GET', 'image', 'photos'],
    ['/photos/1.jpg', 'GET', 'document', undefined],
    ['/sub/data/1', 'GET', '', 'own'],
    ['/data/1', 'GET', '', undefined],
    ['/sub/pages?page=1', 'GET', '', 'first'],
    ['/sub/pages?page=12', 'GET', '', undefined],
    ['/sub/pages', 'GET', '', undefined],
    ['https://cdn.example/x.js', 'GET', 'script', 'cdn'],
    ['https://other.example/api/visits', 'GET', '', undefined],
    ['https://other.example/sub/data/1', 'GET', '', undefined],
    ['https://cdn.example:8443/x.js', 'GET', 'script', undefined],
    // What looks like a way out of a path, or into one.
    ['/sub/data/../secret', 'GET', '', undefined],
    ['/sub/data/%2e%2e/secret', 'GET', '', undefined],
    ['/sub/data/.%2E/secret', 'GET', '', undefined],
    ['/sub/secret/../data/1', 'GET', '', 'own'],
    ['/sub/data/..%2fsecret', 'GET', '', 'own'],
    ['/sub/data%2f1', 'GET', '', undefined],
    ['/sub/data%5c1', 'GET', '', undefined],
    [String.raw`/sub\data\1`, 'GET', '', 'own'],
    ['/sub/data/1%00', 'GET', '', 'own'],
    ['/sub/data/1\n', 'GET', '', 'own'],
    ['/sub/data?x=/data/1', 'GET', '', undefined],
    ['/sub/x#/data/1', 'GET', '', undefined],
    ['/SUB/data/1', 'GET', '', undefined],
    ['/api%2fvisits', 'GET', '', undefined],
    ['//cdn.example/x.js', 'GET', '', 'cdn'],
    ['//app.example.evil.test/api/visits', 'GET', '', undefined],
    ['https://cdn.example@evil.test/x.js', 'GET', '', undefined],
    ['https://cdn.example.evil.test/x.js', 'GET', '', undefined],
    ['https://evil.test/https://cdn.example/x.js', 'GET', '', undefined],
  ])('%s by %s for %j goes to %s', (url, method, destination, expected) => {
    expect(router(request(url, method, destination))?.name).toBe(expected);
  });
});
