import { garble } from './break-network.js';
import { hang, storageFault, type Strikes } from './strikes.js';
import type { Time } from './time.js';

/**
 * Puts faults into Cache Storage.
 * @param ready settles when the worker has its orders; nothing is asked of the platform before
 */
export function breakCaches(strikes: Strikes, time: Time, ready: Promise<void>): void {
  const storage = CacheStorage.prototype;
  const cache = Cache.prototype;

  async function guard<TValue>(
    call: 'caches.open' | 'caches.has' | 'caches.delete' | 'cache.delete',
    run: () => Promise<TValue>,
  ): Promise<TValue> {
    await ready;
    const fault = strikes.take(call);
    if (fault === 'reject') throw storageFault();
    return fault === 'hang' ? hang() : time.track(run());
  }

  async function guardList<TItem>(
    call: 'caches.keys' | 'cache.keys' | 'cache.matchAll',
    run: () => Promise<readonly TItem[]>,
  ): Promise<readonly TItem[]> {
    await ready;
    const fault = strikes.take(call);
    if (fault === 'reject') throw storageFault();
    if (fault === 'hang') return hang();
    return fault === 'missing' ? [] : time.track(run());
  }

  const { open, has, match, keys, delete: remove } = storage;
  storage.open = function (...input) {
    return guard('caches.open', () => open.apply(this, input));
  };
  storage.has = function (...input) {
    return guard('caches.has', () => has.apply(this, input));
  };
  storage.delete = function (...input) {
    return guard('caches.delete', () => remove.apply(this, input));
  };
  storage.keys = function () {
    return guardList('caches.keys', () => keys.apply(this)) as Promise<string[]>;
  };
  storage.match = async function (...input) {
    await ready;
    const fault = strikes.take('caches.match');
    if (fault === 'reject') throw storageFault();
    if (fault === 'hang') return hang();
    if (fault === 'missing') return undefined;
    const found = await time.track(match.apply(this, input));
    return fault && found ? garble(found) : found;
  };

  const { put, keys: list, matchAll, delete: drop } = cache;
  cache.delete = function (...input) {
    return guard('cache.delete', () => drop.apply(this, input));
  };
  cache.keys = function (...input) {
    return guardList('cache.keys', () => list.apply(this, input));
  };
  cache.matchAll = function (...input) {
    return guardList('cache.matchAll', () => matchAll.apply(this, input));
  };
  cache.put = async function (request, response) {
    await ready;
    const fault = strikes.take('cache.put');
    if (fault === 'hang') await hang();
    if (fault === 'quota') throw storageFault('QuotaExceededError');
    if (fault === 'reject') throw storageFault();
    if (fault !== 'lost') await time.track(put.call(this, request, response));
    if (fault === 'unheard') throw storageFault();
  };
}
