import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeList, hashFiles } from '../../../src/build/list.js';
import { buildPack } from '../../../src/build/pack.js';
import type { PrecacheList } from '../../../src/manifest/plan.js';
import {
  createInflater,
  locate,
  isWholeCheaper,
  planSpans,
  readMembers,
} from '../../../src/worker/precache/pack.js';
import type { Member, Span } from '../../../src/worker/precache/pack.js';
import { makeFolder } from '../build/folder.js';

const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ maxLength: 300 }).map((text) => Buffer.from(text)),
  fc.nat({ max: 9000 }).map((length) => Buffer.alloc(length, 'a word or two ')),
  fc.nat({ max: 3000 }).map((length) => randomBytes(length)),
);
const contents = fc.array(content, { minLength: 1, maxLength: 40 });

/** A pack of bodies, among files that are in none, and what the list that was written tells of it. */
async function makePack(bodies: readonly Uint8Array[]): Promise<{ pack: Uint8Array; whole: Span }> {
  const folder = await makeFolder();
  const names = bodies.map((_, index) => `${index}.${index % 5 === 1 ? 'html' : 'txt'}`);
  await Promise.all(names.map((name, index) => writeFile(join(folder, name), bodies[index]!)));
  const scanned = names.map((name) => ({ file: name, path: name, bytes: 0 }));
  const hashed = await hashFiles(folder, scanned, () => false);
  const entry = new Set(['6.html', '7.txt', '13.txt']);
  const { pack, files } = await buildPack(folder, scanned, hashed, entry);
  const list = JSON.parse(encodeList(files, pack!.path).text) as PrecacheList;
  return { pack: pack!.content, whole: locate(list.files, new Set(list.files)) };
}

/** A stream of the bytes in chunks of these sizes, over and over; it breaks at its end if told so. */
function toStream(
  bytes: Uint8Array,
  sizes: readonly number[],
  breaksWith?: Error,
): ReadableStream<Uint8Array> {
  let at = 0;
  let turn = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const size = sizes[turn++ % sizes.length]!;
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at + size));
      else if (breaksWith) controller.error(breaksWith);
      else controller.close();
      at += size;
    },
  });
}

async function readAll(
  stream: ReadableStream<Uint8Array>,
  span: Span,
  giveUp: () => Promise<void> = () => new Promise(() => {}),
): Promise<{ read: [string, Buffer][]; error: unknown }> {
  const read: [string, Buffer][] = [];
  try {
    for await (const [{ file }, body] of readMembers(stream, span, giveUp)) {
      read.push([file.path, Buffer.from(body)]);
    }
    return { read, error: undefined };
  } catch (error) {
    return { read, error };
  }
}

function inflate(pack: Uint8Array, sizes: readonly number[]): ReadableStream<Uint8Array> {
  return toStream(pack, sizes).pipeThrough(createInflater());
}

/** A pack of members of one length. */
function makeWhole(count: number, length: number): Span {
  const files = Array.from({ length: count }, (_, index) => ({
    path: `${index}.js`,
    sha256: '',
    bytes: length,
    kind: 'asset' as const,
    packed: { length, type: 'text/javascript' },
  }));
  return locate(files, new Set(files));
}

/** The same pack, with only some of its members wanted. */
function pick(whole: Span, isWanted: (index: number) => boolean): Span {
  return { ...whole, members: whole.members.filter((_, index) => isWanted(index)) };
}

function placesOf(spans: readonly Span[]): number[][] {
  return spans.map(({ start, end }) => [start, end]);
}

function bodyOf(bodies: readonly Uint8Array[], { file }: Member): [string, Buffer] {
  return [file.path, Buffer.from(bodies[Number.parseInt(file.path, 10)]!)];
}

