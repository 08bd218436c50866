import { describe, expect, it } from 'vitest';
import { iceland, pixel, startPassport } from './passport.js';

const photo = new Blob([pixel], { type: 'image/png' });

function json(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

describe('a visit', () => {
  it('is taken as multipart and as JSON, and listed with its version', async () => {
    const passport = startPassport();
    const other = { ...iceland, id: iceland.id.replace('0b', '1b'), date: '2026-05-18' };
    expect((await passport.post(iceland)).status).toBe(201);
    expect((await passport.send('/api/visits', json('POST', other))).status).toBe(201);
    expect(await passport.list()).toEqual([
      { ...other, version: 1 },
      { ...iceland, version: 1 },
    ]);
  });

  it('is stored once when it is sent again, and stands against another one of its id', async () => {
    const passport = startPassport();
    await passport.post(iceland, { photo });
    expect((await passport.post(iceland, { photo })).status).toBe(200);
    expect((await passport.post(iceland)).status).toBe(409);
    const otherPhoto = new Blob([pixel, 'more']);
    expect((await passport.post(iceland, { photo: otherPhoto })).status).toBe(409);
    const response = await passport.post({ ...iceland, note: 'Sun' }, { photo });
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({
      error: 'Another visit has this id already.',
      visit: expect.objectContaining(iceland) as unknown,
    });
  });

  it('is refused with every problem named', async () => {
    const passport = startPassport();
    const response = await passport.post({ id: '1', country: 'xxx', date: '2026-02-30' });
    expect(response.status).toBe(400);
    const { problems } = (await response.json()) as { problems: { field: string }[] };
    expect(problems.map(({ field }) => field)).toEqual(['id', 'country', 'date']);
  });

  it('is refused in a type, or a form, that cannot be read', async () => {
    const passport = startPassport();
    const text = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' };
    expect((await passport.send('/api/visits', text)).status).toBe(415);
    const broken = {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data' },
      body: 'x',
    };
    expect((await passport.send('/api/visits', broken)).status).toBe(400);
  });

  it('is refused with 413 where its text is larger than 64 KB, or its photo than 4 MB', async () => {
    const passport = startPassport();
    const long = json('POST', { ...iceland, note: 'x'.repeat(64 * 1024) });
    expect((await passport.send('/api/visits', long)).status).toBe(413);
    const fitting = new Blob([pixel, new Uint8Array(4 * 1024 * 1024 - pixel.length)]);
    const tooLarge = new Blob([fitting, 'x']);
    const response = await passport.post(iceland, { photo: tooLarge });
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({ error: 'The photo is larger than 4 MB.' });
    expect((await passport.post(iceland, { photo: fitting })).status).toBe(201);
  });
});

describe('a photo', () => {
  it('is served as what its content is, for good, until its visit is deleted', async () => {
    const passport = startPassport();
    const created = await passport.post(iceland, {
      photo: new Blob([pixel], { type: 'text/html' }),
    });
    const { photo: id } = (await created.json()) as { photo: string };
    const response = await passport.send(`/photos/${id}`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': expect.stringContaining('immutable') as unknown,
      'x-content-type-options': 'nosniff',
    });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(pixel);

    await passport.send(`/api/visits/${iceland.id}`, { method: 'DELETE' });
    expect((await passport.send(`/photos/${id}`)).status).toBe(404);
  });

  it.each([
    ['JPEG', [0xff, 0xd8, 0xff, 0xe0], 'image/jpeg'],
    ['GIF', [...Buffer.from('GIF89a')], 'image/gif'],
    ['WebP', [...Buffer.from('RIFF\0\0\0\0WEBPVP8 ')], 'image/webp'],
    ['AVIF', [...Buffer.from('\0\0\0\x1cftypavif')], 'image/avif'],
  ])('may be a %s', async (_, bytes, type) => {
    const passport = startPassport();
    const created = await passport.post(iceland, { photo: new Blob([new Uint8Array(bytes)]) });
    const { photo: id } = (await created.json()) as { photo: string };
    expect((await passport.send(`/photos/${id}`)).headers.get('content-type')).toBe(type);
  });

  it('is refused where its content is no picture, whatever it calls itself', async () => {
    const passport = startPassport();
    const script = new Blob(['<svg xmlns="…"><script/></svg>'], { type: 'image/png' });
    const response = await passport.post(iceland, { photo: script });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ problems: [{ field: 'photo' }] });
    expect(await passport.list()).toEqual([]);
  });

  it('may be an empty field, as a form without a file sends it', async () => {
    const passport = startPassport();
    expect((await passport.post(iceland, { photo: new Blob([]) })).status).toBe(201);
    expect(await passport.list()).toEqual([{ ...iceland, version: 1 }]);
  });
});

describe('a change of a note', () => {
  it('names the version it has seen, and is refused with the newer one', async () => {
    const passport = startPassport();
    const path = `/api/visits/${iceland.id}`;
    await passport.post(iceland);
    const first = await passport.send(path, json('PATCH', { note: 'Sun', version: 1 }));
    expect(await first.json()).toEqual({ ...iceland, note: 'Sun', version: 2 });
    const second = await passport.send(path, json('PATCH', { note: 'Snow', version: 1 }));
    expect(second.status).toBe(409);
    expect(await second.json()).toEqual({
      error: 'The visit was changed in the meantime.',
      visit: { ...iceland, note: 'Sun', version: 2 },
    });
  });

  it('is refused without a version, in another type, and for a visit that is gone', async () => {
    const passport = startPassport();
    const path = `/api/visits/${iceland.id}`;
    expect((await passport.send(path, json('PATCH', { note: 'Sun' }))).status).toBe(400);
    expect((await passport.send(path, { method: 'PATCH', body: 'x' })).status).toBe(415);
    const change = json('PATCH', { note: 'Sun', version: 1 });
    expect((await passport.send(path, change)).status).toBe(404);
    expect((await passport.send(path, { method: 'DELETE' })).status).toBe(404);
  });
});

describe('a write of another site', () => {
  it.each([
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
  ])('is refused with %j', async (headers) => {
    const passport = startPassport();
    await passport.post({ ...iceland, note: 'mine' });
    const other = { ...iceland, id: iceland.id.replace('0b', '1b') };
    expect((await passport.post(other, { headers })).status).toBe(403);
    const path = `/api/visits/${iceland.id}`;
    expect((await passport.send(path, { method: 'DELETE', headers })).status).toBe(403);
    expect(await passport.list()).toMatchObject([{ note: 'mine' }]);
  });

  it.each([
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost' }],
    [{ origin: 'http://localhost' }],
    [{ origin: 'https://localhost' }],
    [{}],
  ])('is not one with %j', async (headers) => {
    const passport = startPassport();
    expect((await passport.post(iceland, { headers })).status).toBe(201);
  });
});
