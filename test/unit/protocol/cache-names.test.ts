import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeList } from '../../../src/build/list.js';
import { createCacheNames, listPath } from '../../../src/protocol/cache-names.js';

const scopes = fc
  .array(fc.constantFrom('a', 'admin', 'route:b', 'shell:1', 'assets', ':', 'x:y'), {
    maxLength: 3,
  })
  .map((parts) => new URL(`https://app.test/${parts.map((part) => `${part}/`).join('')}`));

it('gives every scope names of its own', () => {
  fc.assert(
    fc.property(scopes, scopes, fc.stringMatching(/^[a-z-]{1,8}$/), (one, other, name) => {
      const names = createCacheNames(one);
      const others = createCacheNames(other);
      for (const cacheName of [others.assets, others.shell(name), others.route(name)]) {
        expect(names.isOwn(cacheName)).toBe(one.href === other.href);
      }
    }),
  );
});

it('reads the version back from a shell cache of its own, and from no other cache', () => {
  const names = createCacheNames(new URL('https://app.test/'));
  const nested = createCacheNames(new URL('https://app.test/shell:1/'));
  expect(names.readShellVersion(names.shell('abc'))).toBe('abc');
  expect(names.readShellVersion(nested.shell('abc'))).toBeUndefined();
  expect(names.readShellVersion(names.assets)).toBeUndefined();
  expect(names.readShellVersion('workbox-precache-v2-https://app.test/')).toBeUndefined();
});

it('finds a list where the build writes it', () => {
  const { path, version } = encodeList([]);
  expect(listPath(version)).toBe(path);
});
