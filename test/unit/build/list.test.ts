import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrecacheFile, PrecacheList } from '../../../src/manifest/plan.js';
import { encodeList, hashFiles } from '../../../src/build/list.js';
import { makeFolder } from './folder.js';

const sha256Of = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');
const hash = (content: string | Uint8Array): string => sha256Of(content).slice(0, 32);

describe('encodeList', () => {
  const files: readonly PrecacheFile[] = [
    { path: 'index.html', sha256: hash('a'), bytes: 1, kind: 'shell' },
    { path: 'app-1.js', sha256: hash('b'), bytes: 1, kind: 'asset' },
  ];

  it('writes the files sorted, without white space, and is named after its own bytes', () => {
    const { text, sha256, version, path } = encodeList(files);
    expect(text).toBe(
      `{"format":1,"files":[{"path":"app-1.js","sha256":"${hash('b')}","bytes":1,"kind":"asset"},` +
        `{"path":"index.html","sha256":"${hash('a')}","bytes":1,"kind":"shell"}]}`,
    );
    expect(sha256).toBe(sha256Of(text));
    expect(version).toBe(sha256.slice(0, 16));
    expect(path).toBe(`holdfast/${version}.json`);
  });

  it('names the pack, and what each file has of it', () => {
    const packed = { type: 'text/css', length: 5 } as const;
    const { text } = encodeList([{ ...files[1]!, packed, isEntry: true }], 'p');
    expect(text).toBe(
      `{"format":1,"files":[{"path":"app-1.js","sha256":"${hash('b')}","bytes":1,"kind":"asset","isEntry":true,` +
        `"packed":{"length":5,"type":"text/css"}}],"pack":"p"}`,
    );
  });

  it('marks what is optional', () => {
    const { text } = encodeList([{ isOptional: true, ...files[1]! }]);
    expect(text).toContain(`"bytes":1,"kind":"asset","isOptional":true}`);
  });

  it('puts what the entry document loads first', () => {
    const entry = { ...files[0]!, path: 'z.js', isEntry: true } as const;
    const { files: written } = JSON.parse(encodeList([...files, entry]).text) as PrecacheList;
    expect(written.map(({ path }) => path)).toEqual(['z.js', 'app-1.js', 'index.html']);
  });

  it('gives the same bytes whatever the order of files and keys', () => {
    const all = Array.from({ length: 12 }, (_, index): PrecacheFile => ({
      path: `${index}.js`,
      sha256: hash(`${index}`),
      bytes: index,
      kind: 'asset',
      ...(index % 5 === 0 && { isEntry: true }),
      ...(index % 3 === 0 && { packed: { length: index, type: 'text/javascript' } }),
    }));
    const expected = encodeList(all);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        const turned = shuffled.map(
          (file) =>
            Object.fromEntries(Object.entries(file).toReversed()) as unknown as PrecacheFile,
        );
        expect(encodeList(turned)).toEqual(expected);
      }),
    );
  });
});

describe('hashFiles', () => {
  it('hands on what is optional', async () => {
    const folder = await makeFolder({ 'a.js': '', 'b.js': '' });
    const scanned = ['a.js', 'b.js'].map((file) => ({ file, path: file, bytes: 0 }));
    const files = await hashFiles(
      folder,
      [scanned[0]!, { ...scanned[1]!, isOptional: true }],
      () => false,
    );
    expect(files.map(({ isOptional }) => isOptional)).toEqual([undefined, true]);
  });

  it('reads every file, in order, more of them than it opens at once', async () => {
    const contents = Array.from({ length: 50 }, (_, index) => Uint8Array.of(0xff, index));
    const folder = await makeFolder(
      Object.fromEntries(contents.map((content, index) => [`${index} é.bin`, content])),
    );
    const files = await hashFiles(
      folder,
      contents.map((_, index) => ({ file: `${index} é.bin`, path: `p${index}`, bytes: 0 })),
      (file) => file.startsWith('7'),
    );
    expect(files).toEqual(
      contents.map((content, index) => ({
        path: `p${index}`,
        sha256: hash(content),
        bytes: 2,
        kind: index === 7 ? 'asset' : 'shell',
      })),
    );
  });
});
