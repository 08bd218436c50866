import { readVisit, type NewVisit, type Visit } from '../shared/visit.js';
import { ApiError, request } from './api.js';
import { readCountry } from './atlas.js';
import type { Connectivity } from './connectivity.js';

/** What the tab knows of the journal. */
type JournalState =
  | { readonly name: 'loading' }
  /** `asOfMs`: when the server said so; older than now where the answer came from the cache. */
  | { readonly name: 'ready'; readonly visits: readonly Visit[]; readonly asOfMs: number }
  | { readonly name: 'failed'; readonly message: string };

/** The visits, shared by all pages of the tab. */
export interface Journal {
  state(): JournalState;
  load(): Promise<void>;
  /** @throws {ApiError} when it was not stored */
  add(visit: NewVisit): Promise<void>;
  /** @throws {ApiError} when it was not deleted */
  remove(id: string): Promise<void>;
}

/** An answer older than this did not come from the server just now. */
export const staleAfterMs = 10_000;

/** Starts empty; the first page that needs it loads it. */
export function createJournal(connectivity: Connectivity, onChange: () => void): Journal {
  let state: JournalState = { name: 'loading' };

  async function load(): Promise<void> {
    try {
      state = parseJournal(await request('/api/visits'));
      if (Date.now() - state.asOfMs > staleAfterMs) connectivity.suspect();
    } catch (error) {
      connectivity.suspect();
      // What was seen before in this tab is better than a message.
      if (state.name !== 'ready') state = { name: 'failed', message: toMessage(error) };
    }
    onChange();
  }

  async function write(path: string, init: RequestInit): Promise<void> {
    try {
      await request(path, init);
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'unreachable') connectivity.suspect();
      throw error;
    }
    await load();
  }

  return {
    state: () => state,
    load,
    add: async (visit) =>
      write('/api/visits', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(visit),
      }),
    remove: async (id) => write(`/api/visits/${id}`, { method: 'DELETE' }),
  };
}

function parseJournal(body: unknown): Extract<JournalState, { name: 'ready' }> {
  if (typeof body !== 'object' || body === null || !('visits' in body) || !('asOf' in body)) {
    throw new ApiError('refused', 'The server’s answer is no journal.');
  }
  const entries: readonly unknown[] = Array.isArray(body.visits) ? body.visits : [];
  const visits = entries
    .map((entry) => readVisit(entry, (id) => readCountry(id) !== undefined))
    .filter((visit) => visit !== undefined);
  return { name: 'ready', visits, asOfMs: Date.parse(String(body.asOf)) };
}

function toMessage(error: unknown): string {
  return error instanceof ApiError ? error.message : String(error);
}
