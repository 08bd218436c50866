/** What the worker does on each event; the rest of the code knows no events. */
export interface EventHandlers {
  install(): Promise<void>;
  activate(): Promise<void>;
  /** Decides synchronously; `undefined` leaves the request to the browser. */
  fetch(event: FetchEvent): Promise<Response> | undefined;
  /** Answers on the message's port, if it has one. */
  message(event: ExtendableMessageEvent): Promise<void>;
  sync(tag: string): Promise<void>;
}

/** The event of Background Synchronization, which TypeScript's library does not know. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

/** Adds the worker's listeners. Browsers want them in the first turn of the script. Source: Service Workers, Run Service Worker. */
export function listen(global: ServiceWorkerGlobalScope, handlers: EventHandlers): void {
  global.addEventListener('install', (event) => {
    event.waitUntil(handlers.install());
  });
  global.addEventListener('activate', (event) => {
    event.waitUntil(handlers.activate());
  });
  global.addEventListener('fetch', (event) => {
    const response = handlers.fetch(event);
    if (response) event.respondWith(response);
  });
  global.addEventListener('message', (event) => {
    event.waitUntil(handlers.message(event));
  });
  global.addEventListener('sync', (event) => {
    const { tag } = event as SyncEvent;
    (event as SyncEvent).waitUntil(handlers.sync(tag));
  });
}
