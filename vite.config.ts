import { defineConfig } from 'vite';
import { holdfast } from 'holdfast/vite';

/** The demo app's build; the package itself is built by `tsc`. */
export default defineConfig({ root: 'demo', plugins: [holdfast()] });
