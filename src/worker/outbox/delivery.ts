import type { PlannedOutbox } from '../../manifest/plan.js';
import type { OutboxOutlook, WakeMode } from '../../protocol/outbox.js';
import type { OutboxHooks, WorkerContext } from '../feature.js';
import type { OutboxPlatform } from './platform.js';
import { isOpen, toItem, toRequest, type OutboxRecord } from './record.js';
import type { OutboxStore, Write } from './store.js';
import { isDue, type Settle } from './verdict.js';

// As many as browsers open connections to one server over HTTP/1.1.
const parallelDeliveries = 6;
// An upload over a slow line takes its time; a browser ends the event after five minutes.
const longestDeliveryMs = 4 * 60_000;
const largestAnswerBytes = 1024 * 1024;

/** Sends what waits. */
export interface Delivery {
  /** Resolves when nothing more can be sent for now. Never rejects; calls that come meanwhile join in. */
  wake(mode: WakeMode): Promise<void>;
  readOutlook(): OutboxOutlook;
}

/** What a delivery depends on besides the store. */
export interface DeliveryParts {
  readonly platform: OutboxPlatform;
  readonly hooks: OutboxHooks;
  readonly settle: Settle;
  policyOf(route: string): PlannedOutbox;
  /** Tells pages what became of a write. */
  tell(record: OutboxRecord, answer?: ArrayBuffer): void;
}

