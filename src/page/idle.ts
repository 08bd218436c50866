// A page that is never idle gets the upkeep anyway; a browser that cannot tell is given a moment after the load.
const idleTimeoutMs = 5000;
const assumedIdleMs = 1000;

/** Waits until the page has loaded and has nothing urgent to do. */
export async function whenIdle(): Promise<void> {
  if (document.readyState !== 'complete') {
    await new Promise((resolve) => addEventListener('load', resolve, { once: true }));
  }
  await new Promise<unknown>((resolve) => {
    // Not in every engine.
    if ('requestIdleCallback' in globalThis) {
      requestIdleCallback(resolve, { timeout: idleTimeoutMs });
    } else {
      setTimeout(resolve, assumedIdleMs);
    }
  });
}
