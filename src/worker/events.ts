/** The event of Background Synchronization, which TypeScript's library does not know. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

/** What the worker does on each event; the rest of the code knows no events. */
export interface EventHandlers {
  install(event: ExtendableEvent): Promise<void>;
  activate(event: ExtendableEvent): Promise<void>;
  /** Answers on the message's port, if it has one. */
  message(event: ExtendableMessageEvent): Promise<void>;
  sync(event: SyncEvent): Promise<void>;
  /** Decides synchronously; `undefined` leaves the request to the browser. */
  fetch(event: FetchEvent): Promise<Response> | undefined;
}

/** Adds the worker's listeners. Browsers want them in the first turn of the script. Source: Service Workers, Run Service Worker. */
export function listen(global: ServiceWorkerGlobalScope, handlers: EventHandlers): void {
  for (const type of ['install', 'activate', 'message', 'sync'] as const) {
    global.addEventListener(type, (event) => {
      (event as ExtendableEvent).waitUntil(handlers[type](event as never));
    });
  }
  global.addEventListener('fetch', (event) => {
    const response = handlers.fetch(event);
    if (response) event.respondWith(response);
  });
}
