import type { Strategy } from 'workbox-strategies/Strategy.js';
import type { StrategyHandler } from 'workbox-strategies/StrategyHandler.js';
import type { PlannedRoute } from '../../manifest/plan.js';
import type { WorkerContext } from '../feature.js';
import { answerRange } from '../range.js';
import { unwrap } from '../unwrap.js';
import type { AccessHooks } from './access.js';
import { isStorable } from './storable.js';

/** The one step of a Workbox strategy that its subclasses define; its types call it protected. */
interface Handles {
  _handle(request: Request, handler: StrategyHandler): Promise<Response | undefined>;
}

/**
 * Lends a Workbox strategy our network and our cache access: fetches in flight are shared, a late response still reaches
 * the cache, faults of Cache Storage become misses, ranges are answered from whole responses.
 * @param replacesServerErrors a 5xx counts as a failed fetch where a stored response can stand in for it
 */
export function lend<TStrategy extends Strategy>(
  strategy: TStrategy,
  context: WorkerContext,
  route: PlannedRoute,
  around: AccessHooks,
  replacesServerErrors?: boolean,
): TStrategy {
  const { network, report, runtime } = context;
  const { cacheName } = strategy;
  const handles = strategy as unknown as Handles;
  const handle = handles._handle.bind(strategy);
  handles._handle = (request, handler) => {
    equip(handler);
    return handle(request, handler);
  };
  return strategy;

  function equip(handler: StrategyHandler): void {
    const event = handler.event as FetchEvent;
    let isShared = false;

    const access = around(handler, cacheName, {
      async fetch(request) {
        const answer = await network.fetch(request);
        isShared = answer.isShared;
        return answer.response;
      },
      match: (request) => runtime.caches.match(request, { cacheName }),
      toStorable: async (_request, response) =>
        isStorable(response, route.statuses) ? response : undefined,
      put: async (request, response) =>
        (await runtime.caches.open(cacheName)).put(request, response),
    });

    // Workbox's own strategies pass the request itself, though its types allow a URL.
    handler.fetch = async (input) => {
      const request = input as Request;
      const preloaded =
        request.mode === 'navigate' && ((await event.preloadResponse) as Response | undefined);
      const response = preloaded || (await access.fetch(request));
      if (replacesServerErrors && response.status >= 500 && (await handler.cacheMatch(request))) {
        const fault = new Error(`the server answered ${response.status}`);
        report.note('network/failed', response.url, fault);
        void response.body?.cancel();
        throw fault;
      }
      return response;
    };

    handler.fetchAndCachePut = (input) => {
      const fetched = handler.fetch(input).then((response) => {
        // The request that started a shared fetch stores its response.
        if (!isShared) void handler.waitUntil(handler.cachePut(input, response.clone()));
        return response;
      });
      // A strategy that stops waiting (a timeout, a cache hit) must not end the worker before the response is stored.
      void handler.waitUntil(fetched.catch(() => undefined));
      return fetched;
    };

    handler.cacheMatch = async (key) => {
      try {
        const response = await runtime.within(access.match(key as Request));
        report.recovered('cache/read-failed');
        // It would be a network error to them. Source: Fetch, "main fetch", opaque responses to other modes than "no-cors".
        if (response?.type === 'opaque' && handler.request.mode !== 'no-cors') return undefined;
        return response && (await answerRange(handler.request, unwrap(response)));
      } catch (error) {
        report.fault('cache/read-failed', cacheName, error);
        return undefined;
      }
    };

    handler.cachePut = async (key, response) => {
      const request = key as Request;
      const storable = await access.toStorable(handler.request, response);
      if (!storable) return false;
      try {
        await access.put(request, storable);
        report.recovered('cache/write-failed');
        return true;
      } catch (error) {
        report.fault('cache/write-failed', request.url, error);
        return false;
      }
    };
  }
}
