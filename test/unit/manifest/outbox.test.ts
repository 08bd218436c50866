import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/manifest/compile.js';
import { parseManifest } from '../../../src/manifest/index.js';
import type { ManifestError, OutboxOptions, RouteOptions } from '../../../src/manifest/index.js';
import { manifestJsonSchema } from '../../../src/manifest/json-schema.js';
import { resolveOutbox } from '../../../src/manifest/outbox.js';

const writes: RouteOptions = {
  name: 'writes',
  match: { path: '/api/*', methods: ['POST'] },
  strategy: 'network-only',
};
const live: RouteOptions = { name: 'live', match: '/live/*', strategy: 'network-only' };
const defaults = {
  retainForMs: 7 * 24 * 3_600_000,
  maxEntries: 1000,
  maxBytes: 50 * 1024 ** 2,
  order: 'route',
  retryStatuses: [408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524],
};

describe('the outbox of a route', () => {
  it.each<readonly [OutboxOptions, object]>([
    [{}, {}],
    [{ retainFor: '1ms' }, { retainForMs: 1 }],
    [{ retainFor: 60 }, { retainForMs: 60_000 }],
    [{ maxEntries: 1 }, { maxEntries: 1 }],
    [{ maxEntries: Number.MAX_SAFE_INTEGER }, { maxEntries: Number.MAX_SAFE_INTEGER }],
    [{ maxBytes: '1KB' }, { maxBytes: 1024 }],
    [{ maxBytes: 1 }, { maxBytes: 1 }],
    [{ order: 'none' }, { order: 'none' }],
    [{ retryStatuses: [503, 400, 599, 503] }, { retryStatuses: [503, 400, 599] }],
    [{ retryStatuses: [] }, { retryStatuses: [] }],
    [{ deadAfterAttempts: 1 }, { deadAfterAttempts: 1 }],
  ])('%j is planned as the defaults and %j', (outbox, planned) => {
    const manifest = parseManifest({ routes: [{ ...writes, outbox }] });
    expect(compile(manifest).routes[0]!.outbox).toEqual({ ...defaults, ...planned });
  });

  it('has the defaults that the JSON schema tells of', () => {
    const fields = readOutboxFields();
    const told = Object.entries(fields).map(([name, { description }]) => [
      name,
      /Default: (.*)\.$/.exec(description)?.[1],
    ]);
    const { deadAfterAttempts, ...rest } = Object.fromEntries(told) as Record<string, string>;
    expect(deadAfterAttempts).toBe('no limit but "retainFor"');
    const options = Object.entries(rest).map(([name, text]) => [name, JSON.parse(text)] as const);
    expect(options.map(([name]) => name)).toEqual([
      'retainFor',
      'maxEntries',
      'maxBytes',
      'order',
      'retryStatuses',
    ]);
    expect(resolveOutbox(Object.fromEntries(options) as OutboxOptions)).toEqual(defaults);
  });

  it('is planned completely, and the same from its own plan', () => {
    fc.assert(
      fc.property(anyOutbox, (outbox) => {
        const { routes } = parseManifest({ routes: [{ ...writes, outbox }] });
        const planned = resolveOutbox(routes![0]!.outbox!);
        expect(planned).toMatchObject({
          retainForMs: expect.any(Number) as number,
          maxEntries: outbox.maxEntries ?? defaults.maxEntries,
          maxBytes: expect.any(Number) as number,
          order: outbox.order ?? 'route',
        });
        expect('deadAfterAttempts' in planned).toBe('deadAfterAttempts' in outbox);
        expect(Math.min(planned.retainForMs, planned.maxBytes)).toBeGreaterThanOrEqual(1);
        const { retainForMs, ...rest } = planned;
        expect(resolveOutbox({ ...rest, retainFor: `${retainForMs}ms` })).toEqual(planned);
        expect(JSON.parse(JSON.stringify(planned))).toEqual(planned);
      }),
    );
  });

  it.each<readonly [string, unknown, readonly string[]]>([
    [
      'a yes',
      true,
      ['outbox: true is not outbox options; write for example { "retainFor": "7d" }'],
    ],
    [
      'a misspelt key',
      { retainsFor: '7d' },
      ['outbox.retainsFor: is not an option here; did you mean "retainFor"?'],
    ],
    [
      'an unknown key',
      { backgroundSync: true },
      [
        'outbox.backgroundSync: is not an option here; write one of "retainFor", "maxEntries", "maxBytes", "order", "retryStatuses", "deadAfterAttempts"',
      ],
    ],
    [
      'nothing allowed in',
      { retainFor: 0, maxEntries: 0, maxBytes: 0, deadAfterAttempts: 0 },
      [
        'outbox.retainFor: 0 leaves no time at all; write for example "7d"',
        'outbox.maxEntries: 0 is not a whole number of at least 1; write for example 1000',
        'outbox.maxBytes: 0 leaves no room at all; write for example "50MB"',
        'outbox.deadAfterAttempts: 0 is not a whole number of at least 1; write for example 5',
      ],
    ],
    [
      'fractions and negatives',
      { retainFor: -1, maxEntries: 1.5, maxBytes: '0.2B', deadAfterAttempts: -5 },
      [
        'outbox.retainFor: -1 is not a duration; write for example "7d"',
        'outbox.maxEntries: 1.5 is not a whole number of at least 1; write for example 1000',
        'outbox.maxBytes: "0.2B" leaves no room at all; write for example "50MB"',
        'outbox.deadAfterAttempts: -5 is not a whole number of at least 1; write for example 5',
      ],
    ],
    [
      'no amounts',
      { retainFor: 'a week', maxEntries: '1000', maxBytes: null, deadAfterAttempts: Infinity },
      [
        'outbox.retainFor: "a week" is not a duration; write for example "7d"',
        'outbox.maxEntries: "1000" is not a number of writes; write for example 1000',
        'outbox.maxBytes: null is not a size; write for example "50MB"',
        'outbox.deadAfterAttempts: Infinity is not a number of attempts; write for example 5',
      ],
    ],
    [
      'an unknown order',
      { order: 'fifo' },
      ['outbox.order: "fifo" is not an order; write one of "route", "none"'],
    ],
    [
      'a status for the list of them',
      { retryStatuses: 503 },
      ['outbox.retryStatuses: 503 is not a list of status codes; write for example [429, 503]'],
    ],
  ])('is refused: %s', (_what, outbox, lines) => {
    expect(readProblems({ ...writes, outbox })).toEqual(lines);
  });

  it.each([200, 399, 600, 0, 503.5])('never retries %d', (status) => {
    expect(readProblems({ ...writes, outbox: { retryStatuses: [status] } })).toEqual([
      `outbox.retryStatuses[0]: ${status} is not a status code from 400 to 599; write for example 503`,
    ]);
  });

  it.each([401, 403])('never retries %d, which blocks it', (status) => {
    expect(readProblems({ ...writes, outbox: { retryStatuses: [503, status] } })).toEqual([
      `outbox.retryStatuses[1]: ${status} blocks the route until the page resumes it; leave it out`,
    ]);
  });
});

