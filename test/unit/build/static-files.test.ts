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

  it('leaves out what is known otherwise', () => {
    const files = [file('assets/a.css'), file('assets/b.css')];
    const marked = markStatic(files, new Set(['assets/a.css']));
    expect(marked.map(({ isStatic }) => isStatic)).toEqual([undefined, true]);
  });

  it('marks few of many: what every visit loads, then documents by the length of their paths', () => {
    const assets = Array.from({ length: 5000 }, (_, index) => file(`assets/${index}.css`));
    const documents = Array.from({ length: 100 }, (_, index) =>
      file(`${'deep/'.repeat(index)}index.html`, { kind: 'shell' }),
    );
    const entry = file('assets/entry.js', { isEntry: true });
    const marked = markStatic([...assets, ...documents, entry]);
    expect(marked).toHaveLength(5101);
    expect(marked.filter(({ isStatic }) => isStatic).map(({ path }) => path)).toEqual([
      ...documents.slice(0, 63).map(({ path }) => path),
      'assets/entry.js',
    ]);
  });
});