describe('a pack', () => {
  it('gives back any files, picked at will, whatever the chunks it comes in', async () => {
    await fc.assert(
      fc.asyncProperty(
        contents,
        fc.infiniteStream(fc.boolean()),
        fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 5 }),
        async (bodies, picks, sizes) => {
          const { pack, whole } = await makePack(bodies);
          const wanted = pick(whole, () => picks.next().value === true);
          const { read, error } = await readAll(inflate(pack, sizes), wanted);
          expect(error).toBeUndefined();
          expect(read).toEqual(wanted.members.map((member) => bodyOf(bodies, member)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives back the same from the spans planned for them', async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.infiniteStream(fc.boolean()), async (bodies, picks) => {
        const { pack, whole } = await makePack(bodies);
        expect(whole.end).toBe(pack.length);
        const wanted = pick(whole, () => picks.next().value === true);
        const spans = planSpans(wanted);
        const read = await Promise.all(
          spans.map(async (span) => {
            const stream = inflate(pack.subarray(span.start, span.end), [64]);
            return (await readAll(stream, span)).read;
          }),
        );
        if (wanted.members.length <= 3) expect(spans).toEqual([]);
        else expect(read.flat()).toEqual(wanted.members.map((member) => bodyOf(bodies, member)));
      }),
      { numRuns: 60 },
    );
  });

  it('cut off anywhere, or broken there, gives back nothing wrong but the body at the cut, and says so', async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.nat(), fc.boolean(), async (bodies, place, breaks) => {
        const { pack, whole } = await makePack(bodies);
        const { members } = whole;
        fc.pre(pack.length > 0);
        const cut = place % pack.length;
        const stream = toStream(
          pack.subarray(0, cut),
          [97],
          breaks ? new Error('reset') : undefined,
        ).pipeThrough(createInflater());
        const { read, error } = await readAll(stream, whole);
        // A body with nothing in it ends in front of its own bytes.
        if (read.length < members.length) expect(error).toBeInstanceOf(Error);
        const arrived = members.filter(({ end }) => end <= cut).length;
        const sure = Math.min(arrived, read.length);
        expect(read.slice(0, sure)).toEqual(
          members.slice(0, sure).map((member) => bodyOf(bodies, member)),
        );
        const beyond = read.slice(sure).filter(([, body]) => body.length > 0);
        expect(beyond.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it('is read no further than its last wanted member, and the rest is called off', async () => {
    const whole = makeWhole(3, 500);
    const inflated = randomBytes(1500);
    let isCancelled = false;
    let pulls = 0;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          controller.enqueue(inflated.subarray(pulls * 100, ++pulls * 100));
        },
        cancel() {
          isCancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    await readAll(
      stream,
      pick(whole, (index) => index === 0),
    );
    expect(pulls).toBe(5);
    expect(isCancelled).toBe(true);
  });
});

it('locate counts what is not wanted, and leaves out what is not packed', () => {
  const [a, document, b, c] = [
    { path: 'a.js', bytes: 10, packed: { length: 5, type: 'text/javascript' } },
    { path: 'about.html', bytes: 1000 },
    { path: 'b.css', bytes: 20, packed: { length: 7, type: 'text/css' } },
    { path: 'c.js', bytes: 30, packed: { length: 9, type: 'text/javascript' } },
  ].map((file) => ({ ...file, sha256: '', kind: 'asset' as const }));
  expect(locate([a!, document!, b!, c!], new Set([c!, document!, b!]))).toEqual({
    start: 0,
    end: 21,
    at: 0,
    members: [
      { file: b, start: 5, end: 12, at: 10, type: 'text/css' },
      { file: c, start: 12, end: 21, at: 30, type: 'text/javascript' },
    ],
  });
});

describe('planSpans', () => {
  it('leaves a handful to single requests', () => {
    expect(planSpans(pick(makeWhole(100, 9000), (index) => index < 3))).toEqual([]);
    expect(planSpans(makeWhole(0, 9000))).toEqual([]);
  });

  it('takes all members in one request, and what lies apart in several', () => {
    const all = makeWhole(200, 8192);
    expect(placesOf(planSpans(all))).toEqual([[0, 200 * 8192]]);
    const some = pick(all, (index) => [3, 4, 90, 150].includes(index));
    expect(placesOf(planSpans(some))).toEqual([
      [3 * 8192, 5 * 8192],
      [90 * 8192, 91 * 8192],
      [150 * 8192, 151 * 8192],
    ]);
  });

  it('joins spans over a small gap only', () => {
    const some = pick(makeWhole(400, 1000), (index) => [0, 2, 5, 6].includes(index));
    expect(placesOf(planSpans(some))).toEqual([
      [0, 3000],
      [5000, 7000],
    ]);
  });

  it('takes the whole pack when many members are scattered over it', () => {
    const odd = pick(makeWhole(200, 2000), (index) => index % 2 === 1);
    expect(odd).toMatchObject({ start: 0, end: 400_000, at: 0 });
    expect(planSpans(odd)).toEqual([odd]);
  });

  it('never asks for more than the pack and every file by itself would cost', () => {
    const all = makeWhole(300, 700);
    fc.assert(
      fc.property(fc.subarray([...all.members], { minLength: 4 }), (wanted) => {
        const spans = planSpans({ ...all, members: wanted });
        const cost = spans.reduce((sum, { start, end }) => sum + end - start + 16_384, 0);
        expect(cost).toBeLessThanOrEqual(210_000 + 16_384);
        expect(spans.flatMap(({ members }) => members)).toEqual(wanted);
        for (const { start, end, members } of spans) {
          expect(members[0]!.start).toBeGreaterThanOrEqual(start);
          expect(members.at(-1)!.end).toBeLessThanOrEqual(end);
        }
      }),
    );
  });
});

it('the whole pack is cheaper than its files one by one, but not than a few of them', () => {
  const all = makeWhole(200, 8192);
  expect(isWholeCheaper(pick(all, (index) => index < 100))).toBe(true);
  expect(isWholeCheaper(pick(all, (index) => index < 5))).toBe(false);
});
