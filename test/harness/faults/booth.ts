import type { Reply } from '../../../src/protocol/messages.js';
import { protocolVersion } from '../../../src/protocol/messages.js';
import type { LabMessage, Observation } from './faults.js';
import type { Conditions, Seen } from './lab-server.js';

declare global {
  interface Window {
    /** Kills every worker, as the browser does when it wants their memory. */
    stopWorkers(): Promise<void>;
    /** In the documents of a booth: sends a message as theirs. */
    post?(worker: ServiceWorker, message: unknown, port: MessagePort): void;
  }
}

/** What a page gets for a request: `failed` where `fetch` rejects, `hung` where nothing more can come of it. */
export type Answer = { readonly status: number; readonly body: string } | 'failed' | 'hung';

/** What a document shows: its title, and the edition of the script that ran in it. */
export interface Shown {
  readonly title: string | undefined;
  readonly ran: string | undefined;
}

/** What became of a worker that was to take charge. */
type Outcome = 'active' | 'failed' | 'hung';

/** A message of a worker to its pages. */
interface Told {
  readonly type: string;
  readonly state?: { readonly name: string };
}

/** One scope with its worker, its server's conditions and its pages. */
export interface Booth {
  readonly scope: string;
  /** What its worker has told its pages. */
  readonly told: Told[];
  set(conditions: Conditions): Promise<void>;
  look(): Promise<Seen>;
  /** Registers the worker, or has a registered one updated. */
  install(): Promise<Outcome>;
  readRegistration(): Promise<ServiceWorkerRegistration | undefined>;
  /** Opens a page in place of the one that is open. */
  open(path: string): Promise<Shown | 'hung'>;
  /** Opens one more page, beside it, and closes it again. */
  peek(path: string): Promise<Shown | 'hung'>;
  /** Asks from the open page. */
  fetch(path: string, init?: RequestInit): Promise<Answer>;
  /** Asks the worker in charge, as a page does; one that keeps silent has an `Answer`'s reason as its message. */
  ask<TValue>(question: {
    readonly type: string;
    readonly [key: string]: unknown;
  }): Promise<Reply<TValue>>;
  /** Asks the worker in charge for the lab; `undefined` where there is none. */
  tell(message: LabMessage): Promise<Observation | undefined>;
  kill(): Promise<void>;
  /** Takes everything away. */
  close(): Promise<void>;
}

// For what is left to the browser when the worker is at rest. A page that waits longer waits for ever.
const patienceMs = 1500;
// Nobody waits for an install; the browser ends one that does not come to an end by itself.
const installPatienceMs = 3000;
// For a worker that does not even come to rest.
const longestMs = 15_000;

/** Makes a booth at a scope that nobody else uses. */
export function createBooth(scope: string): Booth {
  const told: Told[] = [];
  let frame: HTMLIFrameElement | undefined;
  /** One that is unregistered goes on until its pages are gone. */
  let installed: ServiceWorker | undefined;

  function send(name: string, body?: object): Promise<Response> {
    return fetch(`/lab/${name}?scope=${scope}`, {
      method: 'POST',
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  function readRegistration(): Promise<ServiceWorkerRegistration | undefined> {
    // The scope's own, or none.
    return navigator.serviceWorker.getRegistration(scope);
  }

  async function load(path: string): Promise<[HTMLIFrameElement, Shown | 'hung']> {
    const made = document.createElement('iframe');
    made.src = scope + path;
    const loaded = new Promise((resolve) => made.addEventListener('load', resolve));
    document.body.append(made);
    const isLoaded = await settlesIn(loaded);
    const root = made.contentDocument?.documentElement;
    return [
      made,
      isLoaded === 'hung'
        ? 'hung'
        : { title: root?.querySelector('h1')?.textContent, ran: root?.dataset['ran'] },
    ];
  }

  async function tell(message: LabMessage): Promise<Observation | undefined> {
    const worker = (await readRegistration())?.active ?? installed;
    if (!worker || worker.state === 'redundant') return undefined;
    const { port1, port2 } = new MessageChannel();
    const answer = receive<Observation>(port1);
    worker.postMessage(message, [port2]);
    return Promise.race([answer, wait(longestMs).then(() => undefined)]);
  }

  /** What a promise resolves with, or `hung` when the worker has come to rest without it. */
  async function settlesIn<TValue>(promise: Promise<TValue>): Promise<TValue | 'hung'> {
    const tired = tell({ lab: 'rest' }).then(() => wait(patienceMs));
    return Promise.race([promise, tired.then((): 'hung' => 'hung')]);
  }

  return {
    scope,
    told,
    readRegistration,
    tell,
    set: async (conditions) => void (await send('conditions', conditions)),
    look: async () => (await (await send('seen')).json()) as Seen,
    async install() {
      const known = await readRegistration();
      const registration =
        known ?? (await navigator.serviceWorker.register(`${scope}sw.js`, { scope }));
      if (known) await known.update();
      const worker = registration.installing ?? registration.waiting;
      if (!worker) return registration.active ? 'active' : 'failed';
      installed = worker;
      const done = new Promise<Outcome>((resolve) => {
        const look = (): void => {
          if (worker.state === 'activated') resolve('active');
          if (worker.state === 'redundant') resolve('failed');
        };
        worker.addEventListener('statechange', look);
        look();
      });
      const { port1, port2 } = new MessageChannel();
      const rests = receive(port1);
      worker.postMessage({ lab: 'rest' } satisfies LabMessage, [port2]);
      const tired = Promise.race([rests.then(() => wait(installPatienceMs)), wait(longestMs)]);
      return Promise.race([done, tired.then((): 'hung' => 'hung')]);
    },
    async open(path) {
      frame?.remove();
      const [made, shown] = await load(path);
      frame = made;
      made.contentWindow?.navigator.serviceWorker.addEventListener('message', ({ data }) => {
        told.push(data as Told);
      });
      return shown;
    },
    async peek(path) {
      const [made, shown] = await load(path);
      made.remove();
      return shown;
    },
    async fetch(path, init) {
      const asked = async (): Promise<Answer> => {
        try {
          const response = await frame!.contentWindow!.fetch(scope + path, init);
          return { status: response.status, body: await response.text() };
        } catch {
          return 'failed';
        }
      };
      return settlesIn(asked());
    },
    async ask<TValue>(question: { readonly type: string }) {
      const page = frame!.contentWindow!;
      // A document that did not come cannot ask.
      if (!page.post) return { ok: false, message: 'no page' };
      const { serviceWorker } = page.navigator;
      const worker = serviceWorker.controller ?? (await serviceWorker.getRegistration())?.active;
      if (!worker) return { ok: false, message: 'no worker' };
      const { port1, port2 } = new MessageChannel();
      const answer = receive<Reply<TValue>>(port1);
      page.post(worker, { holdfast: protocolVersion, ...question }, port2);
      const reply = await settlesIn(answer);
      return reply === 'hung' ? { ok: false, message: 'hung' } : reply;
    },
    kill: () => window.stopWorkers(),
    async close() {
      frame?.remove();
      const registration = await readRegistration();
      await registration?.unregister();
      await window.stopWorkers();
      for (const name of await caches.keys()) {
        if (name.startsWith(`holdfast:${scope}:`)) await caches.delete(name);
      }
      indexedDB.deleteDatabase(`holdfast:${scope}`);
    },
  };
}

function receive<TValue>(port: MessagePort): Promise<TValue> {
  return new Promise((resolve) => {
    port.addEventListener('message', ({ data }) => resolve(data as TValue), { once: true });
    port.start();
  });
}

function wait(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
