import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeWhole } from '../../../src/build/output.js';
import { makeFolder, readFolder } from './folder.js';

describe('writeWhole', () => {
  it('leaves one of two that write the same file at once, and no draft', async () => {
    const folder = await makeFolder();
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000));
    await Promise.all(texts.map((text) => writeWhole(join(folder, 'sub/sw.js'), text)));
    const files = await readFolder(folder);
    expect(Object.keys(files)).toEqual(['sub/sw.js']);
    expect(texts).toContain(files['sub/sw.js']);
  });

  it('leaves no draft where it fails', async () => {
    const folder = await makeFolder();
    await mkdir(join(folder, 'sw.js'));
    await expect(writeWhole(join(folder, 'sw.js'), '')).rejects.toMatchObject({
      syscall: 'rename',
    });
    expect(await readdir(folder)).toEqual(['sw.js']);
  });
});
