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
      report.note('protocol/refused', (source as Client | null)?.url ?? 'no client');
      return;
    }
    let reply: Reply<unknown>;
    try {
      reply = { ok: true, value: await answer(data) };
    } catch (error) {
      report.note('protocol/failed', data.type, error);
      reply = { ok: false, message: String(error) };
    }
    ports[0]?.postMessage(reply);
  };
}

async function readStatus(
  { names, plan, report, runtime }: WorkerContext,
  features: readonly Feature[],
): Promise<WorkerStatus> {
  const caches: CacheStatus[] = [];
  try {
    const sizes = new Map<string, number>();
    for (const feature of features) {
      for (const [cacheName, bytes] of (await feature.measure?.()) ?? [])
        sizes.set(cacheName, bytes);
    }
    for (const cacheName of await runtime.caches.keys()) {
      if (!names.isOwn(cacheName)) continue;
      const about = names.describe(cacheName);
      const keys = await (await runtime.caches.open(cacheName)).keys();
      const sizeBytes = sizes.get(cacheName);
      caches.push({
        cacheName,
        ...about,
        // A version's list lies beside the files it lists.
        entries: keys.filter(({ url }) => !url.endsWith(`holdfast/${about.of}.json`)).length,
        ...(sizeBytes !== undefined && { sizeBytes }),
      });
    }
  } catch (error) {
    report.fault('cache/read-failed', 'status', error);
  }
  const stored = caches.flatMap(({ kind, of }) => (kind === 'shell' && of ? of : []));
  return {
    version: plan.version,
    scope: runtime.scope.href,
    state: report.state,
    versions: [...new Set([plan.version, ...stored])],
    caches,
    log: report.log,
  };
}
