/**
 * What runs in a worker before Holdfast's own script, whose bytes stay as they are: it puts itself around the platform's Cache
 * Storage, IndexedDB, `fetch`, timers and clock, counts their calls, and makes one of them fail. Timers take no time.
 */
import { breakCaches } from './break-caches.js';
import { breakDatabase } from './break-database.js';
import { breakNetwork } from './break-network.js';
import type { Briefing, LabMessage } from './faults.js';
import { createStrikes, hang, storageFault } from './strikes.js';
import { createTime } from './time.js';

/** TypeScript's library of pages does not know a worker's globals. */
declare const registration: ServiceWorkerRegistration;
declare const Clients: { readonly prototype: object };
interface WorkerMessageEvent extends MessageEvent<Partial<LabMessage>> {
  waitUntil(promise: Promise<unknown>): void;
}

const yearMs = 365 * 24 * 3_600_000;
const { pathname: scope } = new URL(registration.scope);
const native = { fetch: fetch.bind(globalThis) };
const time = createTime();
const strikes = createStrikes(() => {
  void native.fetch(`/lab/struck?scope=${scope}`, { method: 'POST' });
});

const ready = time.track(takeOrders());

async function takeOrders(): Promise<void> {
  const { order, skewMs } = (await (
    await native.fetch(`/lab/briefing?scope=${scope}`)
  ).json()) as Briefing;
  time.shift(skewMs);
  strikes.arm(order);
}

globalThis.setTimeout = ((callback: () => void, delayMs = 0) => {
  const fault = strikes.take('timer');
  return fault === 'never' ? 0 : time.setTimer(callback, fault === 'early' ? 0 : delayMs);
}) as unknown as typeof setTimeout;
globalThis.clearTimeout = (id) => time.clearTimer(Number(id));
Date.now = () => {
  const fault = strikes.take('now');
  if (fault) time.shift(fault === 'ahead' ? yearMs : -yearMs);
  return time.nowMs();
};
AbortSignal.timeout = (delayMs) => {
  const controller = new AbortController();
  time.setTimer(() => controller.abort(storageFault('TimeoutError')), delayMs);
  return controller.signal;
};

const { estimate } = StorageManager.prototype;
StorageManager.prototype.estimate = async function () {
  await ready;
  const fault = strikes.take('estimate');
  if (fault === 'reject') throw storageFault();
  return fault ? hang() : time.track(estimate.call(this));
};

breakCaches(strikes, time, ready);
breakDatabase(strikes, time, ready);
breakNetwork(strikes, time, ready);

// What takes its time and cannot fail by itself.
for (const [prototype, names] of [
  [Response.prototype, ['arrayBuffer', 'blob', 'json', 'text']],
  [Request.prototype, ['blob']],
  [Blob.prototype, ['arrayBuffer']],
  [SubtleCrypto.prototype, ['digest']],
  [ReadableStreamDefaultReader.prototype, ['read']],
  [Clients.prototype, ['matchAll', 'get', 'claim']],
] as const) {
  for (const name of names) {
    const methods = prototype as unknown as Record<
      string,
      (...input: unknown[]) => Promise<unknown>
    >;
    const { [name]: run } = methods;
    methods[name] = function (...input) {
      return time.track(run!.apply(this, input));
    };
  }
}

// Its events come when the browser likes; what they do, a page's wake does too.
delete (ServiceWorkerRegistration.prototype as unknown as { sync?: unknown }).sync;

addEventListener('message', (event) => {
  const { data, ports, stopImmediatePropagation, waitUntil } = event as WorkerMessageEvent;
  if (data.lab === undefined) return;
  stopImmediatePropagation.call(event);
  const answer = async (): Promise<void> => {
    await ready;
    if (data.lab === 'arm') strikes.arm(data.order);
    if (data.lab === 'rest') await time.rest();
    ports[0]!.postMessage(strikes.observe());
  };
  waitUntil.call(event, answer());
});
