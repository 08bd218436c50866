import type { Plan } from '../manifest/plan.js';
import { compileSource } from './route.js';
import { hasDot, type PrecachedFile } from './lookup.js';

/** What of a `Request` says whether it wants a page of the app. */
interface ShellRequest {
  readonly mode: string;
  readonly headers: { get(name: string): string | null };
}

/**
 * Finds the navigations that the shell answers: what its manifest lists, on the path alone; files and clients that want no
 * HTML are the server's.
 */
export function appShell({
  shell,
}: Plan): (request: ShellRequest, path: string) => PrecachedFile | undefined {
  if (!shell) return () => undefined;
  const file = { kind: 'shell', path: shell.document } as const;
  const paths = shell.paths.map(compileSource);
  const except = shell.except.map(compileSource);
  return (request, path) =>
    request.mode === 'navigate' &&
    !hasDot(path) &&
    (request.headers.get('accept') ?? '').includes('text/html') &&
    paths.some((expression) => expression.test(path)) &&
    !except.some((expression) => expression.test(path))
      ? file
      : undefined;
}
