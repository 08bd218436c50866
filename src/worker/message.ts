import { isPageMessage } from '../protocol/messages.js';
import type { Reply, WorkerStatus } from '../protocol/messages.js';
import type { Feature, WorkerContext } from './feature.js';
import type { Upkeep } from './upkeep.js';

/** Answers pages. Only windows of this worker's own origin and scope are heard. */
export function createMessageHandler(
  { plan, report, runtime }: WorkerContext,
  features: readonly Feature[],
  upkeep: Upkeep,
): (event: ExtendableMessageEvent) => Promise<void> {
  async function readStatus(clientId: string): Promise<WorkerStatus> {
    let status: Omit<WorkerStatus, 'state'> = {
      version: plan.version,
      clientVersion: plan.version,
      scope: runtime.scope.href,
      update: plan.update,
      log: report.log,
    };
    for (const feature of features) status = { ...status, ...(await feature.status?.(clientId)) };
    return { ...status, state: report.state };
  }

  return async (event) => {
    const { data, ports, source } = event as Omit<typeof event, 'data'> & { data: unknown };
    if (!isPageMessage(data)) return;
    if (!(source instanceof WindowClient) || !source.url.startsWith(runtime.scope.href)) {
      report.note('protocol/refused', (source as Client | null)?.url ?? 'no client');
      return;
    }
    const { type } = data;
    let reply: Reply<unknown>;
    try {
      let answer: Promise<unknown> | undefined;
      for (const feature of features) answer ??= feature.message?.(data, event);
      if (type === 'status') answer ??= readStatus(source.id);
      if (type === 'activate') answer ??= runtime.skipWaiting();
      // What nobody here knows, a later worker may.
      if (!answer && type !== 'idle') return;
      reply = { ok: true, value: await answer };
    } catch (error) {
      report.note('protocol/failed', type, error);
      reply = { ok: false, message: String(error) };
    }
    ports[0]?.postMessage(reply);
    // Nobody waits for it but the event.
    if (type === 'idle') await upkeep();
  };
}
