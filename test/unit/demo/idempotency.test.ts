import { describe, expect, it } from 'vitest';
import { iceland, pixel, startPassport, type Passport } from './passport.js';

const key = '8e03978e-40d5-43e8-bc93-6894a57f9324';
const photo = new Blob([pixel], { type: 'image/png' });
const dayMs = 24 * 60 * 60 * 1000;

async function patch(
  passport: Passport,
  note: string,
  version: number,
  patchKey: string,
): Promise<Response> {
  return passport.send(`/api/visits/${iceland.id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'idempotency-key': `"${patchKey}"` },
    body: JSON.stringify({ note, version }),
  });
}

describe('a write sent twice under one Idempotency-Key', () => {
  it('has its effect once, and gets the stored answer', async () => {
    const passport = startPassport();
    const first = await passport.post(iceland, { key, photo });
    const second = await passport.post(iceland, { key, photo });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.json()).toEqual(await first.json());
    expect(await passport.list()).toHaveLength(1);
  });

  it('has its effect once when all copies arrive together', async () => {
    const passport = startPassport();
    const responses = await Promise.all(
      Array.from({ length: 8 }, async () => passport.post(iceland, { key, photo })),
    );
    const bodies = await Promise.all(responses.map(async (response) => response.text()));
    expect(responses.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(bodies).size).toBe(1);
    expect(await passport.list()).toHaveLength(1);
  });

  it('gets the stored answer of a server that has been started again since', async () => {
    const passport = startPassport();
    const first = await passport.post(iceland, { key, photo });
    passport.restart();
    const second = await passport.post(iceland, { key, photo });
    expect(second.status).toBe(201);
    expect(await second.json()).toEqual(await first.json());
    expect(await passport.list()).toHaveLength(1);
  });

  it('does not bring back what was deleted in between', async () => {
    const passport = startPassport();
    await passport.post(iceland, { key });
    await passport.send(`/api/visits/${iceland.id}`, { method: 'DELETE' });
    expect((await passport.post(iceland, { key })).status).toBe(201);
    expect(await passport.list()).toEqual([]);
  });

  it('changes a note once, and deletes with one answer', async () => {
    const passport = startPassport();
    await passport.post(iceland);
    const changes = [await patch(passport, 'Sun', 1, key), await patch(passport, 'Sun', 1, key)];
    expect(changes.map(({ status }) => status)).toEqual([200, 200]);
    expect(await passport.list()).toMatchObject([{ note: 'Sun', version: 2 }]);

    const init = { method: 'DELETE', headers: { 'idempotency-key': '"another"' } };
    const deletions = [
      await passport.send(`/api/visits/${iceland.id}`, init),
      await passport.send(`/api/visits/${iceland.id}`, init),
    ];
    expect(deletions.map(({ status }) => status)).toEqual([204, 204]);
    expect(await deletions[1]?.text()).toBe('');
  });

  it('is looked at anew where the first was refused, because that changed nothing', async () => {
    const passport = startPassport();
    expect((await patch(passport, 'Sun', 1, key)).status).toBe(404);
    await passport.post(iceland);
    expect((await patch(passport, 'Sun', 1, key)).status).toBe(200);
  });

  it('is refused with 422 where it is not the same write', async () => {
    const passport = startPassport();
    await passport.post(iceland, { key });
    const otherBody = await passport.post({ ...iceland, note: 'Sun' }, { key });
    const otherPath = await passport.send(`/api/visits/${iceland.id}`, {
      method: 'DELETE',
      headers: { 'idempotency-key': `"${key}"` },
    });
    expect([otherBody.status, otherPath.status]).toEqual([422, 422]);
    expect(await passport.list()).toMatchObject([{ note: 'Geysers and rain' }]);
  });

  it('is forgotten after a month', async () => {
    const passport = startPassport();
    await passport.post(iceland, { key });
    passport.nowMs += 29 * dayMs;
    expect((await passport.post({ ...iceland, note: 'Sun' }, { key })).status).toBe(422);
    passport.nowMs += 2 * dayMs;
    // The id still stands in the way of a second visit.
    expect((await passport.post({ ...iceland, note: 'Sun' }, { key })).status).toBe(409);
  });
});

describe('an Idempotency-Key', () => {
  const id = '0b0a7d6e-3f52-4d6c-9d0b-6d8e6a1c2f31';
  const bad = ['bare', '', '""', '"open', '"ä"', '"a", "b"', 'a"b"', `"${'x'.repeat(201)}"`];

  it.each(bad)('is refused as %j', async (header) => {
    const passport = startPassport();
    const response = await passport.post(iceland, { headers: { 'idempotency-key': header } });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('quoted string');
    expect(await passport.list()).toEqual([]);
  });

  it('may hold escaped quotes, and may be left out', async () => {
    const passport = startPassport();
    const headers = { 'idempotency-key': String.raw`"a \"b\" \\"` };
    expect((await passport.post(iceland, { headers })).status).toBe(201);
    expect((await passport.post({ ...iceland, id: id.replace('0b', '1b') })).status).toBe(201);
    expect(await passport.list()).toHaveLength(2);
  });
});
