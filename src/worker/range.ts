/** What a Range header asks of a body of known length. */
export type RangeVerdict =
  | { readonly kind: 'full' }
  | { readonly kind: 'partial'; readonly first: number; readonly last: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * Judges a Range header against a body of `length` bytes. Several ranges, another unit and a malformed header get the whole
 * body, as RFC 9110 §14.2 lets a server choose.
 * @returns `first` and `last` are inclusive byte positions
 * Source: RFC 9110 §14.1.1 (range specifiers), §14.1.2 (byte ranges), §15.5.17 (416).
 */
export function judgeRange(header: string, length: number): RangeVerdict {
  const [, start = '', end = ''] = /^bytes= *(\d*)-(\d*) *$/i.exec(header) ?? [];
  if (!start && !end) return { kind: 'full' };
  if (start && end && Number(end) < Number(start)) return { kind: 'full' };
  const first = start ? Number(start) : Math.max(0, length - Number(end));
  if (start ? first >= length : Number(end) === 0) return { kind: 'unsatisfiable' };
  // A suffix of an empty body is satisfiable, but no Content-Range can say so.
  if (length === 0) return { kind: 'full' };
  const last = start && end ? Math.min(Number(end), length - 1) : length - 1;
  return { kind: 'partial', first, last };
}

/**
 * Tells whether the Range header of a request still applies to a stored response.
 * Source: RFC 9110 §13.1.5: a strong validator that is equal, or the exact date.
 */
export function isRangeCurrent(ifRange: string | null, stored: Headers): boolean {
  if (ifRange === null) return true;
  return (
    !ifRange.startsWith('W/') &&
    (ifRange === stored.get('etag') || ifRange === stored.get('last-modified'))
  );
}

/**
 * Answers a request from a complete stored response, in the part it asks for. A request without a Range header, an opaque
 * response and one that is no 200 come back as they are.
 * Source: RFC 9110 §14.2, §15.3.7 (206).
 */
export async function answerRange(request: Request, stored: Response): Promise<Response> {
  const header = request.headers.get('range');
  if (header === null || stored.status !== 200 || request.method !== 'GET') return stored;
  if (!isRangeCurrent(request.headers.get('if-range'), stored.headers)) return stored;
  // The blob of a stored response stays where it is stored; a slice of it reads just that part.
  const blob = await stored.blob();
  const verdict = judgeRange(header, blob.size);
  if (verdict.kind === 'full') return new Response(blob, stored);
  const headers = new Headers(stored.headers);
  // Stored bodies are decoded, so the ranges count decoded bytes.
  headers.delete('content-encoding');
  if (verdict.kind === 'unsatisfiable') {
    headers.delete('content-length');
    headers.set('content-range', `bytes */${blob.size}`);
    return new Response(null, { status: 416, statusText: 'Range Not Satisfiable', headers });
  }
  const { first, last } = verdict;
  headers.set('content-range', `bytes ${first}-${last}/${blob.size}`);
  headers.set('content-length', String(last - first + 1));
  const type = headers.get('content-type') ?? '';
  return new Response(blob.slice(first, last + 1, type), {
    status: 206,
    statusText: 'Partial Content',
    headers,
  });
}
