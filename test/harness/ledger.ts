import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { SiteServer } from './site-server.js';

/** A write that the server has taken. */
interface Taken {
  /** Absent where it came without one. */
  readonly key: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly type: string | undefined;
  readonly body: Buffer;
  readonly sha256: string;
  readonly headers: IncomingMessage['headers'];
}

/** What the server does with one request: after a delay, it takes the write or not, and answers or not. */
export interface Treatment {
  readonly delayMs?: number;
  /** `'before'`: the connection breaks, and nothing is taken. `'after'`: it breaks, and the write is taken. */
  readonly reset?: 'before' | 'after';
  /** Any but a 2xx takes nothing. Default: 201. */
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** The fault of a request that came without a key. */
export const noKey = 'a write without a key';

/** A server's side of the outbox: it takes each write once, by its `Idempotency-Key`. */
export interface Ledger {
  /** In the order in which they were taken. */
  readonly taken: Taken[];
  /** Their bodies as texts. */
  texts(): string[];
  /** How many requests came. */
  requests: number;
  /** How many requests at most were being worked on at a time. */
  mostAtOnce: number;
  /** Requests that came while one with the same key was being worked on. */
  sameAtOnce: number;
  /** Requests for a write that was taken already. */
  repeats: number;
  /** Requests that came without a key, or with the key of another write. */
  readonly faults: string[];
  treat: (write: Taken, request: IncomingMessage) => Treatment;
}

/** Answers these paths of a site from a ledger. */
export function keepLedger(site: SiteServer, paths: readonly string[]): Ledger {
  const ledger: Ledger = {
    taken: [],
    texts: () => ledger.taken.map(({ body }) => String(body)),
    requests: 0,
    mostAtOnce: 0,
    sameAtOnce: 0,
    repeats: 0,
    faults: [],
    treat: () => ({}),
  };
  const underway: string[] = [];
  const done = new Map<string, Taken>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    ledger.requests++;
    const body = await readBody(request);
    // What did not come whole never reached the app behind a server.
    if (!body) return;
    const write = toTaken(request, body);
    const { key = '' } = write;
    if (key === '') ledger.faults.push(noKey);
    else if (!/^"[\da-f-]{36}"$/.test(key)) ledger.faults.push(`the key ${key}`);
    if (key !== '' && underway.includes(key)) ledger.sameAtOnce++;
    underway.push(key);
    ledger.mostAtOnce = Math.max(ledger.mostAtOnce, underway.length);
    try {
      const {
        delayMs = 0,
        headers = {},
        reset,
        status = 201,
        ...rest
      } = ledger.treat(write, request);
      if (delayMs > 0) await wait(delayMs);
      if (reset === 'before') {
        response.destroy();
        return;
      }
      if (status < 300) take(write);
      if (reset === 'after') response.destroy();
      else response.writeHead(status, headers).end(rest.body);
    } finally {
      underway.splice(underway.indexOf(key), 1);
    }
  }

  function take(write: Taken): void {
    const before = write.key !== undefined && done.get(write.key);
    if (before) {
      ledger.repeats++;
      if (before.sha256 !== write.sha256) ledger.faults.push(`two writes with ${write.key}`);
      return;
    }
    if (write.key !== undefined) done.set(write.key, write);
    ledger.taken.push(write);
  }

  for (const path of paths) site.answers.set(path, answer);
  return ledger;
}

function toTaken(request: IncomingMessage, body: Buffer): Taken {
  const { headers, method = '', url = '' } = request;
  return {
    key: headers['idempotency-key'] as string | undefined,
    method,
    path: url,
    type: headers['content-type'],
    body,
    sha256: createHash('sha256').update(body).digest('hex'),
    headers,
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}
