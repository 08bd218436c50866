import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compareFiles, hashFiles } from '../../../src/build/list.js';
import { buildPack, type PackedFiles } from '../../../src/build/pack.js';
import { makeFolder } from './folder.js';

const text = 'the same words again and again, '.repeat(50);

async function pack(
  contents: Readonly<Record<string, string | Uint8Array>>,
  entry: readonly string[] = [],
): Promise<PackedFiles> {
  const folder = await makeFolder(contents);
  const scanned = Object.keys(contents)
    .toSorted()
    .map((file) => ({ file, path: file, bytes: 0 }));
  const hashed = await hashFiles(folder, scanned, () => false);
  return buildPack(folder, scanned, hashed, new Set(entry));
}

function inflate(part: Uint8Array): Buffer {
  // RFC 1951 §3.2.3: the last block, with nothing in it.
  return inflateRawSync(Buffer.concat([part, Uint8Array.of(3, 0)]));
}

describe('buildPack', () => {
  it('puts what the entry document loads first, then the rest by path, without gaps', async () => {
    const { files, pack: encoded } = await pack(
      { 'a.js': 'a', 'b.css': text, 'index.html': text, 'z.js': `${text}z` },
      ['z.js', 'index.html'],
    );
    const packed = files.filter((file) => file.packed).toSorted(compareFiles);
    expect(packed.map(({ path }) => path)).toEqual(['z.js', 'a.js', 'b.css']);
    let end = 0;
    const bodies = packed.map(({ packed: body }) =>
      inflate(encoded!.content.subarray(end, (end += body!.length))).toString(),
    );
    expect(bodies).toEqual([`${text}z`, 'a', text]);
    expect(encoded!.content).toHaveLength(end);
    expect(files.filter(({ isEntry }) => isEntry).map(({ path }) => path)).toEqual([
      'index.html',
      'z.js',
    ]);
  });

  it('compresses each body by itself into one stream that can be inflated from any of them', async () => {
    const noise = Uint8Array.from({ length: 64 }, (_, index) => (index * 89) % 251);
    const { files, pack: encoded } = await pack({ 'a.js': text, 'b.png': noise, 'c.txt': '' });
    const contents = [Buffer.from(text), Buffer.from(noise), Buffer.from('')];
    let end = 0;
    const bodies = files.map(({ packed }) =>
      inflate(encoded!.content.subarray(end, (end += packed!.length))),
    );
    expect(bodies).toEqual(contents);
    expect(inflate(encoded!.content)).toEqual(Buffer.concat(contents));
    expect(files[0]!.packed!.length).toBeLessThan(text.length / 10);
    expect(files[1]!.packed!.length).toBeLessThan(64 + 12);
  });

  it('leaves out what only the server can answer right: documents and unknown types', async () => {
    const { files, pack: encoded } = await pack({
      'about.htm': text,
      'data.bin': text,
      LICENSE: text,
      'x.__proto__': text,
      'x.constructor': text,
      'page.HTML': text,
    });
    expect(encoded).toBeUndefined();
    expect(files.every(({ packed }) => packed === undefined)).toBe(true);
  });

  it('neither packs an optional file nor calls it an entry', async () => {
    const folder = await makeFolder({ 'a.js': text, 'b.js': text });
    const scanned = ['a.js', 'b.js'].map((file) => ({ file, path: file, bytes: 0 }));
    const hashed = await hashFiles(folder, scanned, () => false);
    const optional = { ...hashed[0]!, isOptional: true } as const;
    const packed = await buildPack(
      folder,
      scanned,
      [optional, hashed[1]!],
      new Set(['a.js', 'b.js']),
    );
    expect(packed.files[0]).toEqual(optional);
    expect(packed.files[1]).toMatchObject({ isEntry: true, packed: {} });
    expect(packed.pack!.content).toHaveLength(packed.files[1]!.packed!.length);
  });

  it('names the charset of a text only where its bytes bear it out', async () => {
    const { files } = await pack({
      'a.JS': 'é',
      'b.txt': Uint8Array.of(0xe9),
      'c.json': '{}',
      'd.woff2': '',
    });
    expect(files.map(({ packed }) => packed?.type)).toEqual([
      'text/javascript; charset=utf-8',
      'text/plain',
      'application/json',
      'font/woff2',
    ]);
  });

  it('gives the same bytes and name for the same files, and others for others', async () => {
    const [first, second, other] = [
      await pack({ 'a.js': text, 'b.js': 'b' }),
      await pack({ 'a.js': text, 'b.js': 'b' }),
      await pack({ 'a.js': text, 'b.js': 'c' }),
    ];
    expect(second).toEqual(first);
    expect(first.pack!.path).toMatch(/^holdfast\/[0-9a-f]{16}\.pack$/);
    expect(other.pack!.path).not.toBe(first.pack!.path);
  });

  it('fails for a file that changed since it was hashed', async () => {
    const folder = await makeFolder({ 'a.js': 'a' });
    const scanned = [{ file: 'a.js', path: 'a.js', bytes: 1 }];
    const hashed = await hashFiles(folder, scanned, () => false);
    await writeFile(join(folder, 'a.js'), 'b');
    await expect(buildPack(folder, scanned, hashed, new Set())).rejects.toMatchObject({
      code: 'build/output',
      message: expect.stringMatching(/^a\.js changed/) as string,
    });
  });
});
