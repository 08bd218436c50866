import type { StrategyHandler } from 'workbox-strategies/StrategyHandler.js';

/** How one run of a strategy reaches the network and its cache. All reject as the platform does. */
interface Access {
  fetch(request: Request): Promise<Response>;
  match(request: Request): Promise<Response | undefined>;
  /** What is stored of a response to a request; `undefined` where it may not be stored. */
  toStorable(request: Request, response: Response): Promise<Response | undefined>;
  put(request: Request, response: Response): Promise<void>;
}

/** Puts something around the access of one run, and passes on to it. What goes on afterwards, the handler waits for. */
export type AccessHooks = (handler: StrategyHandler, cacheName: string, access: Access) => Access;
