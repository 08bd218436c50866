import type { PageWindow } from '../../../src/page/page-window.js';

/** A window whose page is looked at and online until a test says otherwise; its timers are the test's. */
export interface FakeWindow extends PageWindow {
  /** Shows or hides the page, and says so. */
  show(visibilityState: DocumentVisibilityState): void;
  /** Takes the network away or gives it back, and says so. */
  connect(onLine: boolean): void;
  leave(): void;
}

export function createFakeWindow(): FakeWindow {
  let visibilityState: DocumentVisibilityState = 'visible';
  const documentEvents = new EventTarget();
  const navigator = { onLine: true };
  const events = new EventTarget();
  return {
    document: {
      get visibilityState() {
        return visibilityState;
      },
      addEventListener: documentEvents.addEventListener.bind(documentEvents),
    },
    navigator,
    performance,
    addEventListener: (type, listener) => events.addEventListener(type, listener),
    setTimeout: (callback, delayMs) => Number(setTimeout(callback, delayMs)),
    clearTimeout: (timer) => clearTimeout(timer),
    show(next) {
      visibilityState = next;
      documentEvents.dispatchEvent(new Event('visibilitychange'));
    },
    connect(onLine) {
      navigator.onLine = onLine;
      events.dispatchEvent(new Event(onLine ? 'online' : 'offline'));
    },
    leave: () => void events.dispatchEvent(new Event('pagehide')),
  };
}
