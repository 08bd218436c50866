import { describe, expect, it } from 'vitest';
import { markStatic } from '../../../src/build/static-files.js';
import type { PrecacheFile } from '../../../src/manifest/plan.js';

function file(path: string, more: Partial<PrecacheFile> = {}): PrecacheFile {
  return { path, kind: 'asset', sha256: '', bytes: 1, ...more };
}

describe('markStatic', () => {
  it.each<readonly [boolean, PrecacheFile]>([
    [true, file('assets/a.css')],
    [true, file('assets/A.WOFF2')],
    [true, file('about.html', { kind: 'shell' })],
    [false, file('app.js', { kind: 'shell' })],
    [false, file('logo.svg', { kind: 'shell' })],
    [false, file('assets/a.mp4')],
    [false, file('assets/a.pdf')],
    [false, file('assets/a.css', { isOptional: true })],
  ])('says %s of %o', (isStatic, one) => {
    expect(markStatic([one])[0]?.isStatic ?? false).toBe(isStatic);
  });

  it('marks no more files than browsers take, those that every visit loads first', () => {
    const many = Array.from({ length: 5000 }, (_, index) => file(`assets/${index}.css`));
    const marked = markStatic([...many, file('assets/entry.js', { isEntry: true })]);
    expect(marked).toHaveLength(5001);
    expect(marked.filter(({ isStatic }) => isStatic)).toHaveLength(512);
    expect(marked.at(-1)).toMatchObject({ path: 'assets/entry.js', isStatic: true });
    expect(marked[511]).not.toHaveProperty('isStatic');
  });
});
