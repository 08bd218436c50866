/**
 * Tells whether a response may be stored in a route's cache: its status is one that the route names, and it may be kept and
 * found again.
 * Source: RFC 9111 §5.2.2.5 (no-store), §4.1 (`Vary: *` never matches); Fetch, opaque-redirect filtered response.
 */
export function isStorable(
  { headers, status, type }: Response,
  statuses: readonly number[],
): boolean {
  return (
    statuses.includes(status) &&
    type !== 'opaqueredirect' &&
    !/(^|[\s,])no-store([\s,]|$)/i.test(headers.get('cache-control') ?? '') &&
    !headers.get('vary')?.includes('*')
  );
}
