import { defineManifest, type Manifest } from 'holdfast';

const manifest: Manifest = defineManifest({
  precache: {
    include: ['**/*.{html,js,css,svg,png,webmanifest}'],
    // 250 files, 2.5 MB: a flag is stored once it has been seen.
    exclude: ['flags/**'],
  },
  shell: { document: '/index.html', paths: ['/', '/countries/*', '/journal', '/status'] },
  routes: [
    {
      name: 'flags',
      match: { path: '/flags/*', destination: 'image' },
      strategy: 'cache-first',
      // Fewer than there are: scroll through all countries, and the status page shows the first flags go.
      expire: { maxEntries: 100, maxBytes: '1MB', maxAge: '30d' },
    },
    // Changes once a day: yesterday's phrase at once is better than today's after a wait, last week's is not.
    {
      name: 'phrases',
      match: '/api/phrase/*',
      strategy: 'stale-while-revalidate',
      expire: { maxEntries: 20, maxAge: '7d' },
    },
    // One list, and no age: however old, it is all there is without a network.
    {
      name: 'visits',
      match: '/api/visits',
      strategy: 'network-first',
      timeout: '3s',
      expire: { maxEntries: 1 },
    },
    // Their content never changes under their address.
    {
      name: 'photos',
      match: { path: '/photos/*', destination: 'image' },
      strategy: 'cache-first',
      // A dozen photos of a phone fill it; the status page shows which limit it was.
      expire: { maxEntries: 12, maxBytes: '4MB', maxAge: '30d' },
    },
    {
      name: 'writes',
      match: { path: '/api/*', methods: ['POST', 'PATCH', 'DELETE'] },
      strategy: 'network-only',
      // Long enough for a photo on a slow line; whatever takes longer goes on from the outbox.
      timeout: '1m',
      outbox: { retainFor: '7d', maxEntries: 100, maxBytes: '25MB' },
    },
    { name: 'live', match: '/live/*', strategy: 'network-only' },
  ],
  storage: { maxBytes: '6MB' },
  offline: { document: '/offline.html', image: '/offline.svg' },
  update: { activate: 'on-accept' },
});

export default manifest;
