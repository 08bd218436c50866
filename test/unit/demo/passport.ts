import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createApp } from '../../../demo/server/app.js';
import type { Visit } from '../../../demo/shared/visit.js';

/** The demo's server without its socket, on a database of its own. */
export interface Passport {
  /** The server's clock, in ms since the epoch; a test may move it. */
  nowMs: number;
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a visit as the form does. */
  post(fields: VisitFields, options?: PostOptions): Promise<Response>;
  list(): Promise<readonly Visit[]>;
  /** Ends the server, and starts another one on the same database. */
  restart(): void;
}

type VisitFields = Partial<Record<'id' | 'country' | 'date' | 'note', string>>;

interface PostOptions {
  readonly key?: string;
  readonly photo?: Blob;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Smallest picture there is: one transparent pixel. */
export const pixel: Uint8Array<ArrayBuffer> = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
);

export const iceland = {
  id: '0b0a7d6e-3f52-4d6c-9d0b-6d8e6a1c2f31',
  country: 'isl',
  date: '2026-05-17',
  note: 'Geysers and rain',
} as const;

export function startPassport(): Passport {
  const folder = mkdtempSync(join(tmpdir(), 'passport-'));
  const databaseFile = join(folder, 'passport.db');
  let nowMs = Date.UTC(2026, 4, 18);
  let running = start();
  onTestFinished(() => {
    running.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(): ReturnType<typeof createApp> {
    return createApp({ staticDir: folder, databaseFile, now: () => nowMs });
  }

  async function send(path: string, init?: RequestInit): Promise<Response> {
    return running.app.request(path, init);
  }

  return {
    get nowMs() {
      return nowMs;
    },
    set nowMs(value) {
      nowMs = value;
    },
    send,
    async post(fields, { key, photo, headers } = {}) {
      const { body, contentType } = await toForm(fields, photo);
      return send('/api/visits', {
        method: 'POST',
        headers: {
          'content-type': contentType,
          ...(key !== undefined && { 'idempotency-key': JSON.stringify(key) }),
          ...headers,
        },
        body,
      });
    },
    async list() {
      const response = await send('/api/visits');
      return ((await response.json()) as { visits: readonly Visit[] }).visits;
    },
    restart() {
      running.close();
      running = start();
    },
  };
}

/** A repeat of the outbox has the same bytes, and so the same boundary. */
async function toForm(
  fields: VisitFields,
  photo: Blob | undefined,
): Promise<{ body: ArrayBuffer; contentType: string }> {
  const boundary = 'passport-boundary';
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = new Blob([
    ...parts,
    ...(photo
      ? [
          `--${boundary}\r\ncontent-disposition: form-data; name="photo"; filename="photo"\r\n` +
            `content-type: ${photo.type || 'application/octet-stream'}\r\n\r\n`,
          photo,
          '\r\n',
        ]
      : []),
    `--${boundary}--\r\n`,
  ]);
  return {
    body: await body.arrayBuffer(),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}
