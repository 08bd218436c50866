export { build, buildDevWorker } from './engine.js';
export type { BundledWorker } from './bundle.js';
export { registerScriptPath, registerScriptUrl } from './html.js';
export { findManifest, loadManifest } from './load-manifest.js';
export type { LoadedManifest } from './load-manifest.js';
export { registerScript } from './register.js';
export { describeLimits, describeRoute, formatSummary } from './summary.js';
export { formatSizeLimit, formatTable } from './text.js';
