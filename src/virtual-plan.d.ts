// Apart from `virtual.d.ts`: what is in here needs the types of a worker, which pages do not have.

/** The compiled manifest, for a worker file of the app's own (`worker` in the manifest). */
declare module 'virtual:holdfast/plan' {
  import type { FeatureFactory, Plan } from 'holdfast/worker';
  /** The manifest with every default filled in and every unit resolved, and what the build knows of the files. */
  export const plan: Plan;
  /** Exactly the features that the plan needs. */
  export const features: readonly FeatureFactory[];
}
