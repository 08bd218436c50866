/** What the choice of an answer looks at of a `URL`; this folder knows no runtime. */
export interface Address {
  readonly origin: string;
  /** With the colon. */
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly searchParams: { keys(): Iterable<string> };
}

/** The path from the scope, without a leading slash; `undefined` outside the scope. */
export function toScopePath(
  url: Address,
  scope: Pick<Address, 'origin' | 'pathname'>,
): string | undefined {
  return url.origin === scope.origin && url.pathname.startsWith(scope.pathname)
    ? url.pathname.slice(scope.pathname.length)
    : undefined;
}
