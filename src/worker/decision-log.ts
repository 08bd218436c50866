import type { PlannedRoute } from '../manifest/plan.js';
import { createExplainer, type Explanation, type Mismatch } from '../routing/explain.js';
import type { FeatureFactory } from './feature.js';

/**
 * Tells the console of each request who answered it and why: in one line, with the routes that were passed folded under it.
 * Requests that are left to the browser, most of them in development, are told at the level "debug", which consoles hide
 * unless asked. For development alone: no build puts it into its worker.
 */
export const decisionLog: FeatureFactory = ({ plan, runtime }) => {
  const explain = createExplainer({ plan, scope: runtime.scope });
  /** What each request found out from cache and network, in order. */
  const findings = new WeakMap<ExtendableEvent, string[]>();

  return {
    name: 'decision-log',
    respond({ event, request, url }) {
      const { destination, method, mode } = request;
      const isNavigation = mode === 'navigate';
      const explanation = explain({ url, method, destination, isNavigation });
      const subject = `Holdfast: ${method} ${url.origin === runtime.scope.origin ? url.pathname + url.search : url.href}`;
      if (explanation.answer.by !== 'route') {
        console.debug(`${subject} → the browser: no route matches`);
        return undefined;
      }
      const { name, strategy } = explanation.answer.route;
      const found: string[] = [];
      findings.set(event, found);
      const tell = (outcome: readonly string[]): void => {
        const course = [...found, ...outcome].join(', ');
        console.groupCollapsed(`${subject} → ${name} (${strategy})${course && `: ${course}`}`);
        for (const reason of giveReasons(explanation, destination)) console.log(reason);
        console.groupEnd();
      };
      // Not in every engine; without it the line comes at once.
      const handled = event.handled as Promise<unknown> | undefined;
      void Promise.resolve(handled).then(
        () => tell([]),
        () => tell(['no answer']),
      );
      return undefined;
    },
    access({ event }, _cacheName, access) {
      const found = findings.get(event) ?? [];
      return {
        ...access,
        async match(request) {
          const response = await access.match(request);
          found.push(response ? 'in the cache' : 'not in the cache');
          return response;
        },
        async fetch(request) {
          try {
            const response = await access.fetch(request);
            found.push(`${response.status} from the network`);
            return response;
          } catch (error) {
            found.push('the network failed');
            throw error;
          }
        },
      };
    },
  };
};

function giveReasons({ answer, passed }: Explanation, destination: string): string[] {
  const wanted = destination || 'fetch()';
  return [
    ...passed.map(({ route, mismatch }) => `not ${route.name}: ${sayMismatch(route, mismatch)}`),
    ...(answer.by === 'route' ? [`${answer.route.name} takes it, as ${wanted}`] : []),
  ];
}

function sayMismatch({ destinations = [], methods }: PlannedRoute, mismatch: Mismatch): string {
  if (mismatch === 'url') return 'its pattern has another URL';
  return `only for ${(mismatch === 'method' ? methods : destinations).join(', ')}`;
}
