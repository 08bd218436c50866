import type { PrecacheFile } from '../../manifest/plan.js';
import { HoldfastError } from '../../errors.js';
import { describe } from '../report.js';
import type { WorkerContext } from '../feature.js';
import type { Runtime } from '../runtime.js';

/** A file, and the SHA-256 it has to have: whole, as of the list, or its start. */
type WantedFile = Pick<PrecacheFile, 'path' | 'sha256' | 'kind'>;

/** How long an install waits before it asks again for a file that the network or the server failed to bring. */
export const installRetryDelaysMs: readonly number[] = [300, 1000];

/**
 * Fetches one file and makes sure that it is the one the build saw. Other bytes are asked for once more, past every cache.
 * @param retryDelaysMs about how long to wait before each further try, where the network fails or the server is in trouble
 *   (429, 5xx); default: no further try, as somebody may be waiting for the answer
 * @returns a response without redirects, its body complete in memory
 * @throws {HoldfastError} code `"precache/gone"` when the server says that it has no such file,
 *   `"precache/unreachable"` when it or the network fails,
 *   `"precache/mismatch"` when its bytes differ both times, naming the URL and both hashes
 */
export async function fetchVerified(
  { plan, runtime, report }: WorkerContext,
  { path, sha256, kind }: WantedFile,
  retryDelaysMs: readonly number[] = [],
): Promise<Response> {
  const url = new URL(runtime.scope.href + path);
  // A CDN that keys its cache by URL has not seen this one.
  const fresh = new URL(url);
  fresh.searchParams.set('holdfast', sha256.slice(0, 8));
  let mismatch = '';
  for (const [from, cache] of [
    // An asset never changes, so the copy the page just loaded will do; a shell file is asked after.
    [url, kind === 'asset' ? 'default' : 'no-cache'],
    [fresh, 'reload'],
  ] as const) {
    const [response, found] = await fetchFile(from, cache);
    if (found.startsWith(sha256) || plan.precache?.verify === 'off') return response;
    mismatch = `${url.href} is not the file that was built: expected a SHA-256 that starts with ${sha256}, got ${found}`;
    report.note('precache/mismatch', url.href, mismatch);
  }
  throw new HoldfastError('precache/mismatch', mismatch, { url: url.href });

  async function fetchFile(
    from: URL,
    cache: RequestCache,
    attempt = 0,
  ): Promise<readonly [response: Response, sha256: string]> {
    let status = 0;
    try {
      const received = await runtime.fetch(new Request(from, { cache }));
      ({ status } = received);
      if (!received.ok) throw new Error(`the server answered ${status}`);
      const bytes = await received.arrayBuffer();
      return [rebuild(received, bytes), await toSha256(runtime, bytes)];
    } catch (error) {
      const delayMs = retryDelaysMs[attempt];
      // Below 300: no answer, or one that broke off.
      if (delayMs && (status < 300 || status === 429 || status >= 500)) {
        await runtime.wait(delayMs * (0.5 + Math.random()));
        return fetchFile(from, cache, attempt + 1);
      }
      const isGone = status >= 400 && status < 500 && status !== 408 && status !== 429;
      throw new HoldfastError(
        isGone ? 'precache/gone' : 'precache/unreachable',
        `${url.href} did not arrive: ${describe(error)}`,
        { cause: error, url: url.href },
      );
    }
  }
}

/** Finds the copy that a page has just loaded in the browser's HTTP cache, without any request; `undefined` unless verified. */
export async function readHttpCache(
  { runtime }: WorkerContext,
  { path, sha256 }: WantedFile,
): Promise<Response | undefined> {
  try {
    const response = await runtime.fetch(
      new Request(runtime.scope.href + path, {
        cache: 'only-if-cached',
        mode: 'same-origin',
      }),
    );
    return response.ok ? await verify(runtime, sha256, response) : undefined;
  } catch {
    // It is not there, which some browsers say with a network error.
    return undefined;
  }
}

/** The same response, its body complete in memory; `undefined` where its bytes are not the ones that the build saw. */
export async function verify(
  runtime: Runtime,
  sha256: string,
  response: Response,
): Promise<Response | undefined> {
  const bytes = await response.arrayBuffer();
  return (await toSha256(runtime, bytes)).startsWith(sha256) ? rebuild(response, bytes) : undefined;
}

/** SHA-256 in hex digits. */
export async function toSha256({ subtle }: Runtime, bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// What is said of the pack alone.
const packHeaders = ['content-disposition', 'content-range', 'etag', 'last-modified'];

/**
 * Makes a response anew: it has followed no redirect, and its headers describe the decoded body it now has.
 * @param type of a file from the pack; the pack's other headers are kept, as hosts set policies (COEP, CORP) for all files
 */
export function rebuild(received: Response, bytes: ArrayBuffer, type?: string): Response {
  // Changed before the response is made: Chromium takes the type of its body from the headers of that moment.
  const headers = new Headers(received.headers);
  headers.delete('content-encoding');
  // The build knows one file for this URL, whatever a request says; and `match` would ask for the same request headers.
  headers.delete('vary');
  headers.set('content-length', String(bytes.byteLength));
  if (type !== undefined) {
    for (const name of packHeaders) headers.delete(name);
    headers.set('content-type', type);
  }
  return new Response(bytes, { headers });
}
