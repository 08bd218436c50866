// Longer than other files on purpose: every field of the manifest in one place, in the order of `types.ts`.
import * as z from 'zod';
import { amount, complain, list, oneOf, options, text, toRefinement } from './fields.js';
import { compilePattern, compileShellPath, readBase } from './pattern.js';
import type { ActivatePolicy, Destination, Manifest, RouteMethod, StrategyName } from './types.js';
import { parseMaxAge, parseSize, parseTimeout } from './units.js';
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
const policies = [
  'immediately',
  'on-accept',
  'when-closed',
] as const satisfies readonly ActivatePolicy[];

/** The words each closed union allows, for the rules that look past single fields. */
export const allowedWords: {
  readonly strategies: readonly StrategyName[];
  readonly methods: readonly RouteMethod[];
  readonly destinations: readonly Destination[];
} = { strategies, methods, destinations };

const patternHelp =
  'A path from the origin\'s root ("/api/*") or from the app\'s base ("./data/*"), in URLPattern syntax.';

const glob = text(
  {
    is: 'a glob',
    example: '"**/*.html"',
    description: "One glob in the build's output folder, without a leading slash.",
    hints: { pattern: String.raw`^(?!\.?/)[^\\]+$` },
  },
  checkGlob,
);

const precache = options('precache options', '{ "include": ["**/*.{html,js,css}"] }', {
  include: list(glob, {
    is: 'a list of globs',
    example: '["**/*.{html,js,css}"]',
    description: "The files to precache, as globs in the build's output folder.",
    hints: { minItems: 1 },
  }),
  exclude: list(glob, {
    is: 'a list of globs',
    example: '["**/*.map"]',
    description: 'Globs taken out of "include" and "optional" again.',
  }).exactOptional(),
  optional: list(glob, {
    is: 'a list of globs',
    example: '["assets/editor-*.js"]',
    description:
      "Files that are fetched after activation, when idle, and never fail an install, as globs in the build's output folder. Default: none.",
  }).exactOptional(),
  maxFileBytes: amount(
    {
      is: 'a size',
      example: '"2MB"',
      description: 'A larger match fails the build: "2MB", or a number of bytes. Default: "2MB".',
    },
    checkFileSize,
  ).exactOptional(),
  verify: oneOf(['sha256', 'off'] as const, {
    is: 'a way to verify',
    description: '"off" is for hosts known to rewrite files. Default: "sha256".',
  }).exactOptional(),
  ignoreSearch: list(
    text(
      {
        is: 'the name of a search parameter',
        example: '"utm_*"',
        description: 'The name of a search parameter; "*" at its end stands for any rest.',
        hints: { pattern: String.raw`^[^*?&=#\s]+\*?$|^\*$` },
      },
      checkParameter,
    ),
    {
      is: 'a list of search parameters',
      example: '["utm_*", "fbclid"]',
      description:
        'Search parameters that do not make another file of a URL. Default: ["utm_*", "fbclid", "gclid"].',
    },
  ).exactOptional(),
});

const shellPath = text(
  {
    is: 'a path',
    example: '"/countries/*"',
    description: "A URLPattern pathname from the app's base.",
    hints: { pattern: '^/' },
  },
  compileShellPath,
);

const shell = options('shell options', '{ "document": "/index.html", "paths": ["/"] }', {
  document: file(
    'Path of the precached document that answers, from the app\'s base: "/index.html".',
  ),
  paths: list(shellPath, {
    is: 'a list of paths',
    example: '["/", "/countries/*"]',
    description: 'The navigations that the document answers; no others are touched.',
    hints: { minItems: 1 },
  }),
  except: list(shellPath, {
    is: 'a list of paths',
    example: '["/admin/*"]',
    description: 'Paths taken out of "paths" again.',
  }).exactOptional(),
});

const destination = oneOf(destinations, {
  is: 'a request destination',
  description: 'What the response is wanted for.',
});

