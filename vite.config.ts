import { defineConfig, type UserConfig } from 'vite';
import { holdfast } from 'holdfast/vite';
import { passportData } from './demo/data/vite-plugin.js';

const server = 'http://localhost:4173';

/** The demo app's build; the package itself is built by `tsc`. */
const config: UserConfig = defineConfig({
  root: 'demo',
  plugins: [passportData(), holdfast()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // `light-dark()` is used as it is.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    rolldownOptions: {
      output: {
        // Apart from the code, so that an update of one leaves the other in the cache.
        codeSplitting: { groups: [{ name: 'countries', test: /passport\/countries/ }] },
      },
    },
  },
  // The journal needs its server while `vite` serves the pages: `node --import jiti/register demo/server/main.ts`.
  server: { proxy: { '/api': server, '/live': server, '/photos': server } },
});

export default config;
