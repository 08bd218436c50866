import { describe, expect, it } from 'vitest';
import { injectRegistration, listLoadedPaths, registerScriptUrl } from '../../../src/build/html.js';

const tag = '<script type="module" src="/holdfast/register.js"></script>';

function inject(html: string | Buffer, file = 'index.html', base = '/'): string | undefined {
  const injection = injectRegistration(Buffer.from(html as string), file, base);
  return injection.outcome === 'injected' ? injection.html.toString() : undefined;
}

/** `@` is where the script goes. */
const places: readonly (readonly [string, string])[] = [
  ['a whole document', '<!doctype html><html><head><title>x</title>@</head><body></body></html>'],
  ['upper case', '<!DOCTYPE HTML><HTML><HEAD>@</HEAD><BODY></BODY></HTML>'],
  ['`</head >` with a space', '<html><head>@</head ><body>'],
  ['a comment that says </head>', '<html><head><!-- </head> -->@</head><body>'],
  ['a script that says </head>', '<html><head><script>"</head>"</script>@</head><body>'],
  ['no </head>', '<!doctype html><head><title>x</title>@<body>'],
  ['an empty head that is not closed', '<html><head>@<body>x'],
  ['no head', '<!doctype html><html lang="de">@<body>x</body></html>'],
  ['no head, but what belongs there', '<!doctype html><title>x</title>@<p>x'],
  ['a doctype alone', '<!doctype html>@'],
  ['a doctype and text', '<!doctype html>@hello'],
  ['a comment before the doctype', '<!-- <head> --><!doctype html><head>@</head>'],
  ['CRLF', '<!doctype html>\r\n<html>\r\n<head>\r\n@</head>\r\n<body>\r\n</body>\r\n</html>\r\n'],
  ['characters beyond ASCII', '<!doctype html><head><title>Grüße, 日本 🎉</title>@</head>é'],
  ['a byte order mark', '\ufeff<!doctype html><head>@</head>é'],
  ['a template with a head in it', '<html><head><template><p></template>@</head>'],
  ['a comment that is never closed', '<html><head>@<!-- </head>'],
];

describe('injectRegistration', () => {
  it.each(places)('finds the place in %s, and keeps all else', (_, html) => {
    expect(inject(html.replace('@', ''))).toBe(html.replace('@', tag));
  });

  it.each(places)('changes nothing the second time in %s', (_, html) => {
    const done = Buffer.from(html.replace('@', tag));
    expect(injectRegistration(done, 'index.html', '/')).toEqual({ outcome: 'present' });
  });

  it.each([
    ['', 'nothing'],
    ['<p>part</p>', 'elements'],
    ['text <!-- <html> -->', 'text'],
    ['<title>x</title>', 'head content without a head'],
    ['<body>x</body>', 'a body alone'],
  ])('leaves the fragment %j alone', (html) => {
    expect(injectRegistration(Buffer.from(html), 'index.html', '/')).toEqual({
      outcome: 'fragment',
    });
  });

  it('keeps bytes that are no UTF-8', () => {
    const html = Buffer.from('<html><head></head>\u00ff\u0080</html>', 'latin1');
    const injection = injectRegistration(html, 'index.html', '/');
    const expected = `<html><head>${tag}</head>\u00ff\u0080</html>`;
    expect(injection).toEqual({ outcome: 'injected', html: Buffer.from(expected, 'latin1') });
  });

  it('replaces the script of an earlier build with another base', () => {
    const html = `<html><head>${tag}<title>x</title></head></html>`;
    expect(inject(html, 'a/b.html', './')).toBe(
      '<html><head><script type="module" src="../holdfast/register.js"></script><title>x</title></head></html>',
    );
  });

  it('finds the script also where another tool has formatted it', () => {
    const html = `<html><head><script crossorigin src=/holdfast/register.js type=module></script></head>`;
    expect(inject(html)).toBeUndefined();
  });

  it('carries the nonce of the other scripts', () => {
    const html = '<html><head><script nonce="a&amp;b">1</script></head>';
    expect(inject(html)).toContain('<script type="module" nonce="a&amp;b" src=');
  });

  it('manages documents that nest deeper than the stack', () => {
    const html = `<!doctype html><head></head>${'<div>'.repeat(50_000)}`;
    expect(inject(html)).toContain(`${tag}</head>`);
  });
});

describe('registerScriptUrl', () => {
  it.each<[string, string, string | undefined, string]>([
    ['index.html', '/', undefined, '/holdfast/register.js'],
    ['a/b.html', '/sub/', undefined, '/sub/holdfast/register.js'],
    ['a/b.html', '/', '/elsewhere/', '/holdfast/register.js'],
    ['index.html', './', undefined, './holdfast/register.js'],
    ['index.html', '', undefined, './holdfast/register.js'],
    ['a/b/c.html', './', undefined, '../../holdfast/register.js'],
    ['a#b/%2F?/c.html', './', undefined, '../../holdfast/register.js'],
    ['a/b.html', './', '../', './holdfast/register.js'],
    ['b.html', './', 'deep/er/', '../../holdfast/register.js'],
    ['a/b.html', './', '/app/', './holdfast/register.js'],
    ['a/b.html', './', 'https://example.com/app/', './holdfast/register.js'],
  ])('of %s under the base %j with <base href=%j> is %s', (file, base, baseHref, url) => {
    expect(registerScriptUrl(file, base, baseHref)).toBe(url);
  });
});

describe('listLoadedPaths', () => {
  const html = `<!doctype html><link rel="STYLESHEET" href="a.css"><link rel="shortcut icon" href="/sub/i.svg">
    <link rel="canonical" href="canon.html"><link rel=modulepreload href="./m%20x.js?v"><script src="../up.js"></script>
    <script type="module" src="https://cdn.test/sub/x.js"></script><script>1</script><script src="http://[">`;

  it('lists scripts and the links that make a browser fetch, as paths below the base', () => {
    expect(listLoadedPaths(html, 'docs/index.html', '/sub/')).toEqual([
      'docs/a.css',
      'i.svg',
      'up.js',
    ]);
    expect(listLoadedPaths(html, 'docs/index.html', './')).toEqual([
      'docs/a.css',
      'sub/i.svg',
      'up.js',
    ]);
  });

  it('obeys a base element', () => {
    const based = '<base href="/sub/assets/"><script src="x y.js"></script>';
    expect(listLoadedPaths(based, 'index.html', '/sub/')).toEqual(['assets/x%20y.js']);
  });
});
