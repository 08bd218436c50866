/** The modern build by its own path: the package's `main` is a UMD file, which servers that render pages cannot import. */
declare module 'workbox-window/build/workbox-window.prod.mjs' {
  export { Workbox } from 'workbox-window';
}
