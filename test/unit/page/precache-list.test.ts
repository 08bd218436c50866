import { describe, expect, it } from 'vitest';
import { encodeList } from '../../../src/build/list.js';
import { compareLists, parseList, type ListedFile } from '../../../src/page/precache-list.js';

function file(path: string, content: string, bytes = 10): ListedFile {
  return { path, sha256: content, bytes, kind: path.startsWith('assets/') ? 'asset' : 'shell' };
}

describe('parseList', () => {
  it('reads what the build writes', () => {
    const files = [file('index.html', 'a'.repeat(32)), file('assets/a-1.js', 'b'.repeat(32))];
    const { text } = encodeList(files, 'holdfast/1.pack');
    expect(parseList(JSON.parse(text))).toHaveLength(2);
    expect(parseList(JSON.parse(text))).toEqual(expect.arrayContaining(files));
  });

  it('reads a list without files, and entries that say more than it knows', () => {
    expect(parseList({ format: 1, files: [] })).toEqual([]);
    const optional = { ...file('assets/a-1.js', 'a'), isOptional: true, later: {} };
    expect(parseList({ format: 1, files: [optional] })).toEqual([optional]);
  });

  const good = file('index.html', 'a');
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'list'],
    ['a bare array', [good]],
    ['another format', { format: 2, files: [good] }],
    ['no files', { format: 1 }],
    ['files that are no array', { format: 1, files: { 0: good, length: 1 } }],
    ['an entry that is null', { format: 1, files: [good, null] }],
    ['a path that is no text', { format: 1, files: [{ ...good, path: 1 }] }],
    ['no hash', { format: 1, files: [{ ...good, sha256: undefined }] }],
    ['a size as text', { format: 1, files: [{ ...good, bytes: '10' }] }],
    ['a negative size', { format: 1, files: [{ ...good, bytes: -1 }] }],
    ['a size that is no number', { format: 1, files: [{ ...good, bytes: Number.NaN }] }],
    ['a kind nobody knows', { format: 1, files: [{ ...good, kind: 'document' }] }],
  ])('refuses %s', (_what, value) => {
    expect(parseList(value)).toBeUndefined();
  });
});

describe('compareLists', () => {
  it('finds no difference between a list and itself, in any order', () => {
    const files = [file('index.html', 'a'), file('assets/a-1.js', 'b')];
    const none = { files: 0, bytes: 0, removedFiles: 0 };
    expect(compareLists(files, files)).toEqual(none);
    expect(compareLists(files, files.toReversed())).toEqual(none);
  });

  it('counts what is new and what has other content, with its new size, and what is gone', () => {
    const previous = [
      file('index.html', 'a', 100),
      file('about.html', 'b', 200),
      file('assets/a-1.js', 'c', 300),
      file('assets/same-1.js', 'd', 400),
    ];
    const next = [
      file('index.html', 'A', 1000),
      file('assets/a-2.js', 'e', 3000),
      file('assets/same-1.js', 'd', 400),
      { ...file('assets/editor-1.js', 'f', 50_000), isOptional: true },
    ];
    expect(compareLists(previous, next)).toEqual({ files: 3, bytes: 54_000, removedFiles: 2 });
    expect(compareLists([], next)).toEqual({ files: 4, bytes: 54_400, removedFiles: 0 });
    expect(compareLists(next, [])).toEqual({ files: 0, bytes: 0, removedFiles: 4 });
  });

  it('takes a file that only moved for a new one and a removed one', () => {
    expect(compareLists([file('a.txt', 'a', 7)], [file('b.txt', 'a', 7)])).toEqual({
      files: 1,
      bytes: 7,
      removedFiles: 1,
    });
  });
});
