import type { Strategy } from 'workbox-strategies/Strategy.js';
import type { PlannedRoute } from '../manifest/plan.js';
import type { AdmittedRequest } from './admit.js';
import type { Feature, WorkerContext } from './feature.js';

/** Answers one request; never rejects. */
export type Handle = (
  admitted: AdmittedRequest,
  route: PlannedRoute | undefined,
  pending: Promise<Response | undefined> | undefined,
) => Promise<Response>;

/** Joins features and strategies into one answer: feature, else route, else network, else fallback, else a network error. */
export function createHandle(
  { report, runtime }: WorkerContext,
  features: readonly Feature[],
  strategies: ReadonlyMap<string, Strategy>,
): Handle {
  async function runRoute(admitted: AdmittedRequest, route: PlannedRoute): Promise<Response> {
    const { event, request } = admitted;
    const [answered, done] = strategies.get(route.name)!.handleAll({ event, request });
    event.waitUntil(
      done.catch((error: unknown) => report.note('route/unfinished', request.url, error)),
    );
    return answered;
  }

  async function findFallback(admitted: AdmittedRequest): Promise<Response | undefined> {
    for (const feature of features) {
      const response = await feature.fallback?.(admitted);
      if (response) return response;
    }
    return undefined;
  }

  return async (admitted, route, pending) => {
    const { request } = admitted;
    try {
      const response = await pending;
      if (response) return response;
      return await (route ? runRoute(admitted, route) : runtime.fetch(request));
    } catch (error) {
      report.note('route/failed', request.url, error);
      return (await findFallback(admitted)) ?? Response.error();
    }
  };
}
