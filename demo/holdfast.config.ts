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
    },
    // Changes once a day: yesterday's phrase at once is better than today's after a wait.
    { name: 'phrases', match: '/api/phrase/*', strategy: 'stale-while-revalidate' },
    { name: 'visits', match: '/api/visits', strategy: 'network-first', timeout: '3s' },
    {
      name: 'writes',
      match: { path: '/api/*', methods: ['POST', 'DELETE'] },
      strategy: 'network-only',
    },
    { name: 'live', match: '/live/*', strategy: 'network-only' },
  ],
  offline: { document: '/offline.html', image: '/offline.svg' },
  update: { activate: 'on-accept' },
});

export default manifest;
