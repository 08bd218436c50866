import { CacheFirst } from 'workbox-strategies/CacheFirst.js';
import { CacheOnly } from 'workbox-strategies/CacheOnly.js';
import { NetworkFirst } from 'workbox-strategies/NetworkFirst.js';
import { NetworkOnly } from 'workbox-strategies/NetworkOnly.js';
import { StaleWhileRevalidate } from 'workbox-strategies/StaleWhileRevalidate.js';
import type { PlannedRoute } from '../../manifest/plan.js';
import type { FeatureFactory } from '../feature.js';
import { lend } from './lend.js';

/** Cache, else network. */
export const cacheFirst: FeatureFactory = (context) => ({
  name: 'cache-first',
  strategy: (route, options, around) =>
    route.strategy === 'cache-first'
      ? lend(new CacheFirst(options), context, route, around)
      : undefined,
});

/** Network, else cache; also after `timeout`, and in place of a 5xx. A late response still updates the cache. */
export const networkFirst: FeatureFactory = (context) => ({
  name: 'network-first',
  strategy: (route, options, around) =>
    route.strategy === 'network-first'
      ? lend(
          new NetworkFirst({ ...options, ...networkTimeout(route) }),
          context,
          route,
          around,
          true,
        )
      : undefined,
});

/** Cache at once, and the network for the next time. */
export const staleWhileRevalidate: FeatureFactory = (context) => ({
  name: 'stale-while-revalidate',
  strategy: (route, options, around) =>
    route.strategy === 'stale-while-revalidate'
      ? lend(new StaleWhileRevalidate(options), context, route, around)
      : undefined,
});

/** Cache, never the network. */
export const cacheOnly: FeatureFactory = (context) => ({
  name: 'cache-only',
  strategy: (route, options, around) =>
    route.strategy === 'cache-only'
      ? lend(new CacheOnly(options), context, route, around)
      : undefined,
});

/** Network, never the cache. */
export const networkOnly: FeatureFactory = (context) => ({
  name: 'network-only',
  strategy: (route, options, around) =>
    route.strategy === 'network-only'
      ? lend(new NetworkOnly({ ...options, ...networkTimeout(route) }), context, route, around)
      : undefined,
});

function networkTimeout({ outbox, timeoutMs }: PlannedRoute): { networkTimeoutSeconds?: number } {
  // An outbox stops waiting by itself, and keeps the request.
  return timeoutMs === undefined || outbox ? {} : { networkTimeoutSeconds: timeoutMs / 1000 };
}
