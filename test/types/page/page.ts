import {
  connect,
  isHoldfastError,
  type Connection,
  type OutboxEvent,
  type Status,
  type UpdateEvent,
} from 'holdfast/page';
import { connect as connectConfigured } from 'virtual:holdfast';

const holdfast: Connection = connectConfigured();
export const elsewhere: Connection = connect({ worker: new URL('https://app.example/sw.js') });

export const stop: () => void = holdfast.on('update', (event) => {
  const { changes, version }: UpdateEvent = event;
  document.title = `${version}: ${changes?.bytes ?? 0}`;
});

holdfast.on('outbox', (event: OutboxEvent) => {
  switch (event.type) {
    case 'delivered':
      document.title = `${event.answer.status} ${event.answer.body?.size}`;
      break;
    case 'failed':
    case 'expired':
      document.title = event.item.reason ?? '';
      break;
    case 'queued':
    case 'blocked':
      // @ts-expect-error -- only what was delivered has an answer to it
      void event.answer;
      break;
    default:
      event satisfies never;
  }
});

export async function describe(): Promise<string> {
  const status: Status = await holdfast.status();
  // @ts-expect-error -- absent in some engines
  const { usageBytes } = status.storage;
  await holdfast.purge({ urls: '/photos/*' });
  const [write] = await holdfast.outbox.list();
  if (write?.body) await holdfast.outbox.retry(write.id);
  return `${status.version ?? 'none'} ${usageBytes}`;
}

export function isOffline(error: unknown): boolean {
  // @ts-expect-error -- no such code
  if (isHoldfastError(error) && error.code === 'page/offline') return false;
  return isHoldfastError(error) && error.code === 'page/no-answer';
}

// @ts-expect-error -- no such event
holdfast.on('updated', () => undefined);
// @ts-expect-error -- what is configured takes nothing
connectConfigured({ worker: '/sw.js' });
// @ts-expect-error -- no such option
connect({ url: '/sw.js' });
// @ts-expect-error -- everything is `{ all: true }`
void holdfast.purge({ all: false });
