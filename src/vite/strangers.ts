import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { PreviewServer, ViteDevServer } from 'vite';

/** Where pages of the development server find the script that looks for strange workers, from the base. */
export const strangerScriptPath = 'holdfast/strangers.js';

/** How a development server treats the worker at its own address. */
interface OwnWorker {
  /** `${base}sw.js`. */
  readonly path: string;
  /** Whether this project has one in development. */
  readonly isWanted: boolean;
}

const leaving =
  'It gets one that removes itself; then reload what still shows what the old one has stored.';
const remedy =
  'To take it away, open the developer tools there: Application, Service workers, Unregister (in Firefox: about:debugging, Workers); then reload.';

/**
 * Explains on the terminal, once each, the workers that other projects and earlier builds have left in a browser on this
 * address: they answer its pages before this server hears of them. A browser that looks for a worker's newer script says so:
 * Service Workers, "update", header `Service-Worker`.
 * @param own absent where the server has nothing but files, the worker's included
 */
export function explainStrangers(
  { config: { base, logger }, middlewares }: ViteDevServer | PreviewServer,
  own?: OwnWorker,
): void {
  let hasServedPage = false;

  middlewares.use((request, response, next) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    if (path === `${base}@vite/client`) hasServedPage = true;
    if (request.headers['service-worker'] === 'script') {
      if (path === own?.path) explainOwn(toUrl(request, path), own.isWanted);
      else response.once('finish', () => explainOther(toUrl(request, path), response));
    }
    next();
  });

  function explainOwn(url: string, isWanted: boolean): void {
    if (!isWanted) {
      logger.warnOnce(
        `Holdfast: a browser has a service worker at ${url}, which an earlier build or another project has left there. ${leaving}`,
      );
    } else if (!hasServedPage) {
      logger.warnOnce(
        `Holdfast: a page was loaded from a service worker at ${url}, which an earlier build or another project has left there, and not from this server. This project's worker takes its place; reload the page.`,
      );
    }
  }

  function explainOther(url: string, response: ServerResponse): void {
    const { statusCode } = response;
    const isScript = /javascript/.test(String(response.getHeader('content-type')));
    if (statusCode === 304 || (statusCode === 200 && isScript)) return;
    logger.warnOnce(
      `Holdfast: a browser has a service worker at ${url}, and this server has no such script: another project has left it on this port. It goes on answering pages here, with what it has stored of that project. ${remedy}`,
    );
  }
}

function toUrl({ headers, socket }: IncomingMessage, path: string): string {
  const scheme = socket instanceof TLSSocket ? 'https' : 'http';
  return `${scheme}://${headers.host ?? 'localhost'}${path}`;
}

/**
 * The module script that looks, in a page that this server has served all the same, for workers that answer for it and are
 * not this project's. Its warnings are for the browser's console.
 */
export function strangerScript({ isWanted }: Pick<OwnWorker, 'isWanted'>): string {
  return `
const own = new URL('../sw.js', import.meta.url).href;
const words = ${JSON.stringify({ leaving, remedy })};
const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
for (const registration of registrations) {
  const { scope, active, waiting, installing } = registration;
  const url = (active ?? waiting ?? installing)?.scriptURL;
  if (url === undefined || !location.href.startsWith(scope)) continue;
  const subject = 'Holdfast: the service worker ' + url + ' answers for this page, and ';
  if (url !== own) {
    // It fails where the server has no such script.
    registration.update().catch(() => {
      console.warn(subject + 'this server has no such script: another project has left it on this port. ' + words.remedy);
    });
  } else if (${!isWanted}) {
    console.warn(subject + 'is one that an earlier build or another project has left here. ' + words.leaving);
    registration.update().catch(() => undefined);
  }
}
`;
}
