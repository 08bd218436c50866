import type { Feature, FeatureFactory, WorkerContext } from './feature.js';
import { readList, readLists } from './precache/list.js';
import { createRouter } from '../routing/route.js';
import { toFileRules, toRouteRules, type RouterRule } from './static-rules.js';

/** The event of `install`, where the browser has static routing; TypeScript's library does not know it. */
interface InstallEvent extends ExtendableEvent {
  addRoutes?(rules: readonly RouterRule[]): Promise<void>;
}

// Chromium 156 crashes at 256 and more.
const maxRules = 128;

/**
 * Tells browsers that can which precached files they may answer with, without starting the worker. Everything works the same
 * without. Source: Service Workers, `InstallEvent`, addRoutes().
 */
export const staticFiles: FeatureFactory = (context) =>
  createFeature(context, () => describeFiles(context));

/** As `staticFiles`, and which requests are for the network alone. */
export const staticRoutes: FeatureFactory = (context) =>
  createFeature(context, async () => {
    const { app, plan, runtime } = context;
    const { scope } = runtime;
    const lists = await readLists(context);
    const paths = lists.flatMap(({ files }) => files.map(({ path }) => path));
    const routes = toRouteRules(plan, scope, (route) => {
      const { destinations: _, ...anyDestination } = route;
      const router = createRouter([anyDestination], scope.origin);
      const request = { method: 'GET', destination: '' };
      // A plugin of the app's own wants to see its route's requests.
      return (
        app !== undefined ||
        paths.some((path) => router({ path, url: new URL(scope.href + path), request }))
      );
    });
    return [...(await describeFiles(context)), ...routes];
  });

async function describeFiles(context: WorkerContext): Promise<readonly RouterRule[]> {
  const { names, plan, runtime } = context;
  const list = await readList(context, plan.version);
  return list?.static ? toFileRules(names, plan.version, runtime.scope, list.static) : [];
}

function createFeature(
  { plan, report }: WorkerContext,
  makeRules: () => Promise<readonly RouterRule[]>,
): Feature {
  return {
    name: 'static-routes',
    async install(event: InstallEvent) {
      if (!event.addRoutes) return;
      try {
        const rules = await makeRules();
        // A rule without conditions is refused.
        await event.addRoutes(
          rules.filter(({ condition }) => condition.or.length > 0).slice(0, maxRules),
        );
      } catch (error) {
        report.note('static-routes/refused', plan.version, error);
      }
    },
  };
}
