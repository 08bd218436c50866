import * as z from 'zod';
import {
  amount,
  complain,
  count,
  limit,
  list,
  oneOf,
  options,
  text,
  toRefinement,
} from './fields.js';
import { keepInSync } from './in-sync.js';
import type { Mutable } from './in-sync.js';
import { compilePattern, readBase } from './pattern.js';
import type { Destination, OutboxOrder, RouteMethod, RouteOptions, StrategyName } from './types.js';
import { parseMaxAge, parseTimeout } from './units.js';
import { refusal } from './wording.js';

const strategies = [
  'cache-first',
  'network-first',
  'stale-while-revalidate',
  'cache-only',
  'network-only',
] as const satisfies readonly StrategyName[];
const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
] as const satisfies readonly RouteMethod[];
const destinations = [
  'audio',
  'document',
  'embed',
  'font',
  'frame',
  'iframe',
  'image',
  'json',
  'manifest',
  'object',
  'script',
  'style',
  'track',
  'video',
  'worker',
  'xslt',
] as const satisfies readonly Destination[];
const orders = ['route', 'none'] as const satisfies readonly OutboxOrder[];

/** The words each closed union allows. */
export const allowedWords: {
  readonly strategies: readonly StrategyName[];
  readonly methods: readonly RouteMethod[];
  readonly destinations: readonly Destination[];
} = { strategies, methods, destinations };

const patternHelp =
  'A path from the origin\'s root ("/api/*") or from the app\'s base ("./data/*"), in URLPattern syntax.';

const destination = oneOf(destinations, {
  is: 'a request destination',
  description: 'What the response is wanted for.',
});

const matchOptions = options('match options', '{ "path": "/api/*" }', {
  path: text(
    {
      is: 'a path',
      example: '"/api/*"',
      description: `${patternHelp} Default: none; then "url" is given.`,
      hints: { pattern: '^\\.?/' },
    },
    checkPath,
  ).exactOptional(),
  url: text(
    {
      is: 'a URL',
      example: '"https://cdn.example.com/*"',
      description:
        'A whole URL in URLPattern syntax, scheme included. Default: none; then "path" is given.',
    },
    checkUrl,
  ).exactOptional(),
  methods: list(oneOf(methods, { is: 'a request method', description: 'A request method.' }), {
    is: 'a list of request methods',
    example: '["GET"]',
    description: 'The request methods. Default: ["GET"].',
    hints: { minItems: 1 },
  }).exactOptional(),
  destination: z
    .union(
      [
        destination,
        list(destination, {
          is: 'a list of request destinations',
          example: '["image", "font"]',
          description: 'Several destinations.',
          hints: { minItems: 1 },
        }),
      ],
      { error: complain('a request destination', '"image"') },
    )
    .meta({ description: 'What the response is wanted for. Default: anything.' })
    .exactOptional(),
});

