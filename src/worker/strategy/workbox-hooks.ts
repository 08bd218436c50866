import type { AccessHooks } from './access.js';

/**
 * Runs the hooks of Workbox plugins as Workbox does; what goes before and after a strategy, it runs itself. Only workers of
 * the app's own carry this.
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

    async match(input) {
      const request = await handler.getCacheKey(input, 'read');
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

    async toStorable(request, response) {
      // Before the hooks below; `put` gets the same one.
      await handler.getCacheKey(request, 'write');
      let storable = await access.toStorable(request, response);
      if (!storable) return undefined;
      for (const callback of handler.iterateCallbacks('cacheWillUpdate')) {
        const passed = await callback({ request, response: storable, event });
        if (!passed) return undefined;
        storable = passed;
      }
      return storable;
    },

    async put(input, response) {
      const request = await handler.getCacheKey(input, 'write');
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
