import type { Connection } from 'holdfast/page';
import { createId } from './create-id.js';

/** The tabs that have the app open. */
export interface Tabs {
  /** The version that each of them was loaded with, this one's first; `undefined` where a tab does not know its own. */
  versions(): readonly (string | undefined)[];
  /** Asks all of them. One that has not answered the last time counts no more. */
  ask(): void;
}

interface Message {
  readonly type: 'who' | 'here' | 'gone';
  readonly id: string;
  readonly version?: string | undefined;
}

/** Joins the tabs, which tell one another: a page cannot see its worker's other clients. */
export function createTabs(connection: Connection, onChange: () => void): Tabs {
  const id = createId();
  const channel = new BroadcastChannel('passport:tabs');
  const others = new Map<string, { version: string | undefined; isSilent: boolean }>();
  let version: string | undefined;

  function tell(type: Message['type']): void {
    channel.postMessage({ type, id, version } satisfies Message);
  }

  /** A tab keeps its version for as long as it lives, so the first answer is the only one that is needed. */
  function settle(own: string | undefined): void {
    if (version !== undefined || own === undefined) return;
    version = own;
    tell('here');
    onChange();
  }

  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = readMessage(data);
    if (message?.type === 'who') tell('here');
    if (message?.type === 'here') {
      others.set(message.id, { version: message.version, isSilent: false });
    }
    if (message?.type === 'gone') others.delete(message.id);
    if (message) onChange();
  });
  addEventListener('pagehide', () => tell('gone'));
  // Back out of the browser's back-forward cache.
  addEventListener('pageshow', () => tell('here'));
  connection.on('offline-ready', (event) => settle(event.version));
  connection.on('update', ({ previousVersion }) => settle(previousVersion));
  void connection.status().then((status) => settle(status.version));

  return {
    versions: () => [version, ...Array.from(others.values(), (other) => other.version)],
    ask() {
      for (const [other, tab] of others) {
        if (tab.isSilent) others.delete(other);
        tab.isSilent = true;
      }
      tell('who');
    },
  };
}

/** The other tab may run another version of this code. */
function readMessage(data: unknown): Message | undefined {
  const { type, id, version } = Object(data) as Readonly<Record<string, unknown>>;
  if (type !== 'who' && type !== 'here' && type !== 'gone') return undefined;
  if (typeof id !== 'string') return undefined;
  return { type, id, ...(typeof version === 'string' && { version }) };
}
