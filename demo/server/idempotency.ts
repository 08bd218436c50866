import { createHash } from 'node:crypto';
import type { Sql } from './database.js';

/** What the server says to a write. */
export interface Answer {
  readonly status: 200 | 201 | 204 | 400 | 403 | 404 | 409 | 413 | 415 | 422;
  /** Sent as JSON; absent with 204. */
  readonly body?: unknown;
}

/** What makes a write the same as one that came before. */
export interface WriteIdentity {
  /** As the `Idempotency-Key` names it; absent where the sender makes no such promise. */
  readonly key?: string;
  readonly fingerprint: string;
}

/** Remembers what was answered, so that a repeated write has its effect once. */
export interface WriteLog {
  /**
   * Runs the effect, and stores its answer under the key, in one transaction: there is never the one without the other. A
   * repeat gets the stored answer. Only what succeeded is stored: a refusal changed nothing, and asked again later the same
   * write may well be possible. As a transaction locks the database, a repeat waits for the first, in other processes too.
   */
  once(write: WriteIdentity, effect: () => Answer): Answer;
}

/** Longer than an outbox goes on trying by itself, with room for a traveller who presses "Send again" late. */
const keepKeysMs = 30 * 24 * 60 * 60 * 1000;

const maxKeyLength = 200;

/** Works on an open database. */
export function createWriteLog(database: Sql, now: () => number): WriteLog {
  const select = database.prepare(
    'SELECT fingerprint, status, body FROM idempotency_keys WHERE key = ?',
  );
  const insert = database.prepare(
    'INSERT INTO idempotency_keys (key, fingerprint, status, body, created_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const prune = database.prepare('DELETE FROM idempotency_keys WHERE created_at_ms < ?');

  function answer({ key, fingerprint }: WriteIdentity, effect: () => Answer): Answer {
    if (key === undefined) return effect();
    prune.run(now() - keepKeysMs);
    const stored = select.get(key) as StoredAnswer | undefined;
    if (stored && stored.fingerprint !== fingerprint) {
      return { status: 422, body: { error: 'This Idempotency-Key belongs to another request.' } };
    }
    if (stored) {
      return { status: stored.status, ...(stored.body !== null && { body: parse(stored.body) }) };
    }
    const result = effect();
    const text = result.body === undefined ? null : JSON.stringify(result.body);
    if (result.status < 400) insert.run(key, fingerprint, result.status, text, now());
    return result;
  }

  const inTransaction = database.transaction(answer);
  return { once: (write, effect) => inTransaction.immediate(write, effect) };
}

interface StoredAnswer {
  readonly fingerprint: string;
  readonly status: Answer['status'];
  readonly body: string | null;
}

function parse(body: string): unknown {
  return JSON.parse(body);
}

/** The key of a request, if it has one; `ok: false` where the header is none. */
export type ParsedKey =
  { readonly ok: true; readonly key?: string } | { readonly ok: false; readonly error: string };

/**
 * Reads an `Idempotency-Key` header.
 * Sources: draft-ietf-httpapi-idempotency-key-header §2.1 (an Item that is a String); RFC 9651 §3.3.3 (what a String is)
 */
export function parseKey(header: string | undefined): ParsedKey {
  if (header === undefined) return { ok: true };
  const text = /^ *"((?:[ !#-[\]-~]|\\["\\])*)" *$/.exec(header)?.[1];
  const key = text?.replaceAll(/\\(.)/g, '$1');
  if (key === undefined || key === '' || key.length > maxKeyLength) {
    const error = `Idempotency-Key is not a quoted string of 1 to ${maxKeyLength} ASCII characters, as in "8e03978e-40d5".`;
    return { ok: false, error };
  }
  return { ok: true, key };
}

/** Tells requests apart that are sent under the same key. */
export function toFingerprint(method: string, path: string, body: Uint8Array): string {
  return createHash('sha256').update(`${method} ${path}\n`).update(body).digest('hex');
}
