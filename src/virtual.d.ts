// No import or export at the top: it would make a module of this file, and its declarations local to it.

/** An already configured connection to the worker, for pages of an app built by `holdfast/vite`. */
declare module 'virtual:holdfast' {
  import type { Connection } from 'holdfast/page';
  /** Connects this page to the app's worker; every call returns the same connection. */
  export function connect(): Connection;
}
