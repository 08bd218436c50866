import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/cli/command.js';
import { makeFolder, readFolder } from './folder.js';

const command = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

function run(cwd: string, ...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd,
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

const site = {
  'holdfast.config.json': JSON.stringify({
    precache: { include: ['**/*.html'] },
    routes: [
      {
        name: 'photos',
        match: { path: '/photos/*', destination: 'image' },
        strategy: 'cache-first',
        expire: { maxEntries: 500, maxBytes: '50MB', maxAge: '30d' },
      },
      { name: 'api', match: './api/*', strategy: 'network-first', timeout: '3s' },
    ],
  }),
  'dist/a/index.html': '<!doctype html><head></head>',
};

function keep(name: string, outbox: object): object {
  const match = { path: `/${name}/*`, methods: ['POST'] };
  return { name, match, strategy: 'network-only', outbox };
}

describe('holdfast build', () => {
  it('adds the worker to a folder of static files and says what it did', async () => {
    const root = await makeFolder(site);
    const { status, out, err } = run(root, 'build', '--dir', 'dist', '--base', '/sub/');
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(out).toMatch(/^Holdfast: dist, version [0-9a-f]{16}\n/);
    const files = await readFolder(join(root, 'dist'));
    expect(files).toHaveProperty('sw.js');
    expect(files['a/index.html']).toContain('src="/sub/holdfast/register.js"');
  });

  it('leaves the HTML alone with --no-register', async () => {
    const root = await makeFolder(site);
    expect(run(root, 'build', '--dir', 'dist', '--no-register').status).toBe(0);
    expect((await readFolder(root))['dist/a/index.html']).toBe(site['dist/a/index.html']);
  });

  it('needs no manifest for --self-destroy', async () => {
    const root = await makeFolder({ 'dist/index.html': '' });
    expect(run(root, 'build', '--dir', 'dist', '--self-destroy').status).toBe(0);
    expect((await readFolder(root))['dist/sw.js']).toContain('unregister');
  });

  it('reads another manifest with --config', async () => {
    const root = await makeFolder({ 'dist/index.html': '', 'other.json': '{}' });
    expect(run(root, 'build', '--dir', 'dist', '--config', 'other.json').status).toBe(0);
  });

  it('fails with a message and no stack', async () => {
    const root = await makeFolder(site);
    expect(run(root, 'build', '--dir', 'out')).toEqual({
      status: 1,
      out: '',
      err: `holdfast: The output folder ${join(root, 'out')} does not exist; build the app first, or name another folder.\n`,
    });
  });
});

describe('holdfast check', () => {
  it('prints what the manifest compiles to', async () => {
    const { status, out } = run(await makeFolder(site), 'check');
    expect(status).toBe(0);
    expect(out.split('\n')).toEqual([
      'holdfast.config.json is valid.',
      '',
      'route   methods  match              strategy       timeout  stores statuses  limits',
      'photos  GET      /photos/* (image)  cache-first    -        200              500 entries, 50 MB, 30 d',
      'api     GET      ./api/*            network-first  3 s      200              no limits',
      '',
      'precache       **/*.html; files up to 2 MB; verified by sha256; ?utm_* ?fbclid ?gclid ignored',
      'shell          none',
      'offline        none',
      'storage        no limit in all; an opaque response counts for 7 MB',
      'outbox         none',
      'update         immediately',
      'static routes  precached files',
      'worker         generated',
      '',
      'warning: route `api` stores responses without a limit, so its cache grows for ever; add for example "expire": { "maxEntries": 100 }',
      '',
    ]);
  });

  it('names the optional files, and what is taken out of them', async () => {
    const precache = { include: ['*.html'], exclude: ['x/*'], optional: ['e-*.js', 'f.js'] };
    const config = { 'holdfast.config.json': JSON.stringify({ precache }) };
    expect(run(await makeFolder(config), 'check').out).toContain(
      '*.html; optional e-*.js f.js; without x/*; files up to',
    );
  });

  it.each([
    [{ staticRoutes: false, precache: { include: ['*'] } }, 'off'],
    [{ routes: [] }, 'none'],
    [{ routes: [{ name: 'live', match: '/live/*', strategy: 'network-only' }] }, 'route live'],
  ])('tells for %j what works without the worker', async (manifest, words) => {
    const config = { 'holdfast.config.json': JSON.stringify(manifest) };
    expect(run(await makeFolder(config), 'check').out).toContain(`\nstatic routes  ${words}\n`);
  });

  it('tells what bounds all routes together', async () => {
    const live = { name: 'live', match: '/live/*', strategy: 'network-only' };
    const routes = [live, { name: 'api', match: '/api/*', strategy: 'network-first' }];
    const storage = { maxBytes: '1.5GB', keepFree: 1000, opaqueBytes: '100KB' };
    const config = { 'holdfast.config.json': JSON.stringify({ routes, storage }) };
    const { out } = run(await makeFolder(config), 'check');
    expect(out).toContain(
      '\nstorage        1.5 GB in all; 1000 B kept free; an opaque response counts for 100 KB\n',
    );
    expect(out).toMatch(/\nlive .* network-only +- +- +-\n/);
    expect(out).not.toContain('warning');
  });

  it('tells what each outbox holds, and how it sends', async () => {
    const routes = [
      keep('notes', {}),
      keep('photos', { maxEntries: 1, retainFor: '1h', order: 'none', deadAfterAttempts: 5 }),
      keep('votes', { retryStatuses: [] }),
    ];
    const config = { 'holdfast.config.json': JSON.stringify({ routes }) };
    const { out } = run(await makeFolder(config), 'check');
    expect(out).toMatch(/\nnotes .* network-only +- +- +1000 writes, 50 MB, 7 d\n/);
    expect(out).toMatch(/\nphotos .* network-only +- +- +1 write, 50 MB, 1 h, 5 attempts\n/);
    const statuses = '408 425 429 500 502 503 504 507 520 521 522 523 524';
    expect(out).toContain(
      [
        '',
        `outbox         notes one after the other; again after ${statuses}`,
        `               photos side by side; again after ${statuses}`,
        '               votes one after the other; every answer is final',
        '',
      ].join('\n'),
    );
    expect(out).not.toContain('warning');
  });

  describe('--url', () => {
    const app = {
      'holdfast.config.json': JSON.stringify({
        precache: { include: ['**/*.{html,js}'] },
        shell: { document: '/index.html', paths: ['/', '/countries/*'] },
        routes: [
          keep('api', {}),
          { name: 'api-reads', match: './api/*', strategy: 'network-first' },
          {
            name: 'photos',
            match: { path: '/photos/*', destination: 'image' },
            strategy: 'cache-first',
          },
        ],
        offline: { document: '/offline.html' },
      }),
      'dist/index.html': '<!doctype html><head></head>',
      'dist/offline.html': '',
      'dist/about.html': '',
    };

    it('says what would answer, and why nothing else', async () => {
      const root = await makeFolder(app);
      const urls = ['/photos/1.jpg', '/about?utm_source=x', '/about?page=2'];
      const { status, out, err } = run(
        root,
        'check',
        '--dir',
        'dist',
        ...urls.flatMap((url) => ['--url', url]),
      );
      expect(err).toBe('');
      expect(status).toBe(0);
      expect(out.split('\n')).toEqual([
        'GET /photos/1.jpg (image)',
        '  answer  route `photos`, cache-first: its cache, else the network',
        '  not by  precache: no such file',
        '          route `api`: the URL is not /api/*',
        '          route `api-reads`: the URL is not ./api/*',
        '',
        'GET /about?utm_source=x (document or fetch)',
        '  answer  precached /about.html, for the path without .html; its search part is ignored',
        '',
        'GET /about?page=2 (document)',
        '  answer   the network, as without a worker; no route matches',
        '  offline  /offline.html, where that has none',
        '  not by   precache: has the file, but `precache.ignoreSearch` does not take ?page=2 away',
        "           shell: not one of its paths, or the path's last part has a dot",
        '           route `api`: the URL is not /api/*',
        '           route `api-reads`: the URL is not ./api/*',
        '           route `photos`: the URL is not /photos/*',
        'GET /about?page=2 (fetch)',
        '  answer  left to the browser; no route matches',
        '  not by  precache: has the file, but `precache.ignoreSearch` does not take ?page=2 away',
        '          route `api`: the URL is not /api/*',
        '          route `api-reads`: the URL is not ./api/*',
        '          route `photos`: the URL is not /photos/*',
        '',
      ]);
      expect(Object.keys(await readFolder(join(root, 'dist')))).toEqual([
        'about.html',
        'index.html',
        'offline.html',
      ]);
    });

    it('takes the method, the destination and the base that are said', async () => {
      const root = await makeFolder(app);
      const check = (...args: string[]): string => run(root, 'check', ...args).out;
      expect(check('--url', '/api/a', '--method', 'post')).toBe(
        [
          'POST /api/a (fetch)',
          '  answer  route `api`, network-only: the network, never a cache; the outbox keeps what cannot be sent',
          '  not by  precache: only for GET',
          '',
        ].join('\n'),
      );
      expect(check('--url', '/photos/1', '--destination', 'image')).toContain('route `photos`, ');
      expect(check('--url', '/photos/1.jpg', '--destination', 'fetch')).toContain(
        'route `photos`: only for image\n',
      );
      expect(check('--url', '/sub/api/a', '--base', '/sub/')).toContain('route `api-reads`, ');
      const whole = ['--url', 'http://localhost:1/api/a', '--base', 'http://localhost:1/'];
      expect(check(...whole)).toContain('route `api-reads`, ');
      expect(check('--url', 'http://localhost:1/api/a')).toContain('left to the browser');
      expect(check('--url', '/api/a', '--base', '/sub/')).toContain(
        "precache: the URL is not below /sub/ of the app's origin\n",
      );
    });

    it('says so where the precached files are not known', async () => {
      const root = await makeFolder(app);
      const { out } = run(root, 'check', '--url', '/about.html', '--url', '/countries/it');
      expect(out).toContain(
        "precache: its files are not known; name the output of the app's build with --dir\n",
      );
      expect(out).toContain('GET /countries/it (document)\n  answer  shell /index.html\n');
    });

    it('tells a file that is left out from one that is missing, and an exception from no path', async () => {
      const root = await makeFolder({
        'holdfast.config.json': JSON.stringify({
          precache: { include: ['**/*.html'], exclude: ['admin/**'] },
          shell: { document: '/index.html', paths: ['/*'], except: ['/server/*'] },
        }),
        'dist/index.html': '',
        'dist/admin/index.html': '',
        'dist/big picture.jpg': '',
      });
      const check = (...urls: string[]): string =>
        run(root, 'check', '--dir', 'dist', ...urls.flatMap((url) => ['--url', url])).out;
      expect(check('/big%20picture.jpg?size=1')).toContain(
        'precache: the output has the file, but no glob of `precache.include` matches it\n',
      );
      expect(check('/admin/')).toContain(
        'precache: the output has the file, but `precache.exclude` takes it out\n',
      );
      expect(check('/none.jpg')).toContain('precache: no such file\n');
      expect(check('/server/status')).toContain('shell: `shell.except` takes the path out\n');
      expect(check('/server/a.html')).toContain('shell: not one of its paths, or ');
    });

    it("tells how to ask about the app's own origin", async () => {
      const root = await makeFolder(app);
      const check = (...args: string[]): string => run(root, 'check', '--url', ...args).out;
      const note =
        "note    taken for another origin than the app's; if it is the app's own, write /about.html?a, or add --base https://my.app/\n";
      expect(check('https://my.app/about.html?a')).toContain(note);
      expect(check('https://my.app/about.html?a', '--base', 'https://your.app/')).not.toContain(
        'note',
      );
      expect(check('/about.html')).not.toContain('note');
    });

    // A name that is no UTF-8 cannot be read by anybody; other systems refuse to store it.
    it.runIf(process.platform === 'linux')(
      'fails with no stack for an unreadable file',
      async () => {
        const root = await makeFolder(app);
        await writeFile(Buffer.from(join(root, 'dist/m\xf6re.html'), 'latin1'), '');
        const { status, err } = run(root, 'check', '--dir', 'dist', '--url', '/');
        expect(status).toBe(1);
        expect(err).toMatch(/^holdfast: The output in \S+ failed: ENOENT: .*re\.html'\n$/);
      },
    );

    it('works after the build too', async () => {
      const root = await makeFolder(app);
      expect(run(root, 'build', '--dir', 'dist').status).toBe(0);
      const url = '/holdfast/register.js';
      expect(run(root, 'check', '--dir', 'dist', '--url', url).out).toContain(
        `precached ${url}, by its exact path`,
      );
    });
  });

  it('prints every problem of a broken one', async () => {
    const root = await makeFolder({ 'holdfast.config.json': '{ "a": 1, "b": 2 }' });
    const { status, err } = run(root, 'check');
    expect(status).toBe(1);
    expect(err).toMatch(/^holdfast: holdfast\.config\.json: .*\na: .*\nb: .*\n$/);
  });
});

describe('the command line', () => {
  it.each([['--help'], ['build', '--help']])('explains itself: %s %s', async (...args) => {
    const { status, out } = run(await makeFolder(), ...args);
    expect(status).toBe(0);
    expect(out).toContain('holdfast build --dir DIR');
  });

  it('tells its version', async () => {
    expect(run(await makeFolder(), '--version').out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('ends with code 2 where it is not understood', async () => {
    const { status, out, err } = run(await makeFolder(), 'deploy');
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^holdfast: there is no command "deploy"\n\nholdfast build --dir DIR/);
  });
});

describe('parseCommand', () => {
  it('fills in the defaults', () => {
    expect(parseCommand(['build', '--dir', 'dist'])).toEqual({
      name: 'build',
      dir: 'dist',
      config: undefined,
      base: '/',
      register: true,
      selfDestroy: false,
    });
  });

  it.each(['/', '/sub/', '/a/b/', './', ''])('takes the base %j', (base) => {
    expect(parseCommand(['build', '--dir', 'dist', `--base=${base}`])).toMatchObject({ base });
  });

  it.each<[string[], string]>([
    [[], 'say what to do'],
    [['build'], 'needs --dir'],
    [['build', '--dir', ''], '--dir is empty; write a path'],
    [['build', '--dir', 'dist', '--config='], '--config is empty'],
    [['check', '--url', '/', '--dir', ''], '--dir is empty'],
    [['check', '--config', ''], '--config is empty'],
    [['build', '--dir', 'dist', 'more'], '"more" is one word too many'],
    [['build', '--dir', 'dist', '--force'], '--force'],
    [['build', '--dir', 'dist', '--base', 'sub'], '--base is "sub"'],
    [['build', '--dir', 'dist', '--base', '/sub'], '--base is "/sub"'],
    [['build', '--dir', 'dist', '--base', '//host/'], '--base is "//host/"'],
    [['build', '--dir', 'dist', '--base', 'https://example.com/'], '--base is'],
    [['check', '--url', '/', '--base', 'https://my.app'], '--base is'],
    [['check', '--no-register'], '`check` has no option --register'],
    [['build', '--dir', 'dist', '--url', '/'], '`build` has no option --url'],
    [['check', '--dir', 'dist'], '--dir goes with --url'],
    [['check', '--url', 'https://'], '--url is "https://"'],
    [
      ['check', '--url', '/', '--destination', 'img'],
      '--destination is "img"; write one of fetch,',
    ],
  ])('refuses %j', (args, words) => {
    expect(() => parseCommand(args)).toThrow(words);
  });
});
