import type { WorkboxPlugin } from 'workbox-core/types.js';

/**
 * Lets only those responses into a route's cache whose status the route names, and that may be stored and found again.
 * Source: RFC 9111 §5.2.2.5 (no-store), §4.1 (`Vary: *` never matches); Fetch, opaque-redirect filtered response.
 */
export function cacheable(statuses: readonly number[]): WorkboxPlugin {
  return {
    // eslint-disable-next-line typescript/require-await -- Workbox awaits its hooks
    cacheWillUpdate: async ({ response }) =>
      statuses.includes(response.status) &&
      response.type !== 'opaqueredirect' &&
      isStorable(response.headers)
        ? response
        : null,
  };
}

function isStorable(headers: Headers): boolean {
  return (
    !/(^|[\s,])no-store([\s,]|$)/i.test(headers.get('cache-control') ?? '') &&
    !(headers.get('vary') ?? '').includes('*')
  );
}
