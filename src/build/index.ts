export { build, buildDevWorker } from './engine.js';
export type { BundledWorker } from './bundle.js';
export { registerScriptPath, registerScriptUrl } from './html.js';
export { findManifest, loadManifest } from './load-manifest.js';
export type { LoadedManifest } from './load-manifest.js';
export { registerScript } from './register.js';
export { describeRoute, formatSummary } from './summary.js';
export { formatTable } from './text.js';
