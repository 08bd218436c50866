import { readVisit, type NewVisit, type NoteChange, type Visit } from '../shared/visit.js';
import { ApiError, request, send, type Sent } from './api.js';
import { readCountry } from './atlas.js';
import type { Connectivity } from './connectivity.js';
import { toEntries, type Entry } from './entries.js';
import type { Outbox } from './outbox.js';

/** What the tab knows of the journal. */
type JournalState =
  | { readonly name: 'loading' }
  /** `asOfMs`: when the server said so; older than now where the answer came from the cache. */
  | { readonly name: 'ready'; readonly visits: readonly Visit[]; readonly asOfMs: number }
  | { readonly name: 'failed'; readonly message: string };

/** The visits, shared by all pages of the tab. */
export interface Journal {
  state(): JournalState;
  /** What the server has, as far as it is known, and what waits to be sent. */
  entries(): readonly Entry[];
  load(): Promise<void>;
  /** @throws {ApiError} when it is neither stored nor kept for later; so do the next two */
  add(visit: NewVisit, photo: Blob | undefined): Promise<Sent>;
  change(id: string, change: NoteChange): Promise<Sent>;
  remove(id: string): Promise<Sent>;
}

/** An answer older than this did not come from the server just now. */
export const staleAfterMs = 10_000;

/** What the journal stands on. */
export interface JournalOptions {
  readonly connectivity: Connectivity;
  readonly outbox: Outbox;
  readonly onChange: () => void;
}

/** Starts empty; the first page that needs it loads it. */
export function createJournal({ connectivity, outbox, onChange }: JournalOptions): Journal {
  let state: JournalState = { name: 'loading' };
  let loading: Promise<void> | undefined;
  let isWanted = false;

  /** One at a time: who asks while an answer is under way needs one that knows what has happened since. */
  async function load(): Promise<void> {
    isWanted = true;
    loading ??= loadWhileWanted().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  async function loadWhileWanted(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      await loadOnce();
    }
  }

  async function loadOnce(): Promise<void> {
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

  async function write(path: string, init: RequestInit): Promise<Sent> {
    let sent: Sent;
    try {
      sent = await send(path, init);
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'unreachable') connectivity.suspect();
      throw error;
    }
    if (sent === 'delivered') {
      await load();
    } else {
      connectivity.suspect();
      await outbox.load();
    }
    return sent;
  }

  return {
    state: () => state,
    entries: () => toEntries(state.name === 'ready' ? state.visits : [], outbox.writes()),
    load,
    add: async (visit, photo) =>
      write('/api/visits', { method: 'POST', body: toForm(visit, photo) }),
    change: async (id, change) =>
      write(`/api/visits/${id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(change),
      }),
    remove: async (id) => write(`/api/visits/${id}`, { method: 'DELETE' }),
  };
}

function toForm({ id, country, date, note }: NewVisit, photo: Blob | undefined): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ id, country, date, note })) form.set(name, value);
  if (photo) form.set('photo', photo, 'photo');
  return form;
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
