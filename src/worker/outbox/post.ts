import type { PlannedOutbox, PlannedRoute } from '../../manifest/plan.js';
import type { OutboxAnswer } from '../../protocol/outbox.js';
import type { WorkerContext } from '../feature.js';
import { acceptedResponse, refusedResponse } from './answers.js';
import type { Intake } from './intake.js';
import type { OutboxPlatform } from './platform.js';
import { readOptions, toRecord, toRequest, type OutboxRecord } from './record.js';
import type { OutboxStore, Write } from './store.js';
import type { Settle } from './verdict.js';

// What a server, or what stands before it, says of a request that it has not let through.
const unsentStatuses: readonly number[] = [429, 502, 503, 504];

/** Sends one write of a page, or keeps it; rejects only where the page, still open, has given it up. */
export type Post = (
  { clientId, request }: Pick<FetchEvent, 'clientId' | 'request'>,
  route: PlannedRoute,
  fetch: (request: Request) => Promise<Response>,
) => Promise<Response>;

/** What posting depends on besides the store. */
export interface PostParts {
  readonly intake: Intake;
  readonly platform: OutboxPlatform;
  readonly settle: Settle;
  policyOf(route: string): PlannedOutbox;
  /** Called with each write that is kept now. */
  onKept(record: OutboxRecord): void;
}

/** Makes the way of writes from the pages. */
export function createPost(
  { report, runtime }: WorkerContext,
  store: OutboxStore,
  { intake, onKept, platform, policyOf, settle }: PostParts,
): Post {
  /** The routes of the writes that are being stored. */
  const keeping: string[] = [];
  let arrivals = 0;
  let firstOrder: number | undefined;

  async function load(): Promise<void> {
    try {
      await store.load();
      firstOrder ??= (store.list().at(-1)?.order ?? 0) + 1;
    } catch {
      // Reported where it happened. Writes still go to the network; what fails there is kept if they can be read by then.
    }
  }

  async function describe(request: Request, route: string): Promise<Write> {
    const arrival = arrivals++;
    const nowMs = runtime.now();
    const [blob] = await Promise.all([request.blob(), load()]);
    const id = platform.randomId();
    const headers = new Headers(request.headers);
    // Other origins have to allow the header first; a page that knows that they do sets it itself.
    if (new URL(request.url).origin === runtime.scope.origin && !headers.has('Idempotency-Key')) {
      // A string of RFC 9651. Source: draft-ietf-httpapi-idempotency-key-header §2.1
      headers.set('Idempotency-Key', `"${id}"`);
    }
    const made = {
      id,
      // Among those that this worker was given; `keep` knows those before it.
      order: arrival,
      route,
      method: request.method,
      url: request.url,
      headers: [...headers],
      options: readOptions(request),
      sizeBytes: blob.size,
      createdAtMs: nowMs,
    };
    const record = toRecord(made, policyOf(route).retainForMs, nowMs);
    return { record, body: blob.size > 0 ? blob : undefined };
  }

  /** Whether earlier writes have to go first. Nothing waits for a dead one. */
  function isBusy(route: string): boolean {
    if (policyOf(route).order === 'none') return false;
    return (
      keeping.includes(route) ||
      store.list(route).some(({ state }) => state !== 'dead' && state !== 'delivered')
    );
  }

  async function keep({ body, record }: Write): Promise<Response> {
    keeping.push(record.route);
    await load();
    const refusal =
      firstOrder === undefined
        ? 'storage'
        : await intake({ body, record: { ...record, order: firstOrder + record.order } });
    keeping.splice(keeping.indexOf(record.route), 1);
    if (refusal) {
      report.note('outbox/refused', record.url, refusal);
      return refusedResponse(record, refusal);
    }
    onKept(record);
    return acceptedResponse(record);
  }

  return async ({ clientId, request }, route, fetch) => {
    const write = await describe(request, route.name);
    if (isBusy(route.name)) return keep(write);
    const { body, record } = write;
    const { retryStatuses } = policyOf(route.name);
    const controller = new AbortController();
    let answer: OutboxAnswer | undefined;
    let response: Response | undefined;
    request.signal.addEventListener('abort', () => controller.abort(request.signal.reason), {
      once: true,
    });
    if (route.timeoutMs !== undefined) {
      // Once there is an answer, its body may take longer.
      void runtime.wait(route.timeoutMs).then(() => response ?? controller.abort());
    }
    try {
      response = await fetch(toRequest(record, body, controller.signal));
      const { headers, status, statusText } = response;
      if (!unsentStatuses.includes(status) || !retryStatuses.includes(status)) {
        return response;
      }
      answer = { status, statusText, headers: [...headers] };
      void response.body?.cancel();
    } catch (error) {
      // A page that was closed has not taken its word back.
      if (request.signal.aborted && (await runtime.clients.get(clientId))) throw error;
      report.note('outbox/unreachable', record.url, error);
    }
    return keep({ record: settle({ ...record, attempts: 1 }, answer), body });
  };
}