/** Makes the delivery loop of one worker. One loop runs at a time, in whichever worker of the scope. */
export function createDelivery(
  { report, runtime }: WorkerContext,
  store: OutboxStore,
  { hooks, platform, policyOf, settle, tell }: DeliveryParts,
): Delivery {
  /** What the present wake-up has sent already. */
  const tried = new Set<string>();
  /** Routes whose server it could not reach; the rest of their writes would fare no better. */
  const unreachable = new Set<string>();
  let mode: WakeMode = 'due';
  let isWoken = false;
  let running: Promise<void> | undefined;

  /** Writes of a route that may be under way now, in its order. */
  function listOpen(route: string): OutboxRecord[] {
    const records = store.list(route);
    if (records.some(({ state }) => state === 'blocked')) return [];
    const open = records.filter(isOpen);
    return policyOf(route).order === 'none' ? open : open.slice(0, 1);
  }

  function listRoutes(): string[] {
    return [...new Set(store.list().map(({ route }) => route))];
  }

  function next(route: string): OutboxRecord | undefined {
    if (unreachable.has(route)) return undefined;
    return listOpen(route).find(
      (record) =>
        record.state === 'waiting' && isDue(record, mode, tried.has(record.id), runtime.now()),
    );
  }

  function claim(route: string): OutboxRecord | undefined {
    const record = next(route);
    if (!record) return undefined;
    tried.add(record.id);
    const attempts = record.attempts + 1;
    return { ...record, state: 'sending', attempts, attemptedAtMs: runtime.now() };
  }

  /** Settles a write that was sent, and claims the next of its route in the same transaction. */
  async function advance(
    route: string,
    settled?: OutboxRecord,
    answer?: ArrayBuffer,
  ): Promise<Write | undefined> {
    const claimed = await store.settleAndClaim(() => claim(route), settled, answer);
    if (settled) tell(settled, answer);
    return claimed;
  }

  async function send({
    record,
    body,
  }: Write): Promise<[settled: OutboxRecord, answer: ArrayBuffer | undefined]> {
    try {
      // The server must not take it for one without.
      if (record.sizeBytes > 0 && !body) throw new Error('its body cannot be read');
      const request = toRequest(record, body, AbortSignal.timeout(longestDeliveryMs));
      const made = await hooks.beforeDelivery?.(request, toItem(record));
      const response = await runtime.fetch(made ?? request);
      const { headers, status, statusText } = response;
      const answer = await readAnswer(response);
      const settled = settle(record, { status, statusText, headers: [...headers] });
      // What it says of a write that is sent again is of no use to a page.
      return [settled, settled.state === 'waiting' ? undefined : answer];
    } catch (error) {
      report.note('outbox/unreachable', record.url, error);
      unreachable.add(record.route);
      return [settle(record), undefined];
    }
  }

  async function runLane(route: string): Promise<void> {
    try {
      let claimed = await advance(route);
      while (claimed) claimed = await advance(route, ...(await send(claimed)));
    } catch (error) {
      // Nothing is sent that could not be marked as such; the next wake-up reads what is stored.
      report.note('outbox/stopped', route, error);
    }
  }

  async function runRoute(route: string): Promise<unknown> {
    const lanes = policyOf(route).order === 'none' ? parallelDeliveries : 1;
    return Promise.all(Array.from({ length: lanes }, () => runLane(route)));
  }

  /** Takes back what a killed worker was sending, gives up what is too old, and forgets what nobody asked for. */
  async function tidy(): Promise<void> {
    const changed: OutboxRecord[] = [];
    const forgotten: string[] = [];
    for (const record of store.list()) {
      const { attemptedAtMs = 0, expiresAtMs, id, state } = record;
      const nowMs = runtime.now();
      if (state === 'sending') {
        // Who holds the lock knows that its sender is gone; without locks, its time has to be up.
        const isLeased = nowMs >= attemptedAtMs && nowMs < attemptedAtMs + longestDeliveryMs;
        if (platform.hasLocks || !isLeased) changed.push(settle(record));
      } else if (nowMs >= expiresAtMs && state === 'delivered') {
        forgotten.push(id);
      } else if (nowMs >= expiresAtMs && state !== 'dead') {
        changed.push({ ...record, state: 'dead', reason: 'expired', isUnheard: true });
      }
    }
    for (const route of listRoutes()) {
      const outcomes = store.list(route).filter(({ state }) => state === 'delivered');
      const excess = outcomes.slice(0, -policyOf(route).maxEntries);
      forgotten.push(...excess.map(({ id }) => id));
    }
    if (changed.length > 0) await store.update(() => changed.filter(({ id }) => store.get(id)));
    if (forgotten.length > 0) await store.remove(forgotten);
    for (const record of changed) tell(record);
  }

  /** Whether a run would change anything, as far as this worker knows. */
  function hasWork(): boolean {
    const nowMs = runtime.now();
    const isUntidy = ({ expiresAtMs, state }: OutboxRecord): boolean =>
      state === 'sending' || (nowMs >= expiresAtMs && state !== 'dead');
    return store.list().some(isUntidy) || listRoutes().some((route) => next(route));
  }

  async function run(): Promise<void> {
    try {
      await store.load();
      while (isWoken && hasWork()) {
        isWoken = false;
        await platform.lock(`holdfast:${runtime.scope.pathname}:outbox`, async () => {
          await store.reload();
          await tidy();
          await Promise.all(listRoutes().map(runRoute));
        });
      }
    } catch (error) {
      report.note('outbox/stopped', runtime.scope.href, error);
    }
    running = undefined;
    isWoken = false;
    mode = 'due';
  }

  return {
    wake(wanted) {
      if (mode !== 'all' && wanted !== 'due') mode = wanted;
      isWoken = true;
      tried.clear();
      unreachable.clear();
      return (running ??= run());
    },
    readOutlook() {
      const nowMs = runtime.now();
      const open = listRoutes().flatMap(listOpen);
      const dueInMs = open
        .filter(({ state }) => state === 'waiting')
        .map(({ nextAttemptAtMs }) => Math.max(nextAttemptAtMs - nowMs, 0));
      return {
        waiting: open.length,
        ...(dueInMs.length > 0 && { dueInMs: Math.min(...dueInMs) }),
        isUnreachable: open.some(({ setback }) => setback === 'unreachable'),
      };
    },
  };
}

/** An empty body is none, and a large one is not kept; a body that breaks off does not undo what the status says. */
async function readAnswer(response: Response): Promise<ArrayBuffer | undefined> {
  try {
    const body = await response.arrayBuffer();
    const { byteLength } = body;
    return byteLength > 0 && byteLength <= largestAnswerBytes ? body : undefined;
  } catch {
    return undefined;
  }
}
