/** As much of a page's window as the outbox needs, so that tests can lend another. */
export interface PageWindow {
  readonly document: Pick<Document, 'addEventListener' | 'visibilityState'>;
  readonly navigator: Pick<Navigator, 'onLine'>;
  readonly performance: Pick<Performance, 'now'>;
  addEventListener(type: 'offline' | 'online' | 'pagehide', listener: () => void): void;
  setTimeout(callback: () => void, delayMs: number): number;
  clearTimeout(timer: number | undefined): void;
}
