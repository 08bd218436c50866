import type { Manifest } from './types.js';

/**
 * Gives a manifest its type, for the editor to complete and check. Returns it as it is: the build validates it.
 * @example
 * export default defineManifest({
 *   precache: { include: ['**\/*.{html,js,css}'] },
 *   routes: [{ name: 'api', match: '/api/*', strategy: 'network-first', timeout: '3s' }],
 * });
 */
export function defineManifest(manifest: Manifest): Manifest {
  return manifest;
}
