import type { Runtime } from './runtime.js';

/** What came of one request. */
export interface NetworkAnswer {
  /** This request's own; its body is unread. */
  readonly response: Response;
  /** Another request started the fetch, and stores the response where it is to be stored. */
  readonly isShared: boolean;
}

/** The way to the server for every part of the worker. */
export interface Network {
  /** Identical GETs that are in flight at the same time share one fetch. Rejects as `fetch` does. */
  fetch(request: Request): Promise<NetworkAnswer>;
}

interface Flight {
  /** Requests that wait for this fetch; the last of them to be served gets the response itself, the others copies. */
  waiting: number;
  /** Those of them whose client has not gone away. */
  alive: number;
  readonly controller: AbortController;
  readonly response: Promise<Response>;
}

/** Makes the network of one worker. */
export function createNetwork(runtime: Runtime): Network {
  const flights = new Map<string, Flight>();

  function depart(key: string, request: Request): Flight {
    const controller = new AbortController();
    const response = runtime.fetch(detach(request, controller.signal));
    const flight = { waiting: 0, alive: 0, controller, response };
    flights.set(key, flight);
    return flight;
  }

  return {
    async fetch(request) {
      if (!isShareable(request)) {
        return { response: await runtime.fetch(request), isShared: false };
      }
      const key = identify(request);
      const underway = flights.get(key);
      const flight = underway ?? depart(key, request);
      const land = (): boolean => flights.get(key) === flight && flights.delete(key);
      flight.waiting++;
      flight.alive++;
      request.signal.addEventListener(
        'abort',
        () => {
          // Once the response is here, its streams pass a cancellation on by themselves.
          if (--flight.alive === 0 && land()) flight.controller.abort(request.signal.reason);
        },
        { once: true },
      );
      try {
        const response = await flight.response;
        return {
          response: --flight.waiting ? response.clone() : response,
          isShared: underway !== undefined,
        };
      } finally {
        land();
      }
    },
  };
}

/** A navigation answers one client alone (and may be a preload); a body can be sent only once. */
function isShareable(request: Request): boolean {
  return request.method === 'GET' && request.mode !== 'navigate' && !request.signal.aborted;
}

/** Two requests with the same identity get the same answer from any server, and go by the same route. */
function identify(request: Request): string {
  const { url, destination, mode, credentials, cache, redirect, integrity, headers } = request;
  return [url, destination, mode, credentials, cache, redirect, integrity, ...headers].join('\n');
}

/**
 * The same request under another signal, so that one client going away does not break what others wait for.
 * A `Request` made with options forgets its referrer, hence the two that restate it. Source: Fetch, `Request` constructor.
 */
function detach(request: Request, signal: AbortSignal): Request {
  const { referrer, referrerPolicy } = request;
  return new Request(request, { signal, referrer, referrerPolicy });
}
