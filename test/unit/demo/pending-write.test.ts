import type { OutboxItem } from 'holdfast/page';
import { describe, expect, it } from 'vitest';
import { readAnswer, readContent } from '../../../demo/app/pending-write.js';
import { iceland, pixel } from './passport.js';

const visitUrl = `http://localhost/api/visits/${iceland.id}`;

function item(part: Partial<OutboxItem>): OutboxItem {
  return {
    id: 'item',
    route: 'writes',
    method: 'POST',
    url: 'http://localhost/api/visits',
    headers: [],
    sizeBytes: 0,
    createdAtMs: 0,
    expiresAtMs: 0,
    state: 'waiting',
    attempts: 0,
    ...part,
  };
}

/** A form as a request carries it. */
async function formItem(form: FormData): Promise<OutboxItem> {
  const request = new Request('http://localhost/api/visits', { method: 'POST', body: form });
  return item({ headers: [...request.headers], body: await request.blob() });
}

function answered(body: string | undefined): OutboxItem {
  const answer = { status: 409, statusText: 'Conflict', headers: [] };
  return item({
    answer: body === undefined ? answer : { ...answer, body: new Blob([body]) },
  });
}

describe('the content of a write', () => {
  it('is a visit with its photo, byte for byte', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(iceland)) form.set(name, value);
    form.set('photo', new Blob([pixel], { type: 'image/png' }), 'photo');
    const content = await readContent(await formItem(form));
    expect(content).toMatchObject({ kind: 'add', visit: iceland });
    const photo = content.kind === 'add' ? content.photo : undefined;
    expect(new Uint8Array(await photo!.arrayBuffer())).toEqual(pixel);
  });

  it('is a visit also where it lacks fields, so that it can be shown and mended', async () => {
    const form = new FormData();
    form.set('note', 'Rain');
    expect(await readContent(await formItem(form))).toEqual({
      kind: 'add',
      visit: { id: '', country: '', date: '', note: 'Rain' },
    });
  });

  it('is a change or a deletion of one visit', async () => {
    const change = { note: 'Sun', version: 3 };
    const body = new Blob([JSON.stringify(change)]);
    expect(await readContent(item({ method: 'PATCH', url: visitUrl, body }))).toEqual({
      kind: 'edit',
      visitId: iceland.id,
      change,
    });
    expect(await readContent(item({ method: 'DELETE', url: visitUrl }))).toEqual({
      kind: 'delete',
      visitId: iceland.id,
    });
  });

  it.each([
    ['a form that is none', item({ body: new Blob(['x']) })],
    [
      'a change without a version',
      item({ method: 'PATCH', url: visitUrl, body: new Blob(['{}']) }),
    ],
    ['a change that is no JSON', item({ method: 'PATCH', url: visitUrl, body: new Blob(['{']) })],
    ['another address', item({ url: 'http://localhost/api/other' })],
  ])('is unknown for %s', async (_, write) => {
    expect(await readContent(write)).toEqual({ kind: 'other' });
  });
});

describe('the answer to a write', () => {
  it('is the server’s sentence, its problems, and the visit it has', async () => {
    const visit = { ...iceland, version: 2 };
    const problems = [{ field: 'note', message: 'is too long' }, 'nonsense'];
    const body = JSON.stringify({ error: 'It was changed.', problems, visit });
    expect(await readAnswer(answered(body))).toEqual({
      status: 409,
      sentence: 'It was changed.',
      problems: [{ field: 'note', message: 'is too long' }],
      current: visit,
    });
  });

  it.each([[undefined], ['<html>'], ['null']])('is its status where it said %j', async (body) => {
    expect(await readAnswer(answered(body))).toEqual({
      status: 409,
      sentence: 'It said: 409.',
      problems: [],
    });
  });

  it('is none where the server was never reached', async () => {
    expect(await readAnswer(item({}))).toBeUndefined();
  });
});
