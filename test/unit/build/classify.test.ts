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

    // webpack, and those that configure it
    'main.5b1c9e0d7f3a2846c0de.js',
    'static/js/787.3f9ab01c.chunk.js',
    '5b1c9e0d7f3a2846c0de.woff2',
    // esbuild, Angular
    'chunk-DQ4T7M2B.js',
    'browser/chunk-DQXTYMZB.js',
    // Parcel
    'index.3f9ab01c.css',
    // Gatsby
    'component---src-pages-index-js-5b1c9e0d7f3a2846c0de.js',
    // SvelteKit
    '_app/immutable/entry/start.BdQ4x9_q.js',
    '_app/immutable/chunks/Bd-Qxq_q.js',
    'sub/_app/immutable/assets/0.words.css',
    // Astro
    '_astro/hoisted.abcdefgh.js',
    // Next.js
    '_next/static/chunks/3f9ab01c5d7ce23f.js',
    '_next/static/Xy7-build/_buildManifest.js',
    '_next/static/media/3f9ab01c5d7ce23f-s.p.woff2',
    // Nuxt
    '_nuxt/BdQ4x9_q.js',
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
    'main-WINDOWS7.js',
    'photo-IMG24567.jpg',
    'x-CHAPTER2.js',
    'deadbeefdeadbeefdead.jpg',
    '20240131094530abcdef.jpg',
    '_app/version.json',
    '_app/env.js',
    '_nuxt/builds/latest.json',
    'my_astro/app.js',
    '_next/data/page.json',
    'app-deadbeef.chunk.js',
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
