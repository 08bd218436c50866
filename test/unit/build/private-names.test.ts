import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { privateNames } from '../../../src/build/private-names.js';

const source = join(import.meta.dirname, '../../../src');
const require = createRequire(import.meta.url);

/** The files of a folder and of those in it, without their comments. */
function readCode(folder: string, isWanted: (path: string) => boolean): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(isWanted)
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n')
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/^\s*\/\/.*$/gm, '');
}

function readInterface(file: string, name: string): string {
  const code = readFileSync(join(source, file), 'utf8');
  return new RegExp(`^export interface ${name} .*?^}`, 'ms').exec(code)![0];
}

function toWords(code: string): ReadonlySet<string> {
  return new Set(code.match(/[\w$]+/g));
}

function findTypeScript(): string {
  const { platform, arch } = process;
  return dirname(
    createRequire(require.resolve('typescript/package.json')).resolve(
      `@typescript/typescript-${platform}-${arch}/package.json`,
    ),
  );
}

const worker = ['routing', 'worker']
  .map((folder) => readCode(join(source, folder), (path) => path.endsWith('.ts')))
  .join('\n');
const libraries =
  readCode(dirname(require.resolve('workbox-strategies/Strategy.js')), (path) =>
    /^[A-Z]\w+\.js$/.test(path),
  ) + readCode(dirname(require.resolve('idb')), (path) => path === 'index.js');
const taken = {
  'the platform': toWords(
    readCode(join(findTypeScript(), 'lib'), (path) => /^lib\.(es|webworker)/.test(path)),
  ),
  'the plan and its list': toWords(
    readCode(join(source, 'manifest'), (path) => path === 'plan.ts'),
  ),
  'a message': toWords(readCode(join(source, 'protocol'), (path) => path !== 'cache-names.ts')),
  'a static rule': toWords(
    readInterface('worker/static-rules.ts', 'RouterRule') +
      readInterface('worker/static-rules.ts', 'RouterCondition'),
  ),
  'a record': toWords(
    readInterface('worker/expiration/lru.ts', 'Entry') +
      readInterface('worker/database.ts', 'HoldfastSchema') +
      readCode(join(source, 'worker/outbox'), (path) => path === 'record.ts'),
  ),
};

describe('privateNames', () => {
  it.each(Object.entries(taken))('has no name of %s', (_whose, words) => {
    expect(words.size).toBeGreaterThan(9);
    expect(privateNames.filter((name) => words.has(name))).toEqual([]);
  });

  it('has only names of members that the worker has', () => {
    const words = toWords(worker + libraries);
    expect(privateNames.filter((name) => !words.has(name))).toEqual([]);
  });

  it('has no name that is spelled out in a string', () => {
    const spelled = privateNames.filter((name) =>
      new RegExp(`(['"\`])${name}\\1`).test(worker + libraries),
    );
    expect(spelled).toEqual([]);
  });
});
