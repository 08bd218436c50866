// No import or export at the top: it would make a module of this file, and its declarations local to it.

/** An already configured connection to the worker, for pages of an app built by `holdfast/vite`. */
declare module 'virtual:holdfast' {
  import type { Connection } from 'holdfast/page';
  /** Connects this page to the app's worker; every call returns the same connection. */
  export function connect(): Connection;
}

/** The compiled manifest, for a worker file of the app's own (`worker` in the manifest). */
declare module 'virtual:holdfast/plan' {
  import type { FeatureFactory, Plan } from 'holdfast/worker';
  export const plan: Plan;
  /** Exactly the features that the plan needs. */
  export const features: readonly FeatureFactory[];
}
