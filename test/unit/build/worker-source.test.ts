import { describe, expect, it } from 'vitest';
import { planModule } from '../../../src/build/worker-source.js';
import { compile } from '../../../src/manifest/compile.js';
import type { Manifest, RouteOptions } from '../../../src/manifest/types.js';
import { complete } from '../manifest/manifests.js';

const files = {
  version: '0123456789abcdef',
  list: { path: 'holdfast/0123456789abcdef.json', sha256: '0'.repeat(64) },
  shell: ['index.html', 'offline.html', 'offline.svg'],
  isPacked: true,
  optional: ['more.html'],
  leftOut: [],
};

describe('planModule', () => {
  it('lists the features in the order they are asked in', () => {
    expect(featuresOf(planModule(compile(complete, files)))).toEqual([
      'precache(downloadPack, appShell, offlineFile)',
      'optionalFiles',
      'staticFiles',
      'expiration(readShortage)',
      'outbox',
      'cacheFirst',
      'networkFirst',
      'staleWhileRevalidate',
      'cacheOnly',
      'networkOnly',
    ]);
  });

  it.each<readonly [string, Manifest['storage'], object, readonly string[]]>([
    ['no limits', undefined, {}, ['cacheFirst']],
    ['limits of a route', undefined, { maxAge: '1d' }, ['expiration(undefined)', 'cacheFirst']],
    ['limits of all', { maxBytes: '1MB' }, {}, ['expiration(undefined)', 'cacheFirst']],
  ])(
    'imports the expiration only where the plan has limits: %s',
    (_what, storage, expire, names) => {
      const plan = compile({
        staticRoutes: false,
        ...(storage && { storage }),
        routes: [
          {
            name: 'photos',
            match: '/photos/*',
            strategy: 'cache-first',
            ...(Object.keys(expire).length > 0 && { expire }),
          },
        ],
      });
      expect(featuresOf(planModule(plan))).toEqual(names);
    },
  );

  it('imports the outbox only where a route has one', () => {
    const match = { path: '/api/*', methods: ['POST'] } as const;
    const writes: RouteOptions = { name: 'writes', match, strategy: 'network-only' };
    const code = planModule(compile({ staticRoutes: false, routes: [writes] }));
    expect(featuresOf(code)).toEqual(['networkOnly']);
    expect(code).not.toContain('outbox');
    const kept = compile({ staticRoutes: false, routes: [{ ...writes, outbox: {} }] });
    expect(featuresOf(planModule(kept))).toEqual(['outbox', 'networkOnly']);
  });

  it('gives the precache only the parts that the plan has a use for', () => {
    const plan = compile(
      { staticRoutes: false, precache: { include: ['**'] } },
      { ...files, isPacked: false, optional: [] },
    );
    expect(featuresOf(planModule(plan))).toEqual(['precache(undefined, undefined, undefined)']);
  });

  it('imports nothing for a plan that does nothing', () => {
    const plan = compile({ staticRoutes: false });
    expect(planModule(plan)).toBe(
      `export const plan = ${JSON.stringify(plan)};\nexport const features = [];\n`,
    );
  });
});

/** The features that the module lists; what it imports is what they are made of. */
function featuresOf(code: string): readonly string[] {
  const [, imported = ''] = /^import \{ (.*) \} from 'holdfast\/worker';$/m.exec(code) ?? [];
  const [, listed = ''] = /^export const features = \[(.*)\];$/m.exec(code) ?? [];
  const names = listed.match(/\w+/g) ?? [];
  expect(imported.split(', ')).toEqual(names.filter((name) => name !== 'undefined'));
  return listed.match(/\w+(\(.*?\))?/g) ?? [];
}
