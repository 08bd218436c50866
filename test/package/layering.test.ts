import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '../../src');

/** What each part of the house may import of the others. A part may always import itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  manifest: ['errors'],
  protocol: ['errors'],
  routing: ['manifest'],
  worker: ['errors', 'manifest', 'protocol', 'routing'],
  page: ['errors', 'protocol'],
  build: ['errors', 'manifest', 'protocol'],
  vite: ['errors', 'manifest', 'build'],
  cli: ['errors', 'manifest', 'routing', 'build'],
};

/** The packages each part stands on. */
const packages: Readonly<Record<string, RegExp>> = {
  errors: /^$/,
  manifest: /^(zod|ms|bytes|urlpattern-polyfill)(\/|$)/,
  protocol: /^$/,
  routing: /^$/,
  worker: /^(workbox-core|workbox-strategies|idb)(\/|$)/,
  page: /^workbox-window(\/|$)/,
  build: /^(node:|(rolldown|terser|parse5|tinyglobby|ms|bytes)(\/|$))/,
  vite: /^(node:|(vite|rolldown)$)/,
  cli: /^node:/,
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?<!\.d)\.ts$/.test(file))
  .map((file) => file.split(sep).join('/'));

const imports = files.flatMap((file) => readImports(file));

function readImports(file: string): Import[] {
  const program = parseAst(readFileSync(join(source, file), 'utf8'), { lang: 'ts' });
  return program.body.flatMap((statement) => {
    const isImport = statement.type === 'ImportDeclaration';
    const isExport =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportAllDeclaration';
    if ((!isImport && !isExport) || !statement.source) return [];
    const specifier = statement.source.value;
    const kind = isImport ? statement.importKind : statement.exportKind;
    const to = specifier.startsWith('.')
      ? relative(source, resolve(join(source, dirname(file)), specifier))
          .split(sep)
          .join('/')
          .replace(/\.js$/, '.ts')
      : specifier;
    return [{ from: file, to, isType: kind === 'type' }];
  });
}

function partOf(file: string): string {
  return file.split('/')[0]!.replace(/\.ts$/, '');
}

it('finds every part of the house, and every import resolves to a file of it', () => {
  expect(new Set(files.map(partOf))).toEqual(new Set(Object.keys(allowed)));
  const own = imports.filter(({ to }) => to.endsWith('.ts'));
  expect(own.length).toBeGreaterThan(50);
  expect(own.filter(({ to }) => !files.includes(to))).toEqual([]);
});

describe.each(Object.keys(allowed))('%s', (part) => {
  const own = imports.filter(({ from }) => partOf(from) === part);

  it('imports only the parts below it', () => {
    const others = own.filter(({ to }) => to.endsWith('.ts') && partOf(to) !== part);
    expect(others.filter(({ to }) => !allowed[part]!.includes(partOf(to)))).toEqual([]);
  });

  it('stands only on its own packages', () => {
    const foreign = own.filter(({ to }) => !to.endsWith('.ts'));
    expect(foreign.filter(({ to }) => !packages[part]!.test(to))).toEqual([]);
  });
});

it('lets what a worker is made of see of the manifest nothing but the plan', () => {
  const seen = imports.filter(
    ({ from, to }) => ['routing', 'worker'].includes(partOf(from)) && partOf(to) === 'manifest',
  );
  expect(seen.filter(({ to, isType }) => to !== 'manifest/plan.ts' || !isType)).toEqual([]);
});

it('has no import cycles, types included', () => {
  const graph = new Map(
    files.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]),
  );
  const done = new Set<string>();
  const cycles: string[][] = [];
  function visit(file: string, path: readonly string[]): void {
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  }
  for (const file of files) visit(file, []);
  expect(cycles).toEqual([]);
});
