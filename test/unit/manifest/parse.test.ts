import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineManifest, parseManifest } from '../../../src/manifest/index.js';
import { allowedWords } from '../../../src/manifest/route-schema.js';
import type { ManifestError } from '../../../src/manifest/index.js';
import { complete } from './manifests.js';

describe('parseManifest', () => {
  it('takes an empty manifest', () => {
    expect(parseManifest({})).toEqual({});
  });

  it('takes a manifest with every option', () => {
    expect(parseManifest(complete)).toEqual(complete);
  });

  it('takes a manifest that came as JSON', () => {
    expect(parseManifest(JSON.parse(JSON.stringify(complete)))).toEqual(complete);
  });

  it('gives a copy, without the fields that are undefined', () => {
    const manifest = { routes: [], worker: undefined };
    const parsed = parseManifest(manifest);
    expect(Object.keys(parsed)).toEqual(['routes']);
    expect(parsed.routes).not.toBe(manifest.routes);
  });

  it('reports shapes and rules together, in the order the manifest is written in', () => {
    const manifest = {
      update: { activate: 'now' },
      routes: [
        { strategy: 'cache-first', timeout: '3s', match: '/a/*', name: 'a', foo: 1 },
        { name: 'a', match: '/a/b', strategy: 'network-first', timeout: 'soon' },
      ],
      shell: { paths: ['/'] },
      color: 'red',
    };
    expect(readProblems(manifest).map(({ path }) => path)).toEqual([
      'update.activate',
      'routes[0].timeout',
      'routes[0].foo',
      'routes[1]',
      'routes[1].name',
      'routes[1].timeout',
      'shell',
      'shell.document',
      'color',
    ]);
  });

  it('finds a hidden route only where methods and destinations are covered as well', () => {
    const images = { path: '/a/*', destination: ['image', 'font'] };
    expect(hides('/a/*', images)).toBe(true);
    expect(hides(images, '/a/b')).toBe(false);
    expect(hides(images, { path: '/a/b', destination: 'font' })).toBe(true);
    expect(hides(images, { path: '/a/b', destination: 'video' })).toBe(false);
    expect(hides('/a/*', { path: '/a/b', methods: ['POST'] })).toBe(false);
    expect(hides({ path: '/a/*', methods: ['GET', 'POST'] }, '/a/b')).toBe(true);
    expect(hides('/a/*', './a/b')).toBe(false);
    // Requests of `fetch()` have no destination at all.
    const all = allowedWords.destinations;
    expect(hides({ path: '/a/*', destination: all }, '/a/b')).toBe(false);
    expect(hides('/a/*', { path: '/a/b', destination: all })).toBe(true);
  });
});

describe('a hostile manifest', () => {
  const cyclic: { routes: unknown[] } = { routes: [] };
  cyclic.routes.push(cyclic);
  const deep: unknown = JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`);

  it.each<readonly [string, unknown, string]>([
    ['a cycle', cyclic, 'routes[0]: contains itself; write plain data'],
    [
      'a getter that throws',
      {
        get routes(): unknown {
          throw new Error('no');
        },
      },
      'routes: cannot be read; write plain data',
    ],
    [
      'a proxy that throws',
      {
        update: new Proxy(
          {},
          {
            ownKeys(): never {
              throw new Error('no');
            },
          },
        ),
      },
      'update: cannot be read; write plain data',
    ],
    [
      'a toJSON that throws',
      {
        worker: {
          toJSON(): never {
            throw new Error('no');
          },
        },
      },
      'worker: {"toJSON":"a function"} is not a path; write for example "src/worker.ts"',
    ],
    [
      'a function',
      { worker: () => 1 },
      'worker: a function is not a path; write for example "src/worker.ts"',
    ],
    [
      'a symbol',
      { worker: Symbol('x') },
      'worker: a symbol is not a path; write for example "src/worker.ts"',
    ],
    ['a bigint', { worker: 5n }, 'worker: 5n is not a path; write for example "src/worker.ts"'],
    [
      'a map',
      { precache: new Map() },
      'precache: is an object of a special kind; write plain data',
    ],
    [
      'a huge list',
      { routes: Array.from({ length: 200_000 }) },
      'routes: has 200000 items; write 1000 at most',
    ],
    [
      'a length without items',
      { routes: Object.assign([], { length: 4_294_967_295 }) },
      'routes: has 4294967295 items; write 1000 at most',
    ],
    [
      'a huge text',
      { worker: 'x'.repeat(1_000_000) },
      'worker: is longer than 10000 characters; write less',
    ],
    [
      'a deep list',
      { update: { activate: deep } },
      'update.activate[0][0][0][0][0][0][0][0][0][0]: is nested too deeply; write plain data',
    ],
  ])('with %s gets a clear error', (_what, manifest, line) => {
    expect(readProblems(manifest).map(({ path, message }) => `${path}: ${message}`)).toContain(
      line,
    );
  });

  it('cannot reach a prototype', () => {
    const manifest: unknown = JSON.parse(
      '{"__proto__":{"routes":[]},"constructor":{"prototype":{"polluted":1}},"routes":[]}',
    );
    expect(readProblems(manifest).map(({ path }) => path)).toEqual(['__proto__', 'constructor']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('of any kind is taken, or refused with problems', () => {
    const key = fc.constantFrom(
      'routes',
      'precache',
      'shell',
      'offline',
      'storage',
      'match',
      'expire',
      'outbox',
      'name',
      '__proto__',
    );
    const value = fc.anything({ key, withMap: true, withBigInt: true, withNullPrototype: true });
    fc.assert(
      fc.property(value, (manifest) => {
        for (const { message } of readProblems(manifest)) expect(message).not.toBe('');
      }),
    );
  });

  it('made of a good one by breaking a field is refused by the name of that field', () => {
    const paths = listPaths(complete);
    const bad = fc.constantFrom<unknown>(null, -1, Number.NaN, { x: 1 }, [[]], () => 1);
    fc.assert(
      fc.property(fc.constantFrom(...paths), bad, (path, value) => {
        const broken = structuredClone(complete) as object;
        replace(broken, path, value);
        const where = path
          .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
          .join('');
        expect(readProblems(broken).some((problem) => `.${problem.path}`.startsWith(where))).toBe(
          true,
        );
      }),
    );
  });
});

describe('defineManifest', () => {
  it('gives back what it gets', () => {
    expect(defineManifest(complete)).toBe(complete);
  });
});

function hides(first: unknown, second: unknown): boolean {
  return readProblems({
    routes: [
      { name: 'first', match: first, strategy: 'network-only' },
      { name: 'second', match: second, strategy: 'network-only' },
    ],
  }).some(({ path }) => path === 'routes[1]');
}

type Path = readonly (string | number)[];

function readProblems(manifest: unknown): ManifestError['problems'] {
  try {
    parseManifest(manifest);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ name: 'ManifestError', code: 'manifest/invalid' });
    return (error as ManifestError).problems;
  }
}

function listPaths(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const below = keys.flatMap((key) =>
    listPaths((value as Record<string | number, unknown>)[key], [...path, key]),
  );
  return path.length === 0 ? below : [path, ...below];
}

function replace(root: object, path: Path, value: unknown): void {
  let owner = root as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) owner = owner[key] as typeof owner;
  owner[path.at(-1)!] = value;
}
