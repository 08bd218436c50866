import { Workbox } from 'workbox-window/build/workbox-window.prod.mjs';
import { HoldfastError } from '../errors.js';
import { trust } from './trust.js';
import type { ConnectOptions } from './types.js';

/** A worker's registration, and what goes with it. */
export interface Registration {
  readonly container: ServiceWorkerContainer;
  readonly registration: ServiceWorkerRegistration;
  readonly scriptUrl: string;
}

/** A registration, or the reason why there is none. */
export type Registered =
  Registration | { readonly registration?: undefined; readonly reason: string };

/**
 * Finds the registration that a visit before this one has left, without waiting for the page to load and for
 * `register()` to have asked the server. `undefined` where there is none with an active worker of this script.
 */
export async function findRegistered({
  enabled = true,
  worker = '/sw.js',
}: ConnectOptions): Promise<Registered | undefined> {
  const container = enabled ? readContainer() : undefined;
  if (!container) return undefined;
  try {
    const scriptUrl = new URL(worker, document.baseURI).href;
    const registration = await container.getRegistration();
    return registration?.active?.scriptURL === scriptUrl
      ? { container, registration, scriptUrl }
      : undefined;
  } catch {
    // `register` meets the same fault, and says so.
    return undefined;
  }
}

/**
 * Registers the worker once the page has loaded, so that the install does not compete with the page. Never rejects.
 * `workbox-window` does the registering alone: its events guess by the clock who started an update, and stop after
 * the first one that another tab started.
 */
export async function register({
  enabled = true,
  worker = '/sw.js',
  scope,
}: ConnectOptions): Promise<Registered> {
  if (!enabled) return { reason: 'the service worker is switched off by `enabled: false`' };
  if (typeof document === 'undefined') return { reason: 'this is not a page' };
  const container = readContainer();
  if (!container) return { reason: 'this browser has no service workers here' };
  try {
    const scriptUrl = new URL(worker, document.baseURI).href;
    const workbox = new Workbox(trust(scriptUrl), scope === undefined ? {} : { scope });
    const registration = await workbox.register();
    return registration
      ? { container, registration, scriptUrl }
      : { reason: 'the browser gave no registration' };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * For what cannot be done without a worker.
 * @throws {HoldfastError} code `"page/unavailable"` where none is registered
 */
export function requireRegistration(registered: Registered): Registration {
  if (registered.registration) return registered;
  throw new HoldfastError('page/unavailable', `No worker is registered: ${registered.reason}`);
}

/** Absent on plain http, in some private windows, and where there is no page. */
function readContainer(): ServiceWorkerContainer | undefined {
  return typeof document === 'undefined' ? undefined : navigator.serviceWorker;
}

/** Tells whether it is the worker of this script; other scopes' workers may speak to a page too, or control it. */
export function isFrom(source: MessageEventSource | null, scriptUrl: string): boolean {
  return source instanceof ServiceWorker && source.scriptURL === scriptUrl;
}
