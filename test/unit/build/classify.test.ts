import { describe, expect, it } from 'vitest';
import { classify, hasHashedName } from '../../../src/build/classify.js';

describe('hasHashedName', () => {
  it.each([
    'app-3f9ab01c.js',
    'assets/app.3f9ab01c.js',
    'main.0a1b2c3d4e5f60718293.css',
    'chunk-D3x9wPQz.js',
    'assets/index-BdQ4x9_q.js',
    'Inter-v4.B5gT7rOL.woff2',
    'style.min-9C3E01AB.css',
    `app-${'0123456789abcdef'.repeat(4)}.js`,
  ])('finds the hash in %s', (file) => {
    expect(hasHashedName(file)).toBe(true);
  });

  it.each([
    'index.html',
    'app.js',
    'app-1234567.js',
    'a1b2c3d4.js',
    'assets/3f9ab01c/app.js',
    'vendor-framework.js',
    'deadbeef.js',
    'app-deadbeef.js',
    'app-12345678.js',

    'report-20240131.pdf',
    'report-20240131a.pdf',
    'talk-2024_01_31b.pdf',
    'log-19991231T2359.txt',

    'jquery-3.7.1.min.js',
    'lib-v10203040.js',
    'lib-1_2_3_beta4.js',
    'react-18_2_0rc1.js',
    'photo-1920x1080.jpg',
    'hero-iPhone14Pro.png',
    'img-IMG_1234.jpg',
    'img-DSC00012.jpg',

    'book-chapter12.html',
    'icon-screenshot1.png',
    'track-mp3player2.js',
    'clip-1080p60fps.mp4',

    'face2face-face2face.js',
    'x-decade2010.js',
    'x-cafe2decade.js',
    'model-GPT4Turbo128k.js',
    'file-3f9ab01c',
    'app-3f9ab01c.min.js',
    'app-3f9ab01.js',
    'app-utf8decoder.js',
    'photo-1b4e28ba-2fa1-11d2-883f-b9a761bde3fb.jpg',
    'main-WINDOWS11.js',
    'x-MyFile2Copy3.js',
  ])('finds none in %s', (file) => {
    expect(hasHashedName(file)).toBe(false);
  });
});

describe('classify', () => {
  it('makes assets of files that carry their hash', () => {
    expect(classify('app-1.js', () => true)).toBe('asset');
    expect(classify('app-1.js', () => false)).toBe('shell');
  });

  it.each(['index-3f9ab01c.html', 'INDEX-3f9ab01c.HTM', 'app-3f9ab01c.js.map'])(
    'never makes an asset of %s',
    (file) => {
      expect(classify(file, () => true)).toBe('shell');
    },
  );
});
