import type { PrecacheFile } from '../manifest/plan.js';
import type { Feature, FeatureFactory, WorkerContext } from './feature.js';
import { readList, readLists } from './precache/list.js';
import { createRouter } from './route.js';
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
  createFeature(context, async () => {
    const list = await readList(context, context.plan.version);
    return describeFiles(context, list?.files);
  });

/** As `staticFiles`, and which requests are for the network alone. */
export const staticRoutes: FeatureFactory = (context) =>
  createFeature(context, async () => {
    const { app, names, plan, runtime } = context;
    const { scope } = runtime;
    const lists = await readLists(context);
    const own = lists.find(({ cacheName }) => cacheName === names.shell(plan.version));
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
    return [...describeFiles(context, own?.files), ...routes];
  });

function describeFiles(
  { names, plan, runtime }: WorkerContext,
  files: readonly PrecacheFile[] = [],
): readonly RouterRule[] {
  return toFileRules(names, plan.version, runtime.scope, files);
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