describe('a route with an outbox', () => {
  const outbox = {};

  it.each(['cache-first', 'network-first', 'stale-while-revalidate', 'cache-only'])(
    'cannot be %s',
    (strategy) => {
      expect(readProblems({ ...writes, strategy, outbox })).toContain(
        `outbox: {} does not go with "${strategy}", which does not send writes; write "strategy": "network-only"`,
      );
    },
  );

  it.each<readonly [string, unknown, string]>([
    [
      'a path without methods',
      '/api/*',
      'match: "/api/*" names no methods and so takes GET, which an outbox does not keep; write { "path": "/api/*", "methods": ["POST", "PUT", "PATCH", "DELETE"] }',
    ],
    [
      'a URL without methods',
      'https://h/*',
      'match: "https://h/*" names no methods and so takes GET, which an outbox does not keep; write { "url": "https://h/*", "methods": ["POST", "PUT", "PATCH", "DELETE"] }',
    ],
    [
      'an object without methods',
      { path: './api/*' },
      'match: {"path":"./api/*"} names no methods and so takes GET, which an outbox does not keep; add "methods": ["POST", "PUT", "PATCH", "DELETE"]',
    ],
    [
      'GET alone',
      { path: '/api/*', methods: ['GET'] },
      'match.methods: ["GET"] takes GET, which an outbox does not keep; write "methods": ["POST", "PUT", "PATCH", "DELETE"]',
    ],
    [
      'GET beside writes',
      { path: '/api/*', methods: ['POST', 'GET', 'PUT'] },
      'match.methods: ["POST","GET","PUT"] takes GET, which an outbox does not keep; write "methods": ["POST", "PUT"]',
    ],
    [
      'HEAD',
      { path: '/api/*', methods: ['HEAD', 'DELETE'] },
      'match.methods: ["HEAD","DELETE"] takes HEAD, which an outbox does not keep; write "methods": ["DELETE"]',
    ],
  ])('takes no reads: %s', (_what, match, line) => {
    expect(readProblems({ ...writes, match, outbox })).toEqual([line]);
    expect(readProblems({ ...writes, match })).toEqual([]);
  });

  it('takes no reads beside an unknown strategy either', () => {
    expect(readProblems({ ...writes, match: '/a', strategy: 'x', outbox })).toEqual([
      'match: "/a" names no methods and so takes GET, which an outbox does not keep; write { "path": "/a", "methods": ["POST", "PUT", "PATCH", "DELETE"] }',
      expect.stringMatching(/^strategy: "x" is not a strategy/),
    ]);
  });

  it.each<readonly [unknown, readonly string[]]>([
    [undefined, ['match: is missing; write for example "/api/*"']],
    [5, ['match: 5 is not a pattern; write for example "/api/*"']],
    [
      { path: '/', methods: ['get'] },
      ['match.methods[0]: "get" is not a request method; did you mean "GET"?'],
    ],
    [{ path: '/', methods: [] }, ['match.methods: [] is an empty list; write for example ["GET"]']],
  ])('is not told of reads while its match is wrong in itself: %j', (match, lines) => {
    expect(readProblems({ ...writes, match, outbox })).toEqual(lines);
  });

  it('is taken exactly where it is network-only and for writes alone', () => {
    const methods = fc.uniqueArray(
      fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'),
      { minLength: 1 },
    );
    const strategy = fc.constantFrom('network-only', 'network-only', 'network-first', 'cache-only');
    fc.assert(
      fc.property(methods, strategy, anyOutbox, (named, chosen, options) => {
        const match = { path: '/api/*', methods: named };
        const route = { name: 'writes', match, strategy: chosen, outbox: options };
        const isFit =
          chosen === 'network-only' && !named.includes('GET') && !named.includes('HEAD');
        expect(readProblems(route).length === 0).toBe(isFit);
      }),
    );
  });

  it('may have a timeout', () => {
    expect(readProblems({ ...writes, timeout: '5s', outbox })).toEqual([]);
  });
});

