import type { Strategy } from 'workbox-strategies/Strategy.js';
import type { StrategyHandler } from 'workbox-strategies/StrategyHandler.js';
import type { WorkerContext } from '../feature.js';
import { answerRange } from '../range.js';
import { unwrap } from '../unwrap.js';

/** How one strategy uses what it is lent. */
export interface LendOptions {
  /** A 5xx counts as a failed fetch where a stored response can stand in for it. Default: `false`. */
  readonly replacesServerErrors?: boolean;
}

/** The one step of a Workbox strategy that its subclasses define; its types call it protected. */
interface Handles {
  _handle(request: Request, handler: StrategyHandler): Promise<Response | undefined>;
}

/**
 * Lends a Workbox strategy our network and our cache access: fetches in flight are shared, a late response still reaches
 * the cache, faults of Cache Storage become misses, ranges are answered from whole responses. Plugins run as in Workbox.
 */
export function lend<TStrategy extends Strategy>(
  strategy: TStrategy,
  context: WorkerContext,
  options: LendOptions = {},
): TStrategy {
  const handles = strategy as unknown as Handles;
  const handle = handles._handle.bind(strategy);
  handles._handle = (request, handler) =>
    handle(request, equip(handler, strategy, context, options));
  return strategy;
}

function equip(
  handler: StrategyHandler,
  { cacheName, matchOptions }: Strategy,
  { network, runtime, report }: WorkerContext,
  { replacesServerErrors = false }: LendOptions,
): StrategyHandler {
  const event = handler.event as FetchEvent;
  let isShared = false;

  async function fetchWithPlugins(input: RequestInfo): Promise<Response> {
    let request = input instanceof Request ? input : new Request(input);
    if (request.mode === 'navigate') {
      const preloaded = (await event.preloadResponse) as Response | undefined;
      if (preloaded) return preloaded;
    }
    // A clone makes the browser buffer an upload, so it is made for those alone who look at it.
    const originalRequest = handler.hasCallback('fetchDidFail') ? request.clone() : request;
    for (const callback of handler.iterateCallbacks('requestWillFetch')) {
      request = await callback({ request: request.clone(), event });
    }
    const isWatched = handler.hasCallback('fetchDidFail') || handler.hasCallback('fetchDidSucceed');
    const sent = isWatched ? request.clone() : request;
    try {
      const answer = await network.fetch(request);
      isShared = answer.isShared;
      let { response } = answer;
      for (const callback of handler.iterateCallbacks('fetchDidSucceed')) {
        response = await callback({ event, request: sent, response });
      }
      return response;
    } catch (error) {
      await handler.runCallbacks('fetchDidFail', {
        error: error as Error,
        event,
        originalRequest,
        request: sent,
      });
      throw error;
    }
  }

  handler.fetch = async (input) => {
    const response = await fetchWithPlugins(input);
    if (replacesServerErrors && response.status >= 500 && (await handler.cacheMatch(input))) {
      report.note('network/server-error', response.url, `answered ${response.status}`);
      void response.body?.cancel();
      throw new Error(`${response.url} answered ${response.status}`);
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
      const request = await handler.getCacheKey(
        key instanceof Request ? key : new Request(key),
        'read',
      );
      let response: Response | undefined = await runtime.caches.match(request, {
        ...matchOptions,
        cacheName,
      });
      for (const callback of handler.iterateCallbacks('cachedResponseWillBeUsed')) {
        response =
          (await callback({
            cacheName,
            request,
            event,
            ...(matchOptions && { matchOptions }),
            ...(response && { cachedResponse: response }),
          })) || undefined;
      }
      report.recovered('cache/read-failed');
      return response ? await answerRange(handler.request, unwrap(response)) : undefined;
    } catch (error) {
      report.fault('cache/read-failed', cacheName, error);
      return undefined;
    }
  };

  handler.cachePut = async (key, response) => {
    const request = await handler.getCacheKey(
      key instanceof Request ? key : new Request(key),
      'write',
    );
    let storable = response;
    for (const callback of handler.iterateCallbacks('cacheWillUpdate')) {
      const passed = await callback({ request: handler.request, response: storable, event });
      if (!passed) return false;
      storable = passed;
    }
    try {
      const cache = await runtime.caches.open(cacheName);
      const isWatched = handler.hasCallback('cacheDidUpdate');
      const oldResponse = isWatched ? await cache.match(request, matchOptions) : null;
      const newResponse = isWatched ? storable.clone() : storable;
      await cache.put(request, storable);
      for (const callback of handler.iterateCallbacks('cacheDidUpdate')) {
        await callback({
          cacheName,
          oldResponse: oldResponse ?? null,
          newResponse: newResponse.clone(),
          request,
          event,
        });
      }
      report.recovered('cache/write-failed');
      return true;
    } catch (error) {
      report.fault('cache/write-failed', request.url, error);
      return false;
    }
  };

  return handler;
}
