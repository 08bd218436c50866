import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/manifest/compile.js';
import { parseManifest } from '../../../src/manifest/index.js';
import type { Manifest, ManifestError, RouteOptions } from '../../../src/manifest/index.js';
import { findLimitWarnings } from '../../../src/manifest/limits.js';

const photos: RouteOptions = { name: 'photos', match: '/photos/*', strategy: 'cache-first' };
const api: RouteOptions = { name: 'api', match: '/api/*', strategy: 'network-first' };
const live: RouteOptions = { name: 'live', match: '/live/*', strategy: 'network-only' };
const fonts: RouteOptions = { name: 'fonts', match: '/fonts/*', strategy: 'cache-only' };
const opaqueBytes = 7 * 1024 ** 2;

describe('the limits of a route', () => {
  it.each<readonly [NonNullable<RouteOptions['expire']>, object]>([
    [{ maxEntries: 1 }, { maxEntries: 1 }],
    [{ maxBytes: '1B' }, { maxBytes: 1 }],
    [{ maxAge: '1ms' }, { maxAgeMs: 1 }],
    [{ maxAge: 60 }, { maxAgeMs: 60_000 }],
    [
      { maxEntries: Number.MAX_SAFE_INTEGER, maxBytes: 1000, maxAge: '2y' },
      { maxEntries: Number.MAX_SAFE_INTEGER, maxBytes: 1000, maxAgeMs: 2 * 365.25 * 86_400_000 },
    ],
  ])('%j are planned as %j', (expire, planned) => {
    const manifest = parseManifest({ routes: [{ ...photos, expire }] });
    expect(compile(manifest).routes[0]!.expire).toEqual(planned);
  });

  it.each(['cache-first', 'network-first', 'stale-while-revalidate'])('go with %s', (strategy) => {
    expect(readProblems({ ...api, strategy, expire: { maxEntries: 1 } })).toEqual([]);
  });

  it.each<readonly [string, object, readonly string[]]>([
    ['none', {}, ['expire: {} sets no limit; write for example "maxEntries": 100']],
    [
      'a number',
      { expire: 5 },
      ['expire: 5 is not expire options; write for example { "maxEntries": 100 }'],
    ],
    [
      "workbox-expiration's name of the age",
      { maxAgeSeconds: 5 },
      [
        'expire.maxAgeSeconds: is not an option here; write one of "maxEntries", "maxBytes", "maxAge"',
      ],
    ],
    [
      'a misspelt key',
      { maxEntry: 5 },
      ['expire.maxEntry: is not an option here; did you mean "maxEntries"?'],
    ],
    [
      'nothing allowed in',
      { maxEntries: 0, maxBytes: 0, maxAge: 0 },
      [
        'expire.maxEntries: 0 is not a whole number of at least 1; write for example 100',
        'expire.maxBytes: 0 leaves no room at all; write for example "50MB"',
        'expire.maxAge: 0 leaves no time at all; write for example "30d"',
      ],
    ],
    [
      'fractions and negatives',
      { maxEntries: 1.5, maxBytes: '0.2B', maxAge: -1 },
      [
        'expire.maxEntries: 1.5 is not a whole number of at least 1; write for example 100',
        'expire.maxBytes: "0.2B" leaves no room at all; write for example "50MB"',
        'expire.maxAge: -1 is not a duration; write for example "30d"',
      ],
    ],
    [
      'no amounts',
      { maxEntries: '100', maxBytes: '50 megs', maxAge: 'a month' },
      [
        'expire.maxEntries: "100" is not a number of entries; write for example 100',
        'expire.maxBytes: "50 megs" is not a size; write for example "50MB"',
        'expire.maxAge: "a month" is not a duration; write for example "30d"',
      ],
    ],
    [
      'no limit at all',
      { maxEntries: Infinity, maxBytes: null, maxAge: Infinity },
      [
        'expire.maxEntries: Infinity is not a number of entries; write for example 100',
        'expire.maxBytes: null is not a size; write for example "50MB"',
        'expire.maxAge: Infinity is not a duration; write for example "30d"',
      ],
    ],
  ])('are refused: %s', (_what, limits, lines) => {
    const expire = 'expire' in limits ? limits.expire : limits;
    expect(readProblems({ ...photos, expire })).toEqual(lines);
  });

  it.each([live, fonts])('have no effect with $strategy', (route) => {
    for (const expire of [{ maxEntries: 5 }, {}]) {
      expect(readProblems({ ...route, expire })).toEqual([
        `expire: ${JSON.stringify(expire)} has no effect with "${route.strategy}", which stores nothing; leave it out`,
      ]);
    }
  });

  it('are asked for beside an unknown strategy', () => {
    expect(readProblems({ ...photos, strategy: 'x', expire: {} })).toContain(
      'expire: {} sets no limit; write for example "maxEntries": 100',
    );
  });
});

