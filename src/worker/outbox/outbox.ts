import type { PlannedOutbox } from '../../manifest/plan.js';
import { protocolVersion } from '../../protocol/messages.js';
import { isOutboxMessage, type OutboxEvent } from '../../protocol/outbox.js';
import type { FeatureFactory } from '../feature.js';
import { createCommands } from './commands.js';
import { createDelivery } from './delivery.js';
import { createIntake } from './intake.js';
import { createOutboxPlatform } from './platform.js';
import { createPost } from './post.js';
import { toItem } from './record.js';
import { createOutboxStore } from './store.js';
import { toEvent } from './tell.js';
import { judge, type Settle } from './verdict.js';

const syncTag = 'holdfast:outbox';
// Any response shows that the server is there; they come in bursts.
const nudgeDelayMs = 500;
// Chromium comes again after five minutes only; but it does not quit while a sync event lasts.
const longestSyncWaitMs = 10_000;
const mostSyncWaits = 5;

/**
 * Keeps the writes that could not be sent, and sends them when they can be: each until the server has answered it for good, and
 * in the order they were made.
 */
export const outbox: FeatureFactory = (context, listFeatures) => {
  const { names, plan, report, runtime } = context;
  const platform = createOutboxPlatform(runtime);
  const store = createOutboxStore(context);
  const settle: Settle = (record, answer) =>
    judge(record, policyOf(record.route), answer, {
      nowMs: runtime.now(),
      random: platform.random(),
    });
  const delivery = createDelivery(context, store, {
    platform,
    settle,
    policyOf,
    hooks: context.app?.outbox ?? {},
    tell(record, body) {
      const event = toEvent(record, body);
      if (event) announce(event);
    },
  });
  const post = createPost(context, store, {
    platform,
    settle,
    policyOf,
    intake: createIntake(context, store, policyOf, listFeatures),
    onKept(record) {
      announce({ type: 'queued', item: toItem(record) });
      void platform.requestSync(syncTag);
    },
  });
  const command = createCommands(runtime, store, delivery, policyOf);
  const routes = new Map(
    plan.routes.filter((route) => route.outbox).map((route) => [names.route(route.name), route]),
  );
  let nudging: Promise<void> | undefined;
  let isStarted = false;

  /** Writes outlive the route they were made for. */
  function policyOf(routeName: string): PlannedOutbox {
    return plan.routes.find(({ name }) => name === routeName)?.outbox ?? plan.outbox!;
  }

  function announce(event: OutboxEvent): void {
    void report.tell({ holdfast: protocolVersion, type: 'outbox', event });
  }

  /** The server may be there again: for all that says so within a moment, the outbox is woken once. */
  function nudge(): Promise<void> {
    return (nudging ??= runtime.wait(nudgeDelayMs).then(() => {
      nudging = undefined;
      return delivery.wake('reachable');
    }));
  }

  return {
    name: 'outbox',
    access(handler, cacheName, access) {
      const route = routes.get(cacheName);
      const event = handler.event as FetchEvent;
      return {
        ...access,
        async fetch(request) {
          // The answer to a write that is kept would make no page.
          const response = await (route && request.mode !== 'navigate'
            ? post({ request, clientId: event.clientId }, route, access.fetch)
            : access.fetch(request));
          const isOwn = new URL(request.url).origin === runtime.scope.origin;
          if (isOwn && response.ok && store.hasOpen()) {
            void handler.waitUntil(nudge());
          }
          return response;
        },
      };
    },
    respond({ event, request }) {
      // A worker that has just been started has yet to see what is there; a page that opens is a sign of its own.
      if (!isStarted || (request.mode === 'navigate' && store.hasOpen())) {
        event.waitUntil(nudge());
      }
      isStarted = true;
      return undefined;
    },
    // One that waits is asked for its status too, and the worker before it goes on.
    activate: () =>
      store.reload().catch(() => {
        // Reported where it happened.
      }),
    idle: () => delivery.wake('reachable'),
    async sync(tag) {
      if (tag !== syncTag) return;
      for (let waits = 0; waits < mostSyncWaits; waits++) {
        await delivery.wake('reachable');
        const { dueInMs, isUnreachable } = delivery.readOutlook();
        if (dueInMs === undefined) return;
        if (isUnreachable || dueInMs > longestSyncWaitMs) break;
        await runtime.wait(dueInMs);
      }
      // So that the browser tries again. Source: Web Background Synchronization, "fire a sync event"
      throw new Error('Some writes are not delivered yet.');
    },
    message: (message, event) => (isOutboxMessage(message) ? command(message, event) : undefined),
    async status() {
      try {
        await store.load();
        return { outbox: store.readStatus() };
      } catch {
        // Reported where it happened, and the state says so.
        return {};
      }
    },
  };
};
