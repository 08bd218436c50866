/** Moves between pages without leaving the document. */
export interface Router {
  navigate(path: string): void;
}

/** Options of `createRouter`. */
export interface RouterOptions {
  /** Whether an address is one of the app's; all others are left to the browser. */
  readonly isOurs: (pathname: string) => boolean;
  /** Shows the page; `isArrival` is false for the document's first one, which the browser announces itself. */
  readonly onPage: (url: URL, isArrival: boolean) => void;
}

/** Takes over clicks on the app's own links and the way back, and shows the first page. */
export function createRouter({ isOurs, onPage }: RouterOptions): Router {
  // The browser would scroll before the page of the entry is drawn.
  history.scrollRestoration = 'manual';

  function navigate(path: string): void {
    rememberScroll();
    history.pushState(null, '', path);
    onPage(new URL(location.href), true);
    scrollTo(0, 0);
  }

  addEventListener('popstate', (event) => {
    onPage(new URL(location.href), true);
    scrollTo(0, readScroll(event.state));
  });
  // The way back leaves an entry before anybody is told: what it needs to know is kept in time.
  document.addEventListener('scrollend', rememberScroll);
  addEventListener('pagehide', rememberScroll);
  document.addEventListener('click', (event) => {
    const path = readPath(event, isOurs);
    if (path === undefined) return;
    event.preventDefault();
    navigate(path);
  });

  onPage(new URL(location.href), false);
  scrollTo(0, readScroll(history.state));
  return { navigate };
}

/** Changes the address of the page shown, without a new entry in the history. */
export function replaceQuery(parameters: URLSearchParams): void {
  const query = parameters.toString();
  history.replaceState(history.state, '', query === '' ? location.pathname : `?${query}`);
}

function readPath(event: MouseEvent, isOurs: RouterOptions['isOurs']): string | undefined {
  const isPlain =
    event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (event.defaultPrevented || !isPlain || !(event.target instanceof Element)) return undefined;
  const link = event.target.closest('a');
  if (!link || link.target !== '' || link.hasAttribute('download')) return undefined;
  const url = new URL(link.href, location.href);
  const isJump = url.hash !== '' && url.pathname === location.pathname;
  if (url.origin !== location.origin || isJump || !isOurs(url.pathname)) return undefined;
  return url.pathname + url.search + url.hash;
}

function rememberScroll(): void {
  history.replaceState({ scrollY }, '');
}

function readScroll(state: unknown): number {
  if (typeof state !== 'object' || state === null || !('scrollY' in state)) return 0;
  return typeof state.scrollY === 'number' ? state.scrollY : 0;
}
