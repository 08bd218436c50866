import { toScopePath } from '../routing/address.js';

/** A request that Holdfast may answer. */
export interface AdmittedRequest {
  /** The event it came with; what has to outlive the answer goes under its `waitUntil`. */
  readonly event: FetchEvent;
  /** As the event has it, its body unread. */
  readonly request: Request;
  /** Its URL, parsed. */
  readonly url: URL;
  /** The path from the scope, without a leading slash; `undefined` outside the scope. */
  readonly path: string | undefined;
}

/** Requests with this header are left to the browser. */
const bypassHeader = 'holdfast-bypass';

/**
 * Decides, synchronously, whether a request is Holdfast's to answer; `undefined` leaves it to the browser untouched.
 * Whether anything wants it is decided later, by the precache and the routes.
 */
export function admit(event: FetchEvent, scope: URL): AdmittedRequest | undefined {
  const { request } = event;
  const url = new URL(request.url);
  if (!url.protocol.startsWith('http')) return undefined;
  // Fetch allows `only-if-cached` in mode `same-origin` alone; passing any other on would throw.
  // DevTools sends such requests: https://bugs.chromium.org/p/chromium/issues/detail?id=823392
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return undefined;
  if (request.headers.has(bypassHeader)) return undefined;
  return { event, request, url, path: toScopePath(url, scope) };
}