describe('the limits of all routes together', () => {
  const expire = { maxEntries: 5 };

  it.each<readonly [string, Manifest, object | undefined]>([
    ['nothing', {}, undefined],
    ['a route without limits', { routes: [photos] }, undefined],
    ['a route with limits', { routes: [photos, { ...api, expire }] }, { opaqueBytes }],
    ['a storage alone', { storage: { maxBytes: 5 } }, undefined],
    ['a storage, but no route stores', { storage: {}, routes: [live, fonts] }, undefined],
    ['an empty storage', { storage: {}, routes: [live, photos] }, { opaqueBytes }],
    [
      'every option',
      { storage: { maxBytes: '1KB', keepFree: '2KB', opaqueBytes: 3 }, routes: [photos] },
      { maxBytes: 1024, keepFreeBytes: 2048, opaqueBytes: 3 },
    ],
  ])('are planned where there is something to limit: %s', (_what, manifest, planned) => {
    const plan = compile(parseManifest(manifest));
    expect(plan.storage).toEqual(planned);
    expect('storage' in plan).toBe(planned !== undefined);
  });

  it('may be narrower than those of a route', () => {
    const storage = { maxBytes: '1MB' };
    const routes = [{ ...photos, expire: { maxBytes: '50MB' } }];
    expect(parseManifest({ storage, routes })).toEqual({ storage, routes });
  });

  it('are refused where they make no sense', () => {
    const storage = { maxBytes: 0, keepFree: '10%', opaqueBytes: '0KB', quota: 1 };
    expect(readLines({ storage })).toEqual([
      'storage.maxBytes: 0 leaves no room at all; write for example "200MB"',
      'storage.keepFree: "10%" is not a size; write for example "50MB"',
      'storage.opaqueBytes: "0KB" leaves no room at all; write for example "7MB"',
      'storage.quota: is not an option here; write one of "maxBytes", "keepFree", "opaqueBytes"',
    ]);
    expect(readLines({ storage: '200MB' })).toEqual([
      'storage: "200MB" is not storage options; write for example { "maxBytes": "200MB" }',
    ]);
  });
});

describe('findLimitWarnings', () => {
  it('names every route that stores without a limit', () => {
    const limited: RouteOptions = { ...photos, name: 'flags', expire: { maxAge: '1d' } };
    const routes = [photos, live, limited, fonts, api];
    expect(findLimitWarnings({ routes })).toEqual([growth('photos'), growth('api')]);
  });

  it('takes a limit to all of them for one, and room kept free for none', () => {
    const routes = [photos];
    expect(findLimitWarnings({ routes, storage: { maxBytes: 5 } })).toEqual([]);
    expect(findLimitWarnings({ routes, storage: { keepFree: 5 } })).toEqual([growth('photos')]);
  });

  it('names a route whose limit no opaque response fits in', () => {
    const cacheable = { statuses: [0, 200] };
    const tight: RouteOptions = { ...photos, cacheable, expire: { maxBytes: '5MB' } };
    const words =
      'route `photos` never stores an opaque response, because each counts for "7MB" and "maxBytes" is "5MB"; write more, or leave 0 out of "statuses"';
    const routes = [tight];
    expect(findLimitWarnings({ routes })).toEqual([words]);
    expect(findLimitWarnings({ routes, storage: { opaqueBytes: '5MB' } })).toEqual([]);
    const wide: RouteOptions = { ...tight, expire: { maxBytes: '7MB' } };
    expect(findLimitWarnings({ routes: [wide] })).toEqual([]);
    expect(findLimitWarnings({ routes: [wide], storage: { maxBytes: '5MB' } })).toEqual([words]);
    const clear: RouteOptions = { ...photos, expire: { maxBytes: '5MB' } };
    expect(findLimitWarnings({ routes: [clear] })).toEqual([]);
  });

  it('has nothing to say of an empty manifest', () => {
    expect(findLimitWarnings({})).toEqual([]);
  });
});

/** What is said of a route that stores without a limit. */
function growth(name: string): string {
  return `route \`${name}\` stores responses without a limit, so its cache grows for ever; add for example "expire": { "maxEntries": 100 }`;
}

/** The problems of a manifest with this one route, by their place in it. */
function readProblems(route: object): readonly string[] {
  return readLines({ routes: [route] }).map((line) => line.replace(/^routes\[0\]\./, ''));
}

function readLines(manifest: unknown): readonly string[] {
  try {
    parseManifest(manifest);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ name: 'ManifestError' });
    return (error as ManifestError).problems.map(({ path, message }) => `${path}: ${message}`);
  }
}
