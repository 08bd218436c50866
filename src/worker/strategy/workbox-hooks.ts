import type { StrategyHandler } from 'workbox-strategies/StrategyHandler.js';

/**
 * Runs the hooks of Workbox plugins that Holdfast's own plugins have no use for. Only workers that are given plugins of
 * their own carry this.
 */
export interface WorkboxHooks {
  /** `requestWillFetch`, `fetchDidSucceed`, `fetchDidFail` around one fetch. */
  fetch(
    handler: StrategyHandler,
    request: Request,
    send: (request: Request) => Promise<Response>,
  ): Promise<Response>;
  /** `cacheKeyWillBeUsed`. */
  toKey(handler: StrategyHandler, key: RequestInfo, mode: 'read' | 'write'): Promise<Request>;
  /** `cachedResponseWillBeUsed`. */
  read(
    handler: StrategyHandler,
    cacheName: string,
    request: Request,
    response: Response | undefined,
  ): Promise<Response | undefined>;
  /** `cacheDidUpdate` around one put. */
  put(
    handler: StrategyHandler,
    cacheName: string,
    cache: Cache,
    request: Request,
    response: Response,
  ): Promise<void>;
}

/** The hooks as Workbox runs them. */
export const workboxHooks: WorkboxHooks = {
  async fetch(handler, original, send) {
    const { event } = handler;
    let request = original;
    // A clone makes the browser buffer an upload, so it is made for those alone who look at it.
    const originalRequest = handler.hasCallback('fetchDidFail') ? request.clone() : request;
    for (const callback of handler.iterateCallbacks('requestWillFetch')) {
      request = await callback({ request: request.clone(), event });
    }
    const isWatched = handler.hasCallback('fetchDidFail') || handler.hasCallback('fetchDidSucceed');
    const sent = isWatched ? request.clone() : request;
    try {
      let response = await send(request);
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
  },

  toKey: (handler, key, mode) =>
    handler.getCacheKey(key instanceof Request ? key : new Request(key), mode),

  async read(handler, cacheName, request, stored) {
    const { event } = handler;
    let response = stored;
    for (const callback of handler.iterateCallbacks('cachedResponseWillBeUsed')) {
      response =
        (await callback({
          cacheName,
          request,
          event,
          ...(response && { cachedResponse: response }),
        })) || undefined;
    }
    return response;
  },

  async put(handler, cacheName, cache, request, response) {
    const { event } = handler;
    const isWatched = handler.hasCallback('cacheDidUpdate');
    const oldResponse = (isWatched && (await cache.match(request))) || null;
    const newResponse = isWatched ? response.clone() : response;
    await cache.put(request, response);
    for (const callback of handler.iterateCallbacks('cacheDidUpdate')) {
      await callback({
        cacheName,
        oldResponse,
        newResponse: newResponse.clone(),
        request,
        event,
      });
    }
  },
};