const matchOptions = options('match options', '{ "path": "/api/*" }', {
  path: text(
    { is: 'a path', example: '"/api/*"', description: patternHelp, hints: { pattern: '^\\.?/' } },
    checkPath,
  ).exactOptional(),
  url: text(
    {
      is: 'a URL',
      example: '"https://cdn.example.com/*"',
      description: 'A whole URL in URLPattern syntax, scheme included.',
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
      description: 'How the network is weighed against the cache.',
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
      .meta({ description: 'Which responses may be stored.' })
      .exactOptional(),
    expire: options('expire options', '{ "maxEntries": 100 }', {
      maxEntries: z
        .number({ error: complain('a number of entries', '100') })
        .superRefine(toRefinement(checkEntries))
        .meta({
          description:
            'How many entries the cache may have; the least recently used go first. Default: no limit.',
          type: 'integer',
          minimum: 1,
        })
        .exactOptional(),
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
        description: "What bounds the route's cache. At least one limit is given.",
        minProperties: 1,
      })
      .exactOptional(),
  },
).meta({ description: 'One rule: which requests, which strategy.' });

const schema = options('a manifest', '{ "routes": [] }', {
  $schema: text({
    is: 'the URL of a schema',
    example: '"./node_modules/holdfast/dist/manifest.schema.json"',
    description: 'Where editors find this schema.',
  }).exactOptional(),
  precache: precache
    .meta({ description: 'The files that are stored when the worker installs.' })
    .exactOptional(),
  shell: shell
    .meta({ description: 'The document that answers in-app navigations. Needs "precache".' })
    .exactOptional(),
  routes: list(route, {
    is: 'a list of routes',
    example: '[{ "name": "api", "match": "/api/*", "strategy": "network-first" }]',
    description: 'What happens to all other requests. The first match wins.',
  }).exactOptional(),
  storage: options('storage options', '{ "maxBytes": "200MB" }', {
    maxBytes: limit(
      '"200MB"',
      'What the bodies stored by all routes may sum up to: "200MB", or a number of bytes. Default: no limit.',
    ),
    keepFree: limit(
      '"100MB"',
      'How much of the origin\'s quota is to stay free: "100MB", or a number of bytes. Default: nothing.',
    ),
    opaqueBytes: limit(
      '"7MB"',
      'What one opaque response counts for, because its real size is hidden: "7MB", or a number of bytes. Default: "7MB", about what Chromium adds on average.',
    ),
  })
    .meta({ description: 'What bounds the caches of all routes together.' })
    .exactOptional(),
  offline: options(
    'a list of fallbacks by destination',
    '{ "document": "/offline.html" }',
    Object.fromEntries(
      destinations.map((name) => [
        name,
        file(`Path of the precached file that stands in for "${name}".`).exactOptional(),
      ]),
    ) as Record<Destination, z.ZodExactOptional<ReturnType<typeof file>>>,
  )
    .meta({ description: 'Precached files that answer, by destination, when nothing else can.' })
    .exactOptional(),
  update: options('update options', '{ "activate": "on-accept" }', {
    activate: oneOf(policies, {
      is: 'a moment to activate',
      description: 'When a new version takes over. Default: "immediately".',
    }).exactOptional(),
    keepVersions: z
      .number({ error: complain('a number of versions', '1') })
      .superRefine(toRefinement(checkKeptVersions))
      .meta({
        description:
          'How many versions before the active one are kept although no tab uses them: 0 to 10. Default: 0.',
        type: 'integer',
        minimum: 0,
        maximum: 10,
      })
      .exactOptional(),
  })
    .meta({ description: 'How a new version takes over.' })
    .exactOptional(),
  staticRoutes: z
    .boolean({ error: complain('true or false', 'false') })
    .meta({
      description:
        'Lets browsers that can answer precached files and network-only routes without starting the worker; behaviour is the same without. Default: true.',
    })
    .exactOptional(),
  worker: text(
    {
      is: 'a path',
      example: '"src/worker.ts"',
      description: "A worker file of the app's own, relative to the manifest file.",
      hints: { pattern: String.raw`^(?![/\\]|[A-Za-z]+:).+\.m?[jt]s$` },
    },
    checkWorker,
  ).exactOptional(),
});

type Mutable<TValue> = TValue extends object
  ? { -readonly [TKey in keyof TValue]: Mutable<TValue[TKey]> }
  : TValue;
// Two conditional types over the same variable are assignable only if they are identical, optional keys included.
type Same<TLeft, TRight> =
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  (<T>() => T extends TLeft ? 1 : 2) extends <T>() => T extends TRight ? 1 : 2 ? true : false;

/** The shape of a manifest, field by field. What fields say of each other is checked in `rules.ts`. */
export const manifestSchema: z.ZodType<Manifest> =
  toManifestSchema<z.output<typeof schema>>(schema);

/** Fails to compile as soon as the schema and the hand-written type differ in any field, either way. */
function toManifestSchema<TOutput>(
  inSync: Same<TOutput, Mutable<Manifest>> extends true ? z.ZodType<Manifest> : never,
): z.ZodType<Manifest> {
  return inSync;
}

function file(description: string): z.ZodString {
  return text(
    { is: 'a path', example: '"/index.html"', description, hints: { pattern: '^/[^?#]*[^?#/]$' } },
    checkFile,
  );
}

/** A size that leaves room for something. */
function limit(
  example: string,
  description: string,
): z.ZodExactOptional<ReturnType<typeof amount>> {
  const check = (size: string | number): void => {
    if (parseSize(size) < 1) {
      throw refusal(size, `leaves no room at all; write for example ${example}`);
    }
  };
  return amount({ is: 'a size', example, description }, check).exactOptional();
}

function checkEntries(count: number): void {
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    throw refusal(count, 'is not a whole number of at least 1; write for example 100');
  }
}

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

function checkGlob(value: string): void {
  const remedy = 'write for example "**/*.html"';
  if (value === '') throw refusal(value, `is an empty glob; ${remedy}`);
  if (/^\.?\//.test(value)) {
    throw refusal(value, `starts with a slash; write "${value.replace(/^[./]+/, '') || '**'}"`);
  }
  if (value.includes('\\')) throw refusal(value, `has a backslash; write "/" between folders`);
  if (/(^|\/)\.\.(\/|$)/.test(value)) throw refusal(value, `leaves the output folder; ${remedy}`);
}

function checkFile(path: string): void {
  const remedy = 'write for example "/index.html"';
  if (!path.startsWith('/')) throw refusal(path, `does not start with "/"; write "/${path}"`);
  if (/[?#\\]/.test(path)) throw refusal(path, `has a "?", "#" or backslash; ${remedy}`);
  if (/\/(\.|%2e){1,2}(\/|$)/i.test(path)) {
    throw refusal(path, `has a "." or ".." segment; ${remedy}`);
  }
  if (path.endsWith('/') || path.startsWith('//')) throw refusal(path, `names no file; ${remedy}`);
}

function checkParameter(name: string): void {
  if (!/^[^*?&=#\s]+\*?$|^\*$/.test(name)) {
    throw refusal(name, 'is not the name of a search parameter; write for example "utm_*"');
  }
}

function checkFileSize(size: string | number): void {
  if (parseSize(size) === 0) throw refusal(size, 'lets no file in; write for example "2MB"');
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

function checkKeptVersions(count: number): void {
  if (!(Number.isInteger(count) && count >= 0 && count <= 10)) {
    throw refusal(count, 'is not a whole number from 0 to 10; write for example 1');
  }
}

function checkWorker(path: string): void {
  if (!/^(?![/\\]|[a-z]+:).+\.m?[jt]s$/i.test(path)) {
    throw refusal(
      path,
      'is not a relative path that ends in .js, .mjs, .ts or .mts; write for example "src/worker.ts"',
    );
  }
}
