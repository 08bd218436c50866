import type { Manifest } from '../../../src/manifest/types.js';
import type { Files } from '../site.js';

/** What the scenarios' app is built from: every strategy, limits, an outbox, and a precache with a pack and optional files. */
export const labManifest: Manifest = {
  precache: { include: ['**/*.{html,js,css,txt}'], optional: ['late.txt'] },
  shell: { document: '/index.html', paths: ['/', '/page'] },
  offline: { document: '/offline.html', iframe: '/offline.html' },
  routes: [
    ...(['cache-first', 'network-first', 'stale-while-revalidate', 'cache-only'] as const).map(
      (strategy) => ({
        name: strategy,
        match: `./data/${strategy}/*`,
        strategy,
        ...(strategy === 'network-first' && { timeout: '3s' }),
        ...(strategy !== 'cache-only' && { expire: { maxEntries: 20, maxAge: '60d' } }),
      }),
    ),
    {
      name: 'few',
      match: './data/few/*',
      strategy: 'cache-first',
      expire: { maxEntries: 3 },
    },
    { name: 'network-only', match: './data/network-only/*', strategy: 'network-only' },
    {
      name: 'writes',
      match: { path: './api/*', methods: ['POST'] },
      strategy: 'network-only',
      timeout: '3s',
      outbox: {},
    },
  ],
  storage: { maxBytes: '1MB', keepFree: '1MB' },
};

const hashes = { one: '1a2b3c4d', two: '2b3c4d5e' } as const;

/** One version of the app. */
export type EditionName = keyof typeof hashes;

/** The file that one edition has, and the other has not. */
export function chunkOf(edition: EditionName): string {
  return `assets/chunk-${hashes[edition]}.js`;
}

/** The files of one edition. */
export function filesOf(edition: EditionName): Files {
  return {
    'index.html': page(edition, '<script type="module" src="./app.js"></script>'),
    'offline.html': page('offline'),
    'app.js': `import ran from './${chunkOf(edition)}';\ndocument.documentElement.dataset.ran = ran;\n`,
    [chunkOf(edition)]: `export default '${edition}';\n`,
    'style.css': `h1 { color: black; }\n`,
    'notes.txt': `notes of both editions\n`,
    'more.txt': `more of ${edition}\n`,
    'late.txt': `late in ${edition}\n`,
  };
}

function page(title: string, head = ''): string {
  const post = 'window.post = (worker, message, port) => worker.postMessage(message, [port]);';
  return `<!doctype html><html lang="en"><head><title>${title}</title><script>${post}</script>${head}</head><body><h1>${title}</h1></body></html>\n`;
}
