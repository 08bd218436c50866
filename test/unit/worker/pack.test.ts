import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashFiles } from '../../../src/build/list.js';
import { buildPack } from '../../../src/build/pack.js';
import {
  createInflater,
  isWholeCheaper,
  planSpans,
  readMembers,
} from '../../../src/worker/precache/pack.js';
import type { PackedFile, Span } from '../../../src/worker/precache/pack.js';
import { makeFolder } from '../build/folder.js';

const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ maxLength: 300 }).map((text) => Buffer.from(text)),
  fc.nat({ max: 9000 }).map((length) => Buffer.alloc(length, 'a word or two ')),
  fc.nat({ max: 3000 }).map((length) => randomBytes(length)),
);
const contents = fc.array(content, { minLength: 1, maxLength: 40 });

async function makePack(
  bodies: readonly Uint8Array[],
): Promise<{ pack: Uint8Array; files: readonly PackedFile[] }> {
  const folder = await makeFolder();
  const names = bodies.map((_, index) => `${index}.txt`);
  await Promise.all(names.map((name, index) => writeFile(join(folder, name), bodies[index]!)));
  const scanned = names.map((name) => ({ file: name, path: name, bytes: 0 }));
  const hashed = await hashFiles(folder, scanned, () => false);
  const { pack, files } = await buildPack(folder, scanned, hashed, new Set(['7.txt']));
  return { pack: pack!.content, files: sortByOffset(files as PackedFile[]) };
}

function sortByOffset(files: readonly PackedFile[]): PackedFile[] {
  return files.toSorted((left, right) => left.packed.offset - right.packed.offset);
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
  start: number,
  files: readonly PackedFile[],
  giveUp: () => Promise<void> = () => new Promise(() => {}),
): Promise<{ read: [string, Buffer][]; error: unknown }> {
  const read: [string, Buffer][] = [];
  try {
    for await (const [{ path }, body] of readMembers(stream, start, files, giveUp)) {
      read.push([path, Buffer.from(body)]);
    }
    return { read, error: undefined };
  } catch (error) {
    return { read, error };
  }
}

function inflate(pack: Uint8Array, sizes: readonly number[]): ReadableStream<Uint8Array> {
  return toStream(pack, sizes).pipeThrough(createInflater());
}

/** Members of one length, one behind the other. */
function makeMembers(count: number, length: number): PackedFile[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `${index}.js`,
    sha256: '',
    bytes: length,
    kind: 'asset',
    packed: { offset: index * length, length, at: index * length, type: 'text/javascript' },
  }));
}

function placesOf(spans: readonly Span[]): number[][] {
  return spans.map(({ start, end }) => [start, end]);
}

function bodyOf(bodies: readonly Uint8Array[], { path }: PackedFile): [string, Buffer] {
  return [path, Buffer.from(bodies[Number.parseInt(path, 10)]!)];
}

