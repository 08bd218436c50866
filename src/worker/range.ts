/** What a Range header asks of a body of known length: first and last byte, inclusive; `undefined` stands for all of it. */
export type RangeVerdict = readonly [first: number, last: number] | 'unsatisfiable' | undefined;

/**
 * Judges a Range header against a body of `length` bytes. Several ranges, another unit and a malformed header get the whole
 * body, as RFC 9110 §14.2 lets a server choose.
 * Source: RFC 9110 §14.1.1 (range specifiers), §14.1.2 (byte ranges), §15.5.17 (416).
 */
export function judgeRange(header: string, length: number): RangeVerdict {
  const [, from, to] = /^bytes= *(\d*)-(\d*) *$/i.exec(header) ?? [];
  // What is not given is NaN, which no comparison holds for.
  const start = parseInt(from!);
  const end = parseInt(to!);
  if ((!from && !to) || start > end) return undefined;
  if (start >= length || (!from && end === 0)) return 'unsatisfiable';
  // A suffix of an empty body is satisfiable, but no Content-Range can say so.
  if (length === 0) return undefined;
  return from
    ? [start, Math.min(to ? end : length, length - 1)]
    : [Math.max(0, length - end), length - 1];
}

/**
 * Tells whether the Range header of a request still applies to a stored response.
 * Source: RFC 9110 §13.1.5: a strong validator that is equal, or the exact date.
 */
export function isRangeCurrent(ifRange: string | null, stored: Headers): boolean {
  return (
    ifRange === null ||
    (!ifRange.startsWith('W/') &&
      [stored.get('etag'), stored.get('last-modified')].includes(ifRange))
  );
}

/**
 * Answers a request from a complete stored response, in the part it asks for. A request without a Range header, an opaque
 * response and one that is no 200 come back as they are.
 * Source: RFC 9110 §14.2, §15.3.7 (206).
 */
export async function answerRange(
  { headers, method }: Request,
  stored: Response,
): Promise<Response> {
  const header = headers.get('range');
  if (header === null || stored.status !== 200 || method !== 'GET') return stored;
  if (!isRangeCurrent(headers.get('if-range'), stored.headers)) return stored;
  // The blob of a stored response stays where it is stored; a slice of it reads just that part.
  const blob = await stored.blob();
  const verdict = judgeRange(header, blob.size);
  if (!verdict) return new Response(blob, stored);
  const [status, body, range] =
    verdict === 'unsatisfiable'
      ? ([416, null, '*'] as const)
      : ([206, blob.slice(verdict[0], verdict[1] + 1), verdict.join('-')] as const);
  const answer = new Response(body, { status, headers: stored.headers });
  // Stored bodies are decoded, so the ranges count decoded bytes.
  answer.headers.delete('content-encoding');
  answer.headers.set('content-range', `bytes ${range}/${blob.size}`);
  answer.headers.set('content-length', String(body?.size ?? 0));
  return answer;
}
