import * as z from 'zod';
import { amount, complain, limit, list, oneOf, options, text, toRefinement } from './fields.js';
import { keepInSync } from './in-sync.js';
import { compileShellPath } from './pattern.js';
import { allowedWords, routeSchema } from './route-schema.js';
import type { ActivatePolicy, Destination, Manifest } from './types.js';
import { parseSize } from './units.js';
import { refusal } from './wording.js';

const policies = [
  'immediately',
  'on-accept',
  'when-closed',
] as const satisfies readonly ActivatePolicy[];

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
    description: 'Globs taken out of "include" and "optional" again. Default: none.',
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
    description: 'Paths taken out of "paths" again. Default: none.',
  }).exactOptional(),
});

const schema = options('a manifest', '{ "routes": [] }', {
  $schema: text({
    is: 'the URL of a schema',
    example: '"./node_modules/holdfast/dist/manifest.schema.json"',
    description: 'Where editors find this schema. Default: none.',
  }).exactOptional(),
  precache: precache
    .meta({ description: 'The files that are stored when the worker installs. Default: none.' })
    .exactOptional(),
  shell: shell
    .meta({
      description: 'The document that answers in-app navigations. Needs "precache". Default: none.',
    })
    .exactOptional(),
  routes: list(routeSchema, {
    is: 'a list of routes',
    example: '[{ "name": "api", "match": "/api/*", "strategy": "network-first" }]',
    description:
      'What happens to all other requests. The first match wins. Default: they are left to the browser.',
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
    .meta({ description: 'What bounds the caches of all routes together. Default: nothing.' })
    .exactOptional(),
  offline: options(
    'a list of fallbacks by destination',
    '{ "document": "/offline.html" }',
    Object.fromEntries(
      allowedWords.destinations.map((name) => [
        name,
        file(
          `Path of the precached file that stands in for "${name}". Default: none.`,
        ).exactOptional(),
      ]),
    ) as Record<Destination, z.ZodExactOptional<ReturnType<typeof file>>>,
  )
    .meta({
      description:
        'Precached files that answer, by destination, when nothing else can. Default: none.',
    })
    .exactOptional(),
  update: options('update options', '{ "activate": "on-accept" }', {
    activate: oneOf(policies, {
      is: 'a moment to activate',
      description:
        'When a new version takes over: "immediately" once it is installed; "on-accept" when the page says so; "when-closed" when no tab uses the old one any more. Open tabs keep their version in any case. Default: "immediately".',
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
    .meta({ description: 'How a new version takes over. Default: once it is installed.' })
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
      description:
        "A worker file of the app's own, relative to the manifest file. Default: a generated one.",
      hints: { pattern: String.raw`^(?![/\\]|[A-Za-z]+:).+\.m?[jt]s$` },
    },
    checkWorker,
  ).exactOptional(),
});

/** The shape of a manifest, field by field. What fields say of each other is checked in `rules.ts`. */
export const manifestSchema: z.ZodType<Manifest> = keepInSync<Manifest, z.output<typeof schema>>(
  schema,
);

function file(description: string): z.ZodString {
  return text(
    { is: 'a path', example: '"/index.html"', description, hints: { pattern: '^/[^?#]*[^?#/]$' } },
    checkFile,
  );
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
