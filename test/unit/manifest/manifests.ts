import type { Manifest } from '../../../src/manifest/index.js';

/** A manifest with every option there is. */
export const complete: Manifest = {
  $schema: './node_modules/holdfast/dist/manifest.schema.json',
  precache: {
    include: ['**/*.{html,js,css,woff2,svg}'],
    exclude: ['**/*.map'],
    optional: ['assets/editor-*.js'],
    maxFileBytes: '3MB',
    verify: 'off',
    ignoreSearch: ['utm_*', 'ref'],
  },
  shell: {
    document: '/index.html',
    paths: ['/', '/countries/*', '/journal'],
    except: ['/countries/:code/raw'],
  },
  routes: [
    {
      name: 'photos',
      match: { path: '/photos/*', destination: 'image' },
      strategy: 'cache-first',
      cacheable: { statuses: [200, 404] },
      expire: { maxEntries: 500, maxBytes: '50MB', maxAge: '30d' },
    },
    {
      name: 'avatars',
      match: { url: 'https://*.example.com/*', destination: ['image', 'font'] },
      strategy: 'stale-while-revalidate',
      cacheable: { statuses: [0, 200] },
      expire: { maxEntries: 10 },
    },
    { name: 'api', match: './api/*', strategy: 'network-first', timeout: '3s' },
    {
      name: 'writes',
      match: { path: '/api/*', methods: ['POST', 'PUT', 'PATCH', 'DELETE'] },
      strategy: 'network-only',
      timeout: 30,
      outbox: {
        retainFor: '30d',
        maxEntries: 200,
        maxBytes: '100MB',
        order: 'none',
        retryStatuses: [429, 503],
        deadAfterAttempts: 20,
      },
    },
    { name: 'fonts', match: 'https://fonts.example.org/*', strategy: 'cache-only' },
  ],
  storage: { maxBytes: '200MB', keepFree: 104_857_600, opaqueBytes: '8MB' },
  offline: { document: '/offline.html', image: '/offline.svg' },
  update: { activate: 'on-accept' },
  staticRoutes: true,
  worker: 'src/worker.ts',
};
