import type { BuildResult } from '../../src/build/engine.js';
import type { Manifest, RouteOptions } from '../../src/manifest/types.js';
import { bundlePageScript, html, type Site } from './site.js';

/** A route to `/<name>/*` that stores what it gets, within limits that no test reaches by chance. */
export function limitedRoute(name: string, options: Partial<RouteOptions> = {}): RouteOptions {
  return {
    name,
    match: `/${name}/*`,
    strategy: 'cache-first',
    expire: { maxEntries: 1000 },
    ...options,
  };
}

/** Deploys a page with the page client, and a worker with these routes. */
export async function deployRoutes(
  site: Site,
  routes: readonly RouteOptions[],
  more: Partial<Manifest> = {},
): Promise<BuildResult> {
  return site.deploy(
    { 'index.html': html('limits', '/app.js'), 'app.js': await bundlePageScript() },
    {
      register: false,
      manifest: { precache: { include: ['**/*.{html,js}'] }, routes, ...more },
    },
  );
}
