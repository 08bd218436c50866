import { describe, expect, it } from 'vitest';
import { ManifestError, isHoldfastError, parseManifest } from '../../../src/manifest/index.js';

interface Case {
  readonly id: string;
  readonly manifest: unknown;
  /** Each is one whole line of the message, in order. */
  readonly lines: readonly string[];
}

const api = { name: 'api', match: '/api/*', strategy: 'network-first' };
const precache = { include: ['**/*.html'] };
const shell = { document: '/index.html', paths: ['/'] };
const strategies =
  '"cache-first", "network-first", "stale-while-revalidate", "cache-only", "network-only"';
const rootKeys =
  '"$schema", "precache", "shell", "routes", "storage", "offline", "update", "staticRoutes", "worker"';
const routeKeys = '"name", "match", "strategy", "timeout", "cacheable", "expire", "outbox"';
const destinations =
  '"audio", "document", "embed", "font", "frame", "iframe", "image", "json", "manifest", "object", "script", "style", "track", "video", "worker", "xslt"';

function withRoute(change: object): unknown {
  return { routes: [{ ...api, ...change }] };
}

const cases: readonly Case[] = [
  {
    id: 'no-object',
    manifest: 5,
    lines: ['manifest: 5 is not a manifest; write for example { "routes": [] }'],
  },
  {
    id: 'nothing',
    manifest: undefined,
    lines: ['manifest: is missing; write for example { "routes": [] }'],
  },
  {
    id: 'list',
    manifest: [api],
    lines: [
      'manifest: [{"name":"api","match":"/api/*","strategy":"network-first"}] is not a manifest; write for example { "routes": [] }',
    ],
  },
  {
    id: 'unknown-key',
    manifest: { plugins: [] },
    lines: [`plugins: is not an option here; write one of ${rootKeys}`],
  },
  {
    id: 'misspelt-key',
    manifest: { rotues: [] },
    lines: ['rotues: is not an option here; did you mean "routes"?'],
  },
  {
    id: 'odd-key',
    manifest: { 'a b': 1 },
    lines: [`["a b"]: is not an option here; write one of ${rootKeys}`],
  },
  {
    id: 'prototype-key',
    manifest: JSON.parse('{"__proto__":{"routes":[]}}') as unknown,
    lines: [`__proto__: is not an option here; write one of ${rootKeys}`],
  },
  {
    id: 'route-unknown-key',
    manifest: withRoute({ maxAge: '1d' }),
    lines: [`routes[0].maxAge: is not an option here; write one of ${routeKeys}`],
  },
  {
    id: 'route-empty',
    manifest: { routes: [{}] },
    lines: [
      'routes[0].name: is missing; write for example "photos"',
      'routes[0].match: is missing; write for example "/api/*"',
      `routes[0].strategy: is missing; write one of ${strategies}`,
    ],
  },
  {
    id: 'routes-no-list',
    manifest: { routes: api },
    lines: [
      'routes: {"name":"api","match":"/api/*","strategy":"network-first"} is not a list of routes; write for example [{ "name": "api", "match": "/api/*", "strategy": "network-first" }]',
    ],
  },
  {
    id: 'name-upper-case',
    manifest: withRoute({ name: 'My Photos' }),
    lines: [
      'routes[0].name: "My Photos" is not a name of lower-case letters, digits and dashes; write for example "photos"',
    ],
  },
  {
    id: 'name-reserved',
    manifest: withRoute({ name: 'offline' }),
    lines: [
      'routes[0].name: "offline" is the name of a route of Holdfast\'s own; write for example "offline-pages"',
    ],
  },
  {
    id: 'name-twice',
    manifest: { routes: [api, { ...api, match: '/b' }] },
    lines: ['routes[1].name: "api" is the name of routes[0] already; write another'],
  },
  {
    id: 'hidden',
    manifest: { routes: [api, { ...api, name: 'users', match: '/api/users/*' }] },
    lines: [
      'routes[1]: "users" is never reached, because routes[0], "api", takes all its requests; write it before that one',
    ],
  },
  {
    id: 'hidden-between',
    manifest: {
      routes: [
        { ...api, name: 'reads' },
        { ...api, name: 'other', match: '/other/*' },
        { name: 'writes', match: { path: '/api/*', methods: ['POST'] }, strategy: 'network-only' },
        {
          name: 'users',
          match: { path: '/api/users/*', methods: ['GET', 'POST'] },
          strategy: 'network-only',
        },
      ],
    },
    lines: [
      'routes[3]: "users" is never reached, because routes[0] and routes[2] take all its requests between them; write it before them',
    ],
  },
  {
    id: 'strategy-misspelt',
    manifest: withRoute({ strategy: 'networkfirst' }),
    lines: ['routes[0].strategy: "networkfirst" is not a strategy; did you mean "network-first"?'],
  },
  {
    id: 'strategy-unknown',
    manifest: withRoute({ strategy: 'fastest' }),
    lines: [`routes[0].strategy: "fastest" is not a strategy; write one of ${strategies}`],
  },
  {
    id: 'timeout-no-duration',
    manifest: withRoute({ timeout: '3 ticks' }),
    lines: ['routes[0].timeout: "3 ticks" is not a duration; write for example "3s"'],
  },
  {
    id: 'timeout-no-unit',
    manifest: withRoute({ timeout: '3000' }),
    lines: ['routes[0].timeout: "3000" is not a duration; write for example "3s"'],
  },
  {
    id: 'timeout-endless',
    manifest: withRoute({ timeout: Infinity }),
    lines: ['routes[0].timeout: Infinity is not a duration; write for example "3s"'],
  },
  {
    id: 'timeout-too-long',
    manifest: withRoute({ timeout: '30d' }),
    lines: ['routes[0].timeout: "30d" is longer than a timer can wait; write "24d" or less'],
  },
  {
    id: 'timeout-without-effect',
    manifest: withRoute({ strategy: 'cache-first', timeout: '3s' }),
    lines: [
      'routes[0].timeout: "3s" has no effect with "cache-first"; leave it out, or write "strategy": "network-first"',
    ],
  },
  {
    id: 'match-number',
    manifest: withRoute({ match: 5 }),
    lines: ['routes[0].match: 5 is not a pattern; write for example "/api/*"'],
  },
  {
    id: 'match-no-path',
    manifest: withRoute({ match: 'api/*' }),
    lines: [
      'routes[0].match: "api/*" is neither a path nor a whole URL; write for example "/api/*" or "https://cdn.example.com/*"',
    ],
  },
  {
    id: 'match-open-bracket',
    manifest: withRoute({ match: '/api/(a|b' }),
    lines: [
      'routes[0].match: "/api/(a|b" has a "(" that is never closed; write for example "/api/*"',
    ],
  },
  {
    id: 'match-neither',
    manifest: withRoute({ match: { destination: 'image' } }),
    lines: [
      'routes[0].match: {"destination":"image"} has neither "path" nor "url"; write for example "path": "/api/*"',
    ],
  },
  {
    id: 'match-both',
    manifest: withRoute({ match: { path: '/a', url: 'https://h/a' } }),
    lines: [
      'routes[0].match: {"path":"/a","url":"https://h/a"} has both "path" and "url"; write one of them',
    ],
  },
  {
    id: 'match-path-is-url',
    manifest: withRoute({ match: { path: 'https://h/a' } }),
    lines: ['routes[0].match.path: "https://h/a" is a whole URL; write it under "url"'],
  },
  {
    id: 'match-url-is-path',
    manifest: withRoute({ match: { url: '/a' } }),
    lines: ['routes[0].match.url: "/a" is a path; write it under "path"'],
  },
  {
    id: 'destination-misspelt',
    manifest: withRoute({ match: { path: '/a', destination: ['font', 'images'] } }),
    lines: [
      'routes[0].match.destination[1]: "images" is not a request destination; did you mean "image"?',
    ],
  },
  {
    id: 'destination-number',
    manifest: withRoute({ match: { path: '/a', destination: 5 } }),
    lines: [
      `routes[0].match.destination: 5 is not a request destination; write one of ${destinations}`,
    ],
  },
  {
    id: 'methods-empty',
    manifest: withRoute({ match: { path: '/a', methods: [] } }),
    lines: ['routes[0].match.methods: [] is an empty list; write for example ["GET"]'],
  },
  {
    id: 'methods-uncacheable',
    manifest: withRoute({ match: { path: '/a', methods: ['GET', 'HEAD'] } }),
    lines: [
      'routes[0].match.methods: ["GET","HEAD"] does not go with "network-first", because a cache holds no answer to HEAD; write "strategy": "network-only"',
    ],
  },
  {
    id: 'statuses',
    manifest: withRoute({ cacheable: { statuses: [200, 206, 304, 199, '200'] } }),
    lines: [
      'routes[0].cacheable.statuses[1]: 206 is a part of a response and cannot be stored; write for example 200',
      'routes[0].cacheable.statuses[2]: 304 has no body of its own and cannot be stored; write for example 200',
      'routes[0].cacheable.statuses[3]: 199 is not a status code that can be stored; write 0, or 200 to 599',
      'routes[0].cacheable.statuses[4]: "200" is not a status code; write for example 200',
    ],
  },
  {
    id: 'cacheable-without-effect',
    manifest: withRoute({ strategy: 'network-only', cacheable: {} }),
    lines: [
      'routes[0].cacheable: {} has no effect with "network-only", which stores nothing; leave it out',
    ],
  },
  {
    id: 'outbox-of-reads',
    manifest: withRoute({ outbox: {} }),
    lines: [
      'routes[0].match: "/api/*" names no methods and so takes GET, which an outbox does not keep; write { "path": "/api/*", "methods": ["POST", "PUT", "PATCH", "DELETE"] }',
      'routes[0].outbox: {} does not go with "network-first", which does not send writes; write "strategy": "network-only"',
    ],
  },
  {
    id: 'precache-globs',
    manifest: { precache: { include: ['/a/*', 'b\\c', '../d', ''] } },
    lines: [
      'precache.include[0]: "/a/*" starts with a slash; write "a/*"',
      'precache.include[1]: "b\\\\c" has a backslash; write "/" between folders',
      'precache.include[2]: "../d" leaves the output folder; write for example "**/*.html"',
      'precache.include[3]: "" is an empty glob; write for example "**/*.html"',
    ],
  },
  {
    id: 'precache-optional-globs',
    manifest: { precache: { ...precache, optional: ['/a/*', ''] } },
    lines: [
      'precache.optional[0]: "/a/*" starts with a slash; write "a/*"',
      'precache.optional[1]: "" is an empty glob; write for example "**/*.html"',
    ],
  },
  {
    id: 'precache-optional-no-list',
    manifest: { precache: { ...precache, optional: true } },
    lines: [
      'precache.optional: true is not a list of globs; write for example ["assets/editor-*.js"]',
    ],
  },
  {
    id: 'precache-optional-alone',
    manifest: { precache: { optional: ['*.js'] } },
    lines: ['precache.include: is missing; write for example ["**/*.{html,js,css}"]'],
  },
  {
    id: 'precache-size',
    manifest: { precache: { ...precache, maxFileBytes: '50 megs' } },
    lines: ['precache.maxFileBytes: "50 megs" is not a size; write for example "50MB"'],
  },
  {
    id: 'precache-empty',
    manifest: { precache: { include: [] } },
    lines: ['precache.include: [] is an empty list; write for example ["**/*.{html,js,css}"]'],
  },
  {
    id: 'precache-parameter',
    manifest: { precache: { ...precache, ignoreSearch: ['utm*source'] } },
    lines: [
      'precache.ignoreSearch[0]: "utm*source" is not the name of a search parameter; write for example "utm_*"',
    ],
  },
  {
    id: 'shell-without-precache',
    manifest: { shell, offline: { image: '/offline.svg' } },
    lines: [
      'shell: {"document":"/index.html","paths":["/"]} names precached files, but nothing is precached; write for example "precache": { "include": ["**/*.html"] }',
      'offline: {"image":"/offline.svg"} names precached files, but nothing is precached; write for example "precache": { "include": ["**/*.html"] }',
    ],
  },
  {
    id: 'shell-paths',
    manifest: { precache, shell: { document: '/index.html', paths: ['journal', '/a?b'] } },
    lines: [
      'shell.paths[0]: "journal" does not start with "/"; write for example "/countries/*"',
      'shell.paths[1]: "/a?b" has a search part, but the path alone is looked at; leave "?…" out',
    ],
  },
  {
    id: 'documents',
    manifest: {
      precache,
      shell: { ...shell, document: 'index.html' },
      offline: { document: '/a?b', image: '/../x.svg', font: '/' },
    },
    lines: [
      'shell.document: "index.html" does not start with "/"; write "/index.html"',
      'offline.document: "/a?b" has a "?", "#" or backslash; write for example "/index.html"',
      'offline.image: "/../x.svg" has a "." or ".." segment; write for example "/index.html"',
      'offline.font: "/" names no file; write for example "/index.html"',
    ],
  },
  {
    id: 'policy',
    manifest: { update: { activate: 'on-acept' } },
    lines: ['update.activate: "on-acept" is not a moment to activate; did you mean "on-accept"?'],
  },
  {
    id: 'static-routes',
    manifest: { staticRoutes: 'off' },
    lines: ['staticRoutes: "off" is not true or false; write for example false'],
  },
  {
    id: 'worker',
    manifest: { worker: '/src/worker.ts' },
    lines: [
      'worker: "/src/worker.ts" is not a relative path that ends in .js, .mjs, .ts or .mts; write for example "src/worker.ts"',
    ],
  },
  {
    id: 'long-value',
    manifest: { worker: `${'long/'.repeat(40)}worker` },
    lines: [
      'worker: "long/long/long/long/long/long/long/long/long/long/long/lo…" is not a relative path that ends in .js, .mjs, .ts or .mts; write for example "src/worker.ts"',
    ],
  },
];