describe('what holds for writes without a route', () => {
  it('is every default, whatever the routes say, and planned exactly where one has an outbox', () => {
    const outbox: OutboxOptions = { maxEntries: 5, order: 'none', deadAfterAttempts: 1 };
    expect(compile({ routes: [live, { ...writes, outbox }] }).outbox).toEqual(defaults);
    for (const routes of [[], [live], [writes, live]]) {
      const plan = compile({ routes });
      expect(plan).not.toHaveProperty('outbox');
      expect(JSON.stringify(plan)).not.toContain('outbox');
    }
  });
});

const anyOutbox: fc.Arbitrary<OutboxOptions> = fc.record(
  {
    retainFor: fc.oneof(
      fc.integer({ min: 1, max: 10 ** 9 }),
      fc.integer({ min: 1, max: 999 }).map((days) => `${days}d`),
    ),
    maxEntries: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    maxBytes: fc.oneof(
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      fc.integer({ min: 1, max: 999 }).map((size) => `${size}MB`),
    ),
    order: fc.constantFrom('route', 'none'),
    retryStatuses: fc.array(
      fc.integer({ min: 400, max: 599 }).filter((status) => status !== 401 && status !== 403),
    ),
    deadAfterAttempts: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  },
  { requiredKeys: [] },
);

interface JsonSchema {
  readonly description: string;
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly items: JsonSchema;
}

function readOutboxFields(): Readonly<Record<string, JsonSchema>> {
  const { properties } = manifestJsonSchema() as JsonSchema;
  return properties['routes']!.items.properties['outbox']!.properties;
}

/** The problems of a manifest with this one route, by their place in it. */
function readProblems(route: object): readonly string[] {
  try {
    parseManifest({ routes: [route] });
    return [];
  } catch (error) {
    expect(error).toMatchObject({ name: 'ManifestError' });
    return (error as ManifestError).problems.map(
      ({ path, message }) => `${path.replace('routes[0].', '')}: ${message}`,
    );
  }
}
