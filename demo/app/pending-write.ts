import type { OutboxItem } from 'holdfast/page';
import type { NewVisit, NoteChange } from '../shared/visit.js';
import { readRefusal, type Refusal } from './refusal.js';

/** A write to the journal that the server does not have yet. */
export interface PendingWrite {
  readonly item: OutboxItem;
  readonly content: WriteContent;
  /** What the server said last, if it was reached. */
  readonly refusal?: Refusal;
  /** Address of the photo in the page's memory. */
  readonly photoUrl?: string;
}

/** What a write is about. */
export type WriteContent =
  | { readonly kind: 'add'; readonly visit: NewVisit; readonly photo?: Blob }
  | { readonly kind: 'edit'; readonly visitId: string; readonly change: NoteChange }
  | { readonly kind: 'delete'; readonly visitId: string }
  /** Nothing that this version of the app writes. */
  | { readonly kind: 'other' };

/** Reads what a write is about out of its request. */
export async function readContent(item: OutboxItem): Promise<WriteContent> {
  const { pathname } = new URL(item.url);
  const visitId = /^\/api\/visits\/([^/]+)$/.exec(pathname)?.[1];
  try {
    if (item.method === 'POST' && pathname === '/api/visits') return await readAdd(item);
    if (item.method === 'PATCH' && visitId !== undefined) return await readEdit(item, visitId);
  } catch {
    // Not written by this version of the app; it is still shown as something that waits.
    return { kind: 'other' };
  }
  return item.method === 'DELETE' && visitId !== undefined
    ? { kind: 'delete', visitId }
    : { kind: 'other' };
}

/** Reads the server's last answer to a write. */
export async function readAnswer({ answer }: OutboxItem): Promise<Refusal | undefined> {
  return answer && readRefusal(answer.status, await readJson(answer.body));
}

async function readAdd({ body, headers }: OutboxItem): Promise<WriteContent> {
  // With the request's own header: a blob's type is in lower case, and boundaries are not.
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const form = await new Response(body ?? null, { headers: { 'content-type': type } }).formData();
  const [id, country, date, note] = ['id', 'country', 'date', 'note'].map((name) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  }) as [string, string, string, string];
  const photo = form.get('photo');
  return {
    kind: 'add',
    visit: { id, country, date, note },
    ...(photo instanceof Blob && photo.size > 0 && { photo }),
  };
}

async function readEdit({ body }: OutboxItem, visitId: string): Promise<WriteContent> {
  const { note, version } = Object(await readJson(body)) as Readonly<Record<string, unknown>>;
  if (typeof note !== 'string' || typeof version !== 'number') return { kind: 'other' };
  return { kind: 'edit', visitId, change: { note, version } };
}

async function readJson(body: Blob | undefined): Promise<unknown> {
  try {
    return JSON.parse((await body?.text()) ?? '');
  } catch {
    return undefined;
  }
}
