import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PrecacheFile } from '../../../src/manifest/plan.js';
import { encodeList, hashFiles } from '../../../src/build/list.js';
import { makeFolder } from './folder.js';

const hash = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

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
    expect(sha256).toBe(hash(text));
    expect(version).toBe(sha256.slice(0, 16));
    expect(path).toBe(`holdfast/${version}.json`);
  });

  it('names the pack, and the place of each file in it', () => {
    const packed = { type: 'text/css', at: 0, length: 5, offset: 3 } as const;
    const { text } = encodeList([{ ...files[1]!, packed, isEntry: true }], { bytes: 8, path: 'p' });
    expect(text).toBe(
      `{"format":1,"files":[{"path":"app-1.js","sha256":"${hash('b')}","bytes":1,"kind":"asset","isEntry":true,` +
        `"packed":{"offset":3,"length":5,"at":0,"type":"text/css"}}],"pack":{"path":"p","bytes":8}}`,
    );
  });

  it('marks what is optional', () => {
    const { text } = encodeList([{ isOptional: true, ...files[1]! }]);
    expect(text).toContain(`"bytes":1,"kind":"asset","isOptional":true}`);
  });

  it('gives the same bytes whatever the order of files and keys', () => {
    const shuffled = files
      .toReversed()
      .map(({ kind, bytes, sha256, path }) => ({ kind, bytes, sha256, path }));
    expect(encodeList(shuffled)).toEqual(encodeList(files));
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
