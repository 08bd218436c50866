import type { Strikes } from './strikes.js';
import type { Time } from './time.js';

/** Puts faults into `fetch`; as `breakCaches` otherwise. */
export function breakNetwork(strikes: Strikes, time: Time, ready: Promise<void>): void {
  const native = fetch.bind(globalThis);

  globalThis.fetch = async (input) => {
    const request = input as Request;
    await ready;
    const fault = strikes.take(request.method === 'GET' ? 'fetch' : 'send');
    switch (fault) {
      case 'reject':
        throw new TypeError('injected network error');
      case 'hang':
        return rejectOnAbort(request.signal);
      case 'refused':
        return new Response('injected', { status: 500 });
      case 'unheard':
        await time.track(native(request));
        throw new TypeError('injected network error');
      case 'garbled':
        return garble(await time.track(native(request)));
      case 'cut':
      case 'stalled':
        return breakOff(await time.track(native(request)), fault);
      case undefined:
        break;
    }
    return time.track(native(request));
  };
}

/** The same response with another body of the same length. */
export async function garble(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return remake(
    response,
    bytes.map((byte) => byte ^ 0xff),
  );
}

/** The same response, of whose body half comes. */
async function breakOff(response: Response, fault: 'cut' | 'stalled'): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, bytes.length / 2));
      if (fault === 'cut') controller.error(new TypeError('injected network error'));
    },
  });
  return remake(response, body);
}

function remake({ headers, status }: Response, body: BodyInit): Response {
  return new Response(body, { headers, status });
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}
