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
    for (const beginning of beginnings) {
      const method = /^(?:async )?(\w+)\(/.exec(beginning)?.[1];
      if (method !== undefined) expect(slim).not.toContain(`this.${method}(`);
    }
  });
});
