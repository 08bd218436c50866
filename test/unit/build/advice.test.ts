import { describe, expect, it } from 'vitest';
import { findPrecacheWarnings } from '../../../src/build/advice.js';
import type { LeftOutFile, Scan } from '../../../src/build/scan.js';
import type { PrecacheFile } from '../../../src/manifest/plan.js';

const register = 'holdfast/register.js';

function file(path: string, more: Partial<PrecacheFile> = {}): PrecacheFile {
  return { path, sha256: '', bytes: 1024, kind: 'shell', ...more };
}

function leaveOut(...names: string[]): LeftOutFile[] {
  return names.map((name) => ({ file: name, bytes: 1, reason: 'not-included' }));
}

function advise(files: readonly PrecacheFile[], scan: Partial<Scan> = {}): readonly string[] {
  const whole: Scan = { files: [], leftOut: [], idleGlobs: [], ...scan };
  return findPrecacheWarnings('/app/dist', whole, files, [register]);
}

describe('what is odd about the precached files', () => {
  it('is nothing in an ordinary app', () => {
    const files = [file('index.html'), file('a-3f9ab01c.js', { kind: 'asset' }), file(register)];
    expect(advise(files)).toEqual([]);
  });

  it.each([
    ['fonts/*', 'correct it, or leave it out'],
    ['dist/fonts/*', 'globs count from the output folder, so write "fonts/*"'],
    ['dist/**', 'globs count from the output folder, so write "**"'],
    ['dist/', 'correct it, or leave it out'],
  ])('is a glob that adds nothing: %s', (glob, remedy) => {
    expect(advise([file('a.html')], { idleGlobs: [{ option: 'include', glob }] })).toEqual([
      `\`precache.include\`: "${glob}" adds no file; ${remedy}`,
    ]);
  });

  it.each([
    [
      ['a.html', 'b.js', 'c.js', 'c.js.map', 'LICENSE'],
      'write for example "include": ["**/*.{js,html}"]',
    ],
    [['a.html'], 'write for example "include": ["**/*.html"]'],
    [[], 'build the app before, into this folder'],
  ])('is that nothing of the app is precached: of %j', (names, remedy) => {
    expect(advise([file(register)], { leftOut: leaveOut(...names) })).toEqual([
      `no file of the app is precached, so it does not open offline; ${remedy}`,
    ]);
  });

  it('is a source map', () => {
    expect(advise([file('a.html'), file('a.js.map')])).toEqual([
      '1 source map (1 KB) is precached, which only developers need; add "**/*.map" to `precache.exclude`',
    ]);
    expect(advise([file('a.js.map'), file('b.js.map')])[0]).toMatch(/^2 source maps \(2 KB\) are/);
  });

  it('is that nothing carries its hash', () => {
    const code = Array.from({ length: 10 }, (_, index) => file(`${index}.js`));
    expect(advise(code)).toEqual([
      expect.stringMatching(
        /^none of the 10 precached scripts, styles and fonts has its content hash/,
      ),
    ]);
    expect(advise([...code, file('a-3f9ab01c.css', { kind: 'asset' })])).toEqual([]);
    expect(advise(code.slice(1))).toEqual([]);
    expect(advise(Array.from({ length: 10 }, (_, index) => file(`${index}.html`)))).toEqual([]);
  });

  it('is an install that takes minutes', () => {
    const bytes = 11 * 1024 * 1024;
    const [first, second] = [file('a.mp4', { bytes }), file('b.mp4', { bytes })];
    expect(advise([first, second])).toEqual([
      'an install downloads 22 MB before the app opens offline; move what not everybody needs to `precache.optional`, or leave it to a route',
    ]);
    expect(advise([first, { ...second, isOptional: true }])).toEqual([]);
  });
});
