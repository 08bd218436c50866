import { describe, expect, it } from 'vitest';
import {
  compile,
  precacheDefaults,
  resolvePrecacheOptions,
} from '../../../src/manifest/compile.js';
import type { PrecachedFiles } from '../../../src/manifest/compile.js';
import { parseManifest } from '../../../src/manifest/index.js';
import { resolveOutbox } from '../../../src/manifest/outbox.js';
import { complete } from './manifests.js';

const files: PrecachedFiles = {
  version: '0123456789abcdef',
  list: { path: 'holdfast/0123456789abcdef.json', sha256: '0'.repeat(64) },
  shell: ['index.html', 'offline.html', 'offline.svg', 'caf%C3%A9.html', 'more.html'],
  isPacked: true,
  optional: ['more.html', 'assets/editor-0123abcd.js'],
  leftOut: ['index.htm', 'ofline.svg', 'mor.html'],
  assets: '^assets/[^/]+-[0-9a-f]{8}\\.\\w+$',
};
const precache = { include: ['**/*.html'] };

describe('compile', () => {
  it('resolves every unit and fills in every default', () => {
    expect(compile(complete, files)).toEqual({
      format: 1,
      version: '0123456789abcdef',
      precache: {
        list: files.list,
        shell: files.shell,
        assets: files.assets,
        isPacked: true,
        hasOptional: true,
        verify: 'off',
        ignoreSearch: ['utm_*', 'ref'],
      },
      shell: {
        document: 'index.html',
        paths: ['^$', '^countries/.*$', '^journal$'],
        except: ['^countries/[^/]+/raw$'],
      },
      routes: [
        {
          name: 'photos',
          url: { base: 'root', source: '^/photos/' },
          methods: ['GET'],
          destinations: ['image'],
          strategy: 'cache-first',
          statuses: [200, 404],
          expire: { maxEntries: 500, maxBytes: 50 * 1024 ** 2, maxAgeMs: 30 * 24 * 3_600_000 },
        },
        {
          name: 'avatars',
          url: { base: 'url', source: '^https\n.*\\.example\\.com\n\n' },
          methods: ['GET'],
          destinations: ['image', 'font'],
          strategy: 'stale-while-revalidate',
          statuses: [0, 200],
          expire: { maxEntries: 10 },
        },
        {
          name: 'api',
          url: { base: 'scope', source: '^api/' },
          methods: ['GET'],
          strategy: 'network-first',
          timeoutMs: 3000,
          statuses: [200],
        },
        {
          name: 'writes',
          url: { base: 'root', source: '^/api/' },
          methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
          strategy: 'network-only',
          timeoutMs: 30_000,
          statuses: [200],
          outbox: {
            retainForMs: 30 * 24 * 3_600_000,
            maxEntries: 200,
            maxBytes: 100 * 1024 ** 2,
            order: 'none',
            retryStatuses: [429, 503],
            deadAfterAttempts: 20,
          },
        },
        {
          name: 'fonts',
          url: { base: 'url', source: '^https\nfonts\\.example\\.org\n\n' },
          methods: ['GET'],
          strategy: 'cache-only',
          statuses: [200],
        },
        {
          name: 'offline',
          url: { base: 'root', source: '^' },
          methods: ['GET'],
          destinations: ['document', 'image'],
          strategy: 'network-only',
          statuses: [200],
        },
      ],
      offline: { document: 'offline.html', image: 'offline.svg' },
      storage: {
        maxBytes: 200 * 1024 ** 2,
        keepFreeBytes: 100 * 1024 ** 2,
        opaqueBytes: 8 * 1024 ** 2,
      },
      outbox: resolveOutbox({}),
      staticRoutes: [],
      update: { activate: 'on-accept', keepVersions: 0 },
    });
  });

  it('gives an empty manifest a plan that does nothing', () => {
    expect(compile({})).toEqual({
      format: 1,
      version: 'none',
      routes: [],
      offline: {},
      update: { activate: 'immediately', keepVersions: 0 },
    });
  });

  it('leaves precache, shell and offline files out while their files are not known', () => {
    const plan = compile(complete);
    expect(plan.version).toBe('dev');
    expect(Object.keys(plan)).toEqual([
      'format',
      'version',
      'routes',
      'offline',
      'storage',
      'outbox',
      'update',
    ]);
    expect(plan.offline).toEqual({});
    expect(plan.routes.map(({ name }) => name)).not.toContain('offline');
  });

  it('is plain JSON', () => {
    const plan = compile(complete, files);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('takes a parsed manifest the same', () => {
    expect(compile(parseManifest(complete), files)).toEqual(compile(complete, files));
  });

  it('leaves absent what has no assets, no shell and no fallbacks', () => {
    const plan = compile(
      { precache },
      { version: 'v', list: files.list, shell: [], isPacked: false, optional: [], leftOut: [] },
    );
    expect(plan).toEqual({
      format: 1,
      version: 'v',
      precache: {
        list: files.list,
        shell: [],
        isPacked: false,
        hasOptional: false,
        verify: 'sha256',
        ignoreSearch: ['utm_*', 'fbclid', 'gclid'],
      },
      routes: [],
      offline: {},
      staticRoutes: [],
      update: { activate: 'immediately', keepVersions: 0 },
    });
  });

  it('names each method, destination and status once', () => {
    const match = { path: '/', methods: ['GET', 'GET'], destination: ['image', 'image'] } as const;
    const cacheable = { statuses: [200, 200, 0] };
    const [route] = compile({
      routes: [{ name: 'a', match, strategy: 'cache-first', cacheable }],
    }).routes;
    expect(route).toMatchObject({ methods: ['GET'], destinations: ['image'], statuses: [200, 0] });
  });

  it('finds a file whose name is encoded, and an asset', () => {
    const plan = compile(
      {
        precache,
        shell: { document: '/café.html', paths: ['/'] },
        offline: { image: '/assets/x-0123abcd.svg', document: '/caf%c3%a9.html' },
      },
      files,
    );
    expect(plan.shell?.document).toBe('caf%C3%A9.html');
    expect(plan.offline).toEqual({ image: 'assets/x-0123abcd.svg', document: 'caf%C3%A9.html' });
  });

  it('reports every file that is not precached, at once, with the nearest one that is', () => {
    expect(() =>
      compile(
        {
          precache,
          shell: { document: '/index.htm', paths: ['/'] },
          offline: { document: '/sorry.html', image: '/ofline.svg' },
        },
        files,
      ),
    ).toThrow(
      expect.objectContaining({
        code: 'manifest/invalid',
        message: [
          'The manifest has 3 problems:',
          'shell.document: "/index.htm" is not among the precached files; did you mean "/index.html"? Else add "index.htm" to precache.include',
          'offline.document: "/sorry.html" is not in the build\'s output; make such a file there, with Vite by one in its public folder',
          'offline.image: "/ofline.svg" is not among the precached files; did you mean "/offline.svg"? Else add "ofline.svg" to precache.include',
        ].join('\n'),
      }),
    );
  });
});

describe('optional files', () => {
  it('cannot be the shell document or an offline file, whatever their kind', () => {
    expect(() =>
      compile(
        {
          precache,
          shell: { document: '/more.html', paths: ['/'] },
          offline: { document: '/m%6Fre.html', script: '/assets/editor-0123abcd.js' },
        },
        files,
      ),
    ).toThrow(
      [
        'The manifest has 3 problems:',
        ...[
          'shell.document: "/more.html"',
          'offline.document: "/m%6Fre.html"',
          'offline.script: "/assets/editor-0123abcd.js"',
        ].map(
          (start) =>
            `${start} is an optional file, which an install does not wait for; match it by precache.include and not by precache.optional`,
        ),
      ].join('\n'),
    );
  });

  it('are not proposed for a file that is not there', () => {
    const message = 'add "mor.html" to precache.include';
    expect(() =>
      compile({ precache, shell: { document: '/mor.html', paths: ['/'] } }, files),
    ).toThrow(`shell.document: "/mor.html" is not among the precached files; ${message}`);
  });

  it('leave the other files what they are', () => {
    const plan = compile({ precache, shell: { document: '/index.html', paths: ['/'] } }, files);
    expect(plan.shell?.document).toBe('index.html');
    expect(plan.precache).toMatchObject({ hasOptional: true, shell: files.shell });
  });
});

describe('resolvePrecacheOptions', () => {
  it('fills in the defaults', () => {
    expect(resolvePrecacheOptions(precache)).toEqual({ ...precacheDefaults, ...precache });
    expect(precacheDefaults).toEqual({
      exclude: [],
      optional: [],
      maxFileBytes: 2_097_152,
      verify: 'sha256',
      ignoreSearch: ['utm_*', 'fbclid', 'gclid'],
    });
  });

  it('counts in bytes and cannot be written to', () => {
    const options = resolvePrecacheOptions({ ...precache, maxFileBytes: '1KB' });
    expect(options.maxFileBytes).toBe(1024);
    expect(Object.isFrozen(options)).toBe(true);
  });
});
