import { HoldfastError } from '../errors.js';
import { isPageMessage } from '../protocol/messages.js';
import type { CacheStatus, PageMessage, Reply, WorkerStatus } from '../protocol/messages.js';
import type { Feature, WorkerContext } from './feature.js';

/** Answers pages. Only windows of this worker's own origin and scope are heard. */
export function createMessageHandler(
  context: WorkerContext,
  features: readonly Feature[],
): (event: ExtendableMessageEvent) => Promise<void> {
  const { report, runtime } = context;

  function answer(message: PageMessage): Promise<unknown> {
    for (const feature of features) {
      const answered = feature.message?.(message);
      if (answered) return answered;
    }
    return message.type === 'status' ? readStatus(context, features) : runtime.skipWaiting();
  }

  return async ({ data, ports, source }) => {
    if (!isPageMessage(data)) return;
    if (!(source instanceof WindowClient) || !source.url.startsWith(runtime.scope.href)) {
      report.note('protocol/refused', (source as Client | null)?.url ?? 'unknown sender');
      return;
    }
    let reply: Reply<unknown>;
    try {
      reply = { ok: true, value: await answer(data) };
    } catch (error) {
      report.note('protocol/failed', data.type, error);
      reply = {
        ok: false,
        code: error instanceof HoldfastError ? error.code : 'protocol/failed',
        message: error instanceof Error ? error.message : String(error),
      };
    }
    ports[0]?.postMessage(reply);
  };
}

async function readStatus(
  { names, plan, report, runtime }: WorkerContext,
  features: readonly Feature[],
): Promise<WorkerStatus> {
  const versions = new Set([plan.version]);
  const counted = new Map<string, CacheStatus>();
  try {
    for (const feature of features) {
      for (const status of (await feature.status?.()) ?? []) counted.set(status.cacheName, status);
    }
    for (const cacheName of await runtime.caches.keys()) {
      const version = names.readShellVersion(cacheName);
      if (version !== undefined) versions.add(version);
    }
    for (const { name } of plan.routes) {
      const cacheName = names.route(name);
      if (counted.has(cacheName) || !(await runtime.caches.has(cacheName))) continue;
      const cache = await runtime.caches.open(cacheName);
      counted.set(cacheName, {
        cacheName,
        kind: 'route',
        of: name,
        entries: (await cache.keys()).length,
      });
    }
  } catch (error) {
    report.fault('cache/read-failed', 'status', error);
  }
  return {
    version: plan.version,
    scope: runtime.scope.href,
    state: report.state,
    versions: [...versions],
    caches: [...counted.values()],
    log: report.log,
  };
}
