import type { AccessHooks } from './access.js';

/**
 * The hooks of Workbox plugins that Holdfast's own plugins have no use for, run as Workbox runs them. Only workers that
 * are given plugins of their own carry this.
 */
export const workboxHooks: AccessHooks = (handler, cacheName, access) => {
  const { event } = handler;
  return {
    async fetch(original) {
      let request = original;
      // A clone makes the browser buffer an upload, so it is made for those alone who look at it.
      const originalRequest = handler.hasCallback('fetchDidFail') ? request.clone() : request;
      for (const callback of handler.iterateCallbacks('requestWillFetch')) {
        request = await callback({ request: request.clone(), event });
      }
      const isWatched =
        handler.hasCallback('fetchDidFail') || handler.hasCallback('fetchDidSucceed');
      const sent = isWatched ? request.clone() : request;
      try {
        let response = await access.fetch(request);
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

    toKey: (request, mode) => handler.getCacheKey(request, mode),

    async match(request) {
      let response = await access.match(request);
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

    /** As without hooks, but each plugin gets its state. */
    async toStorable(request, response) {
      let storable = response;
      for (const callback of handler.iterateCallbacks('cacheWillUpdate')) {
        const passed = await callback({ request, response: storable, event });
        if (!passed) return undefined;
        storable = passed;
      }
      return storable;
    },

    async put(request, response) {
      const isWatched = handler.hasCallback('cacheDidUpdate');
      const oldResponse = (isWatched && (await access.match(request))) || null;
      const newResponse = isWatched ? response.clone() : response;
      await access.put(request, response);
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
};
