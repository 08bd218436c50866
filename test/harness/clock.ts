import type { Tab } from './engines/tab.js';

/** What runs in a worker before Holdfast, so that `putForward` can move its clock. */
export const movableClock = `
  {
    const { now } = Date;
    let aheadMs = 0;
    Date.now = () => now() + aheadMs;
    addEventListener('message', ({ data, ports: [port] }) => {
      if (!data.aheadMs) return;
      aheadMs = data.aheadMs;
      port.postMessage('moved');
    });
  }`;

/** Puts the clock of the worker that controls a page ahead of the machine's, until it is stopped. */
export async function putForward(page: Tab, byMs: number): Promise<void> {
  await page.evaluate(async (aheadMs) => {
    const { port1, port2 } = new MessageChannel();
    const moved = new Promise((resolve) => {
      port1.addEventListener('message', resolve, { once: true });
    });
    port1.start();
    navigator.serviceWorker.controller!.postMessage({ aheadMs }, [port2]);
    await moved;
  }, byMs);
}
