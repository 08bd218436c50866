import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, it } from 'vitest';
import { cutOut, cuts } from '../../../src/build/slim-libraries.js';

function readLibrary(file: string): Promise<string> {
  const name = file.startsWith('idb/') ? 'idb' : file;
  return readFile(
    createRequire(import.meta.url)
      .resolve(name)
      .replace(/index\.cjs$/, 'index.js'),
    'utf8',
  );
}

describe.each(Object.entries(cuts))('%s', (file, beginnings) => {
  it.each(beginnings)('has a place that begins with: %s', async (beginning) => {
    const code = await readLibrary(file);
    expect(cutOut(code, [beginning])).not.toBe(code);
  });

  it('is still a module of the same length and lines', async () => {
    const code = await readLibrary(file);
    const slim = cutOut(code, beginnings);
    expect(() => parseAst(slim)).not.toThrow();
    expect(slim.length).toBe(code.length);
    expect(slim.split('\n').length).toBe(code.split('\n').length);
  });

  it('calls no method that was cut out of it', async () => {
    const slim = cutOut(await readLibrary(file), beginnings).replaceAll(/\/\*.*?\*\//gs, '');
    for (const method of toMethods(beginnings)) expect(slim).not.toContain(`this.${method}(`);
  });
});

it.each([
  'Strategy',
  'CacheFirst',
  'CacheOnly',
  'NetworkFirst',
  'NetworkOnly',
  'StaleWhileRevalidate',
])(
  '%s calls no method of its handler that was cut out and that `lend` gives no other for',
  async (strategy) => {
    const file = `workbox-strategies/${strategy}.js`;
    const slim = cutOut(await readLibrary(file), cuts[file] ?? []).replaceAll(/\/\*.*?\*\//gs, '');
    const lent = ['fetch', 'fetchAndCachePut', 'cacheMatch', 'cachePut'];
    for (const method of toMethods(cuts['workbox-strategies/StrategyHandler.js']!)) {
      if (!lent.includes(method)) expect(slim).not.toContain(`handler.${method}(`);
    }
  },
);

function toMethods(beginnings: readonly string[]): string[] {
  return beginnings.flatMap((beginning) => /^(?:async |\*)?(\w+)\(/.exec(beginning)?.[1] ?? []);
}
