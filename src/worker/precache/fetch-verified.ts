import type { PrecacheFile } from '../../manifest/plan.js';
import { HoldfastError } from '../../errors.js';
import type { WorkerContext } from '../feature.js';

/**
 * Fetches one file and makes sure that it is the one the build saw. Other bytes are asked for once more, past every cache.
 * @returns a response without redirects, its body complete in memory
 * @throws {HoldfastError} code `"precache/unreachable"` when the server does not answer with the file;
 *   `"precache/mismatch"` when its bytes differ both times, naming the URL and both hashes
 */
export async function fetchVerified(
  { plan, runtime, report }: WorkerContext,
  { path, sha256, kind }: Pick<PrecacheFile, 'path' | 'sha256' | 'kind'>,
): Promise<Response> {
  const url = new URL(path, runtime.scope);
  // An asset never changes, so the copy the page just loaded will do; a shell file is asked after.
  const first = await fetchFile(url, kind === 'asset' ? 'default' : 'no-cache');
  if (plan.precache?.verify === 'off') return first.response;
  const found = await hash(first.bytes);
  if (found === sha256) return first.response;
  report.note('precache/mismatch', url.href, `expected SHA-256 ${sha256}, got ${found}`);

  const fresh = new URL(url);
  // A CDN that keys its cache by URL has not seen this one.
  fresh.searchParams.set('holdfast', sha256.slice(0, 8));
  const second = await fetchFile(fresh, 'reload');
  const foundAgain = await hash(second.bytes);
  if (foundAgain === sha256) return second.response;
  throw new HoldfastError(
    'precache/mismatch',
    `${url.href} is not the file that was built: expected SHA-256 ${sha256}, got ${foundAgain}`,
  );

  async function fetchFile(
    from: URL,
    cache: RequestCache,
  ): Promise<{ response: Response; bytes: ArrayBuffer }> {
    try {
      const response = await runtime.fetch(
        new Request(from, { cache, credentials: 'same-origin' }),
      );
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      const bytes = await response.arrayBuffer();
      return { response: rebuild(response, bytes), bytes };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new HoldfastError('precache/unreachable', `${url.href} did not arrive: ${reason}`, {
        cause: error,
      });
    }
  }

  async function hash(bytes: ArrayBuffer): Promise<string> {
    const digest = new Uint8Array(await runtime.subtle.digest('SHA-256', bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}

/** A response made anew has followed no redirect, and its headers describe the decoded body it now has. */
function rebuild(
  { status, statusText, headers: received }: Response,
  bytes: ArrayBuffer,
): Response {
  const headers = new Headers(received);
  headers.delete('content-encoding');
  headers.set('content-length', String(bytes.byteLength));
  return new Response(bytes, { status, statusText, headers });
}
