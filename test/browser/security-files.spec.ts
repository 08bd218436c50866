import type { Manifest } from '../../src/manifest/types.js';
import { expect, html, openControlled, test, type Files } from '../harness/site.js';

/** Names that mean something else to a URL, a pattern, an object or a file system, or look as if they did. */
const portable = [
  '100%.js',
  '%2e%2e.js',
  '%2fetc%2fpasswd.js',
  '%00.js',
  'a%2Fb.js',
  'a#b.js',
  'a b.js',
  ' lead.js',
  'a&b=c;d,e.js',
  "it's.js",
  '$1.js',
  '`tick`.js',
  '~tilde.js',
  '[id].js',
  '(group)/x.js',
  '{a,b}.js',
  '!not.js',
  '+plus+.js',
  '@at.js',
  '-dash.js',
  'a..',
  'a...js',
  '__proto__',
  '__proto__.js',
  'constructor',
  'x.__proto__',
  'x.constructor',
  'p/__proto__/constructor.js',
  'café/index.html',
  'emoji😀.js',
  '\u202Egnp.js',
  `${'long'.repeat(60)}.js`,
];

/** Names that not every file system can hold, or tell apart. */
const special = [
  'a?b.js',
  'back\\slash.js',
  'C:\\x.js',
  'a:b.js',
  'http:/evil.test.js',
  '*star*.js',
  '"quoted".js',
  '<svg>.js',
  'dot.',
  'line\nbreak.js',
  'tab\t.js',
  '\u0001.js',
  '\u007F.js',
  'caf\u00E9.js',
  'cafe\u0301.js',
  'CASE.js',
  'case.js',
];
const names = [...portable, ...(process.platform === 'linux' ? special : [])];

/** Each name in the app's folder, as a file whose URL stays, and in `hashed/`, as one that can never change. */
const files: Files = Object.fromEntries(
  ['', 'hashed/'].flatMap((folder) => names.map((name) => [folder + name, folder + name])),
);

/** A document is never hashed. */
const hashed = names.filter((name) => !name.endsWith('.html'));

const manifest: Manifest = { precache: { include: ['**/*'], exclude: ['**/*.map'] } };

for (const under of ['', 'sub/']) {
  test(`files with names of every kind open offline under their own URLs at /${under}`, async ({
    page,
    site,
  }) => {
    const { precache } = await site.deploy(
      { ...files, 'index.html': html('names'), 'other/inner.js': 'inner' },
      { manifest, under, isHashed: (file) => file.startsWith('hashed/') },
    );
    // `[id].js` has two URLs.
    expect(precache).toMatchObject({ assets: { files: hashed.length + 1 } });
    await openControlled(page, `${site.origin}/${under}`);
    await site.stop();

    const wrong = await page.evaluate(async (all) => {
      const found: string[] = [];
      for (const name of all) {
        // As people write it: what is syntax is encoded, the rest is up to the browser.
        const path = name.replace(/[%?#\\\s]/g, encodeURIComponent).replace(/index\.html$/, '');
        try {
          const response = await fetch(new URL(location.href + path));
          if ((await response.text()) !== name) found.push(`${name}: other bytes`);
        } catch {
          found.push(name);
        }
      }
      return found;
    }, Object.keys(files));
    expect(wrong).toEqual([]);

    const stray = await page.evaluate(async (paths) => {
      const found: string[] = [];
      for (const path of paths) {
        try {
          await fetch(location.href + path);
          found.push(path);
        } catch {
          // Nobody has it.
        }
      }
      return found;
    }, notFiles);
    expect(stray).toEqual([]);
  });
}

/** What no file lies at, though a careless reader may find one there. */
const notFiles = [
  'other%2finner.js',
  'other%2Finner.js',
  'other%5Cinner.js',
  'hashed%2Fother/inner.js',
  'hashed/..%2fother/inner.js',
  'other/inner.js%00',
  'other/inner.js%20',
  'other/inner.js.',
  'other/inner.js/',
  'other//inner.js',
  'other;/inner.js',
  'OTHER/inner.js',
  'other/inner.js?download',
  'a%2Fb.js',
  'etc/passwd.js',
  '%2e%2e.js/%2e%2e/nothing.js',
  'hashed/xstarx.js',
  'hashed/a.js',
  'hashed/i.js',
  'hashed/group/x.js',
  'toString',
  'hashed/toString',
  'hashed/valueOf.js',
];