describe('a malformed manifest', () => {
  it.each(cases)('gets its exact message: $id', ({ manifest, lines }) => {
    const count = lines.length === 1 ? '1 problem' : `${lines.length} problems`;
    expect(readError(manifest).message).toBe([`The manifest has ${count}:`, ...lines].join('\n'));
  });

  it('has a case id of its own', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });
});

describe('ManifestError', () => {
  it('is a Holdfast error that holds each problem apart', () => {
    const error = readError(withRoute({ strategy: 'fastest' }));
    expect(isHoldfastError(error)).toBe(true);
    expect(error).toMatchObject({
      name: 'ManifestError',
      code: 'manifest/invalid',
      problems: [
        {
          path: 'routes[0].strategy',
          message: `"fastest" is not a strategy; write one of ${strategies}`,
        },
      ],
    });
  });

  it('lists a hundred problems and counts the rest', () => {
    const error = readError({ routes: Array.from({ length: 150 }, () => 5) });
    const lines = error.message.split('\n');
    expect(error.problems).toHaveLength(150);
    expect(lines).toHaveLength(102);
    expect(lines.at(-1)).toBe('and 50 more');
  });
});

function readError(manifest: unknown): ManifestError {
  try {
    parseManifest(manifest);
  } catch (error) {
    if (error instanceof ManifestError) return error;
    throw error;
  }
  throw new Error('The manifest was taken.');
}
