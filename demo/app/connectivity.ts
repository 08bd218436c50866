/** Whether Passport's server can be reached, as far as this tab knows. */
export interface Connectivity {
  isOnline(): boolean;
  /** The server's clock at the last answer, with the time it arrived; absent before the first. */
  serverTime(): { readonly nowMs: number; readonly atMs: number } | undefined;
  /** A request failed on the way: looks whether the server can still be reached. */
  suspect(): void;
  /** Asks the server now. */
  check(): Promise<boolean>;
}

const retryMs = 5000;

/**
 * Follows the connection. `navigator.onLine` only knows of the nearest network, so a failed request makes it ask the one
 * route that never comes from a cache, again and again until it answers.
 */
export function createConnectivity(onChange: () => void): Connectivity {
  let online = navigator.onLine;
  let serverTime: ReturnType<Connectivity['serverTime']>;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function settle(isOnline: boolean): void {
    clearTimeout(retry);
    retry = undefined;
    if (!isOnline && navigator.onLine) retry = setTimeout(() => void check(), retryMs);
    if (isOnline === online) return;
    online = isOnline;
    onChange();
  }

  async function check(): Promise<boolean> {
    const nowMs = await readServerTime();
    if (nowMs !== undefined) serverTime = { nowMs, atMs: Date.now() };
    settle(nowMs !== undefined);
    return nowMs !== undefined;
  }

  addEventListener('online', () => void check());
  addEventListener('offline', () => settle(false));

  return {
    isOnline: () => online,
    serverTime: () => serverTime,
    suspect: () => void check(),
    check,
  };
}

async function readServerTime(): Promise<number | undefined> {
  try {
    const response = await fetch('/live/time', { signal: AbortSignal.timeout(4000) });
    if (!response.ok) return undefined;
    const body: unknown = await response.json();
    if (typeof body !== 'object' || body === null || !('now' in body)) return undefined;
    const nowMs = Date.parse(String(body.now));
    return Number.isNaN(nowMs) ? undefined : nowMs;
  } catch {
    return undefined;
  }
}
