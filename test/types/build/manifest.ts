// What the types of a manifest take, and what they refuse. Compiled against the packed package: `test/package/types.test.ts`.
import {
  defineManifest,
  isHoldfastError,
  ManifestError,
  parseManifest,
  type Manifest,
  type RouteOptions,
} from 'holdfast';

const api: RouteOptions = { name: 'api', match: '/api/*', strategy: 'network-first' };

export const small: Manifest = defineManifest({ precache: { include: ['**/*.html'] } });

export const lists: Manifest = defineManifest({
  routes: [
    api,
    { ...api, name: 'seconds', match: { path: './seconds', methods: ['GET'] }, timeout: 3 },
  ],
  // A list that is made elsewhere is one that nobody may change.
  precache: { include: ['**/*.js'] as const },
});

export function listProblems(value: unknown): readonly string[] {
  try {
    return [parseManifest(value).update?.activate ?? 'immediately'];
  } catch (error) {
    if (error instanceof ManifestError) return error.problems.map(({ message }) => message);
    if (isHoldfastError(error) && error.code === 'manifest/unreadable') return [error.message];
    throw error;
  }
}

defineManifest({
  routes: [
    {
      ...api,
      // @ts-expect-error -- no such strategy
      strategy: 'fastest',
    },
  ],
});
defineManifest({
  // @ts-expect-error -- misspelt
  precahce: { include: ['**/*.js'] },
});
defineManifest({
  routes: [
    {
      ...api,
      // @ts-expect-error -- Workbox's name for `timeout`
      networkTimeoutSeconds: 3,
    },
  ],
});
defineManifest({
  routes: [
    {
      ...api,
      // @ts-expect-error -- Workbox's name for `maxAge`
      expire: { maxAgeSeconds: 60 },
    },
  ],
});
defineManifest({
  // @ts-expect-error -- a precache without `include`
  precache: { exclude: ['**/*.map'] },
});
defineManifest({
  // @ts-expect-error -- globs are a list
  precache: { include: '**/*.js' },
});
defineManifest({
  // @ts-expect-error -- patterns are strings
  routes: [{ ...api, match: /^\/api\// }],
});
defineManifest({
  // @ts-expect-error -- a route without a strategy
  routes: [{ name: 'api', match: '/api/*' }],
});
defineManifest({
  // @ts-expect-error -- a method that no route can name
  routes: [{ ...api, match: { path: '/api/*', methods: ['PURGE'] } }],
});
defineManifest({
  // @ts-expect-error -- no such destination
  routes: [{ ...api, match: { path: '/*', destination: 'picture' } }],
});
defineManifest({
  // @ts-expect-error -- no such policy
  update: { activate: 'prompt' },
});
defineManifest({
  // @ts-expect-error -- an offline file for what is no destination
  offline: { page: '/offline.html' },
});
defineManifest({
  // @ts-expect-error -- `undefined` is no order
  routes: [{ ...api, outbox: { order: undefined } }],
});
defineManifest({
  // @ts-expect-error -- an outbox is switched on by an object
  routes: [{ ...api, outbox: true }],
});