describe('a pack', () => {
  it('gives back any files, picked at will, whatever the chunks it comes in', async () => {
    await fc.assert(
      fc.asyncProperty(
        contents,
        fc.infiniteStream(fc.boolean()),
        fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 5 }),
        async (bodies, picks, sizes) => {
          const { pack, files } = await makePack(bodies);
          const wanted = files.filter(() => picks.next().value);
          const { read, error } = await readAll(inflate(pack, sizes), 0, wanted);
          expect(error).toBeUndefined();
          expect(read).toEqual(wanted.map((file) => bodyOf(bodies, file)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives back the same from the spans planned for them', async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.infiniteStream(fc.boolean()), async (bodies, picks) => {
        const { pack, files } = await makePack(bodies);
        const wanted = files.filter(() => picks.next().value);
        const spans = planSpans(wanted, pack.length);
        const read = await Promise.all(
          spans.map(async (span) => {
            const first = span.start && span.files[0]!.packed.at;
            const stream = inflate(pack.subarray(span.start, span.end), [64]);
            return (await readAll(stream, first, span.files)).read;
          }),
        );
        if (wanted.length <= 3) expect(spans).toEqual([]);
        else expect(read.flat()).toEqual(wanted.map((file) => bodyOf(bodies, file)));
      }),
      { numRuns: 60 },
    );
  });

  it('cut off anywhere, or broken there, gives back nothing wrong but the body at the cut, and says so', async () => {
    await fc.assert(
      fc.asyncProperty(contents, fc.nat(), fc.boolean(), async (bodies, place, breaks) => {
        const { pack, files } = await makePack(bodies);
        fc.pre(pack.length > 0);
        const cut = place % pack.length;
        const stream = toStream(
          pack.subarray(0, cut),
          [97],
          breaks ? new Error('reset') : undefined,
        ).pipeThrough(createInflater());
        const { read, error } = await readAll(stream, 0, files);
        // A body with nothing in it ends in front of its own bytes.
        if (read.length < files.length) expect(error).toBeInstanceOf(Error);
        const whole = files.filter(({ packed }) => packed.offset + packed.length <= cut).length;
        const sure = Math.min(whole, read.length);
        expect(read.slice(0, sure)).toEqual(
          files.slice(0, sure).map((file) => bodyOf(bodies, file)),
        );
        const beyond = read.slice(sure).filter(([, body]) => body.length > 0);
        expect(beyond.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it('is read no further than its last wanted member, and the rest is called off', async () => {
    const files = makeMembers(3, 500);
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
    await readAll(stream, 0, files.slice(0, 1));
    expect(pulls).toBe(5);
    expect(isCancelled).toBe(true);
  });
});

describe('planSpans', () => {
  it('leaves a handful to single requests', () => {
    expect(planSpans(makeMembers(3, 9000), 900_000)).toEqual([]);
    expect(planSpans([], 900_000)).toEqual([]);
  });

  it('takes all members in one request, and what lies apart in several', () => {
    const all = makeMembers(200, 8192);
    expect(placesOf(planSpans(all, 200 * 8192))).toEqual([[0, 200 * 8192]]);
    const some = [3, 4, 90, 150].map((index) => all[index]!);
    expect(placesOf(planSpans(some, 200 * 8192))).toEqual([
      [3 * 8192, 5 * 8192],
      [90 * 8192, 91 * 8192],
      [150 * 8192, 151 * 8192],
    ]);
  });

  it('joins spans over a small gap only', () => {
    const all = makeMembers(400, 1000);
    const some = [0, 2, 5, 6].map((index) => all[index]!);
    expect(placesOf(planSpans(some, 400_000))).toEqual([
      [0, 3000],
      [5000, 7000],
    ]);
  });

  it('takes the whole pack when many members are scattered over it', () => {
    const all = makeMembers(200, 2000);
    const odd = all.filter((_, index) => index % 2 === 1);
    const [span, ...others] = planSpans(odd, 400_000);
    expect(others).toEqual([]);
    expect(span).toEqual({ start: 0, end: 400_000, files: odd });
  });

  it('never asks for more than the pack and every file by itself would cost', () => {
    const all = makeMembers(300, 700);
    fc.assert(
      fc.property(fc.subarray(all, { minLength: 4 }), (wanted) => {
        const spans = planSpans(wanted, 210_000);
        const cost = spans.reduce((sum, { start, end }) => sum + end - start + 16_384, 0);
        expect(cost).toBeLessThanOrEqual(210_000 + 16_384);
        expect(spans.flatMap(({ files }) => files)).toEqual(wanted);
        for (const { start, end, files } of spans) {
          expect(files[0]!.packed.offset).toBeGreaterThanOrEqual(start);
          expect(files.at(-1)!.packed.offset + 700).toBeLessThanOrEqual(end);
        }
      }),
    );
  });
});

it('the whole pack is cheaper than its files one by one, but not than a few of them', () => {
  expect(isWholeCheaper(makeMembers(100, 8192), 200 * 8192)).toBe(true);
  expect(isWholeCheaper(makeMembers(5, 8192), 200 * 8192)).toBe(false);
});
