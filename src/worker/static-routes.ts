import type { FeatureFactory } from './feature.js';
import { readList } from './precache/list.js';
import { createRouter } from './route.js';
import { toRouterRules, type RouterRule } from './static-rules.js';

/** The event of `install`, where the browser has static routing; TypeScript's library does not know it. */
interface InstallEvent extends ExtendableEvent {
  addRoutes?(rules: readonly RouterRule[]): Promise<void>;
}

/**
 * Tells browsers that can what they may answer without starting the worker. Everything works the same without.
 * Source: Service Workers, `InstallEvent`, addRoutes().
 */
export const staticRoutes: FeatureFactory = (context) => ({
  name: 'static-routes',
  async install(event: InstallEvent) {
    const { hasPlugins, names, plan, report, runtime } = context;
    if (!event.addRoutes) return;
    try {
      const { scope } = runtime;
      const own = await readList(context, plan.version);
      const paths: string[] = [];
      for (const cacheName of await runtime.caches.keys()) {
        const version = names.readShellVersion(cacheName);
        const list = version === undefined ? undefined : await readList(context, version);
        for (const { path } of list?.files ?? []) paths.push(path);
      }
      const rules = toRouterRules(plan, names, scope, own?.files ?? [], (route) => {
        const { destinations: _, ...anyDestination } = route;
        const router = createRouter([anyDestination], scope.origin);
        const request = { method: 'GET', destination: '' };
        // A plugin of the app's own wants to see its route's requests.
        return (
          hasPlugins || paths.some((path) => router({ path, url: new URL(path, scope), request }))
        );
      });
      await event.addRoutes(rules);
    } catch (error) {
      report.note('static-routes/refused', plan.version, error);
    }
  },
});