const route = options(
  'a route',
  '{ "name": "api", "match": "/api/*", "strategy": "network-first" }',
  {
    name: text(
      {
        is: 'a name',
        example: '"photos"',
        description: 'Unique; lower-case letters, digits and dashes. The cache is named after it.',
        hints: { pattern: '^[a-z0-9][a-z0-9-]*$' },
      },
      checkName,
    ),
    match: z
      .union(
        [
          text(
            { is: 'a pattern', example: '"/api/*"', description: `${patternHelp} Or a whole URL.` },
            compilePattern,
          ),
          matchOptions,
        ],
        { error: complain('a pattern', '"/api/*"') },
      )
      .meta({ description: 'Which requests: a URLPattern, or an object that also looks at more.' }),
    strategy: oneOf(strategies, {
      is: 'a strategy',
      description:
        'How the network is weighed against the cache. "cache-first": the cache, and the network for what it lacks; "network-first": the network, and the cache when it fails, answers 5xx or is too slow; "stale-while-revalidate": the cache at once, and the network for the next time; "cache-only"; "network-only", the only one that can have an "outbox".',
    }),
    timeout: amount(
      {
        is: 'a duration',
        example: '"3s"',
        description:
          'How long to wait for the network: "3s", or a number of seconds. Default: no limit.',
      },
      parseTimeout,
    ).exactOptional(),
    cacheable: options('cacheable options', '{ "statuses": [0, 200] }', {
      statuses: list(
        z
          .number({ error: complain('a status code', '200') })
          .superRefine(toRefinement(checkStatus))
          .meta({
            description: 'A status code; 0 stands for an opaque cross-origin response.',
            type: 'integer',
            anyOf: [{ const: 0 }, { minimum: 200, maximum: 599 }],
            not: { enum: [206, 304] },
          }),
        {
          is: 'a list of status codes',
          example: '[0, 200]',
          description: 'The statuses that may be stored. Default: [200].',
          hints: { minItems: 1 },
        },
      ).exactOptional(),
    })
      .meta({ description: 'Which responses may be stored. Default: those with status 200.' })
      .exactOptional(),
    expire: options('expire options', '{ "maxEntries": 100 }', {
      maxEntries: count({
        is: 'a number of entries',
        example: '100',
        description:
          'How many entries the cache may have; the least recently used go first. Default: no limit.',
      }).exactOptional(),
      maxBytes: limit(
        '"50MB"',
        'What the stored bodies may sum up to, decoded: "50MB", or a number of bytes. A larger response is passed through and not stored. Default: no limit.',
      ),
      maxAge: amount(
        {
          is: 'a duration',
          example: '"30d"',
          description:
            'How long an entry is served after it was stored, hits or not: "30d", or a number of seconds. Default: no limit.',
        },
        parseMaxAge,
      ).exactOptional(),
    })
      .meta({
        description:
          "What bounds the route's cache. At least one limit is given. Default: nothing.",
        minProperties: 1,
      })
      .exactOptional(),
    outbox: options('outbox options', '{ "retainFor": "7d" }', {
      retainFor: amount(
        {
          is: 'a duration',
          example: '"7d"',
          description:
            'How long a write is tried; then it is dead, and kept for the page to read, retry or discard: "7d", or a number of seconds. Default: "7d".',
        },
        (duration) => parseMaxAge(duration, '7d'),
      ).exactOptional(),
      maxEntries: count({
        is: 'a number of writes',
        example: '1000',
        description:
          'How many writes of the route the outbox holds, dead ones included; one more is answered with 507. Default: 1000.',
      }).exactOptional(),
      maxBytes: limit(
        '"50MB"',
        'What their bodies may sum up to: "50MB", or a number of bytes; one more is answered with 507. Default: "50MB".',
      ),
      order: oneOf(orders, {
        is: 'an order',
        description:
          '"route" sends one write after the other, in the order they were made; "none" sends them side by side. Default: "route".',
      }).exactOptional(),
      retryStatuses: list(
        z
          .number({ error: complain('a status code', '503') })
          .superRefine(toRefinement(checkRetryStatus))
          .meta({
            description:
              'A status code from 400 on, but neither 401 nor 403: these block the route.',
            type: 'integer',
            minimum: 400,
            maximum: 599,
            not: { enum: [401, 403] },
          }),
        {
          is: 'a list of status codes',
          example: '[429, 503]',
          description:
            'Statuses after which a write is sent again; any other from 400 on is final. Default: [408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524].',
        },
      ).exactOptional(),
      deadAfterAttempts: count({
        is: 'a number of attempts',
        example: '5',
        description:
          'After how many answers with one of "retryStatuses" a write is dead. Default: no limit but "retainFor".',
      }).exactOptional(),
    })
      .meta({
        description:
          'Keeps requests that cannot be sent, and sends them later; {} takes every default. Only for "network-only", and for methods other than GET and HEAD. Default: none are kept.',
      })
      .exactOptional(),
  },
).meta({ description: 'One rule: which requests, which strategy.' });

/** The shape of one route. */
export const routeSchema: z.ZodType<Mutable<RouteOptions>> = keepInSync<
  RouteOptions,
  z.output<typeof route>
>(route);

function checkName(name: string): void {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    throw refusal(
      name,
      'is not a name of lower-case letters, digits and dashes; write for example "photos"',
    );
  }
  if (name === 'offline') {
    throw refusal(
      name,
      'is the name of a route of Holdfast\'s own; write for example "offline-pages"',
    );
  }
}

function checkPath(path: string): void {
  if (readBase(path) === 'url') {
    const remedy = path.includes('://')
      ? 'is a whole URL; write it under "url"'
      : 'does not start with "/" or "./"; write for example "/api/*"';
    throw refusal(path, remedy);
  }
  compilePattern(path);
}

function checkUrl(url: string): void {
  if (readBase(url) !== 'url') throw refusal(url, 'is a path; write it under "path"');
  compilePattern(url);
}

function checkStatus(status: number): void {
  if (status === 206 || status === 304) {
    const reason = status === 206 ? 'is a part of a response' : 'has no body of its own';
    throw refusal(status, `${reason} and cannot be stored; write for example 200`);
  }
  if (status !== 0 && !(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw refusal(status, 'is not a status code that can be stored; write 0, or 200 to 599');
  }
}

function checkRetryStatus(status: number): void {
  if (status === 401 || status === 403) {
    throw refusal(status, 'blocks the route until the page resumes it; leave it out');
  }
  if (!(Number.isInteger(status) && status >= 400 && status <= 599)) {
    throw refusal(status, 'is not a status code from 400 to 599; write for example 503');
  }
}
