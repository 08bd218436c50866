import type { PrecacheFile } from '../../manifest/plan.js';

/** A part of the pack; `end` is the first byte behind it. */
interface Part {
  readonly start: number;
  readonly end: number;
  /** Where its content starts in the inflated pack. */
  readonly at: number;
}

/** The body of a file in the pack. */
export interface Member extends Part {
  readonly file: PrecacheFile;
  /** The `Content-Type`. */
  readonly type: string;
}

/** A part of the pack to download, and what to take from it, in the order of the pack. */
export interface Span extends Part {
  readonly members: readonly Member[];
}

// So few are fetched by their own URLs, which caches on the way may know.
const handful = 3;
// What a request costs beside its bytes, in bytes.
const requestBytes = 16 * 1024;
// Of what is downloaded only to join two spans.
const gapBytes = 1024;

/**
 * Finds where in the pack files lie.
 * @param files all those of a list, in its order
 * @returns the whole pack, and of the files in it those that are wanted
 */
export function locate(files: readonly PrecacheFile[], wanted: ReadonlySet<PrecacheFile>): Span {
  const members: Member[] = [];
  let [start, at] = [0, 0];
  for (const file of files) {
    const { bytes, packed } = file;
    if (!packed) continue;
    const end = start + packed.length;
    if (wanted.has(file)) members.push({ file, start, end, at, type: packed.type });
    start = end;
    at += bytes;
  }
  return { start: 0, end: start, at: 0, members };
}

/**
 * Decides how the files that are missing are taken from the pack: in spans, or whole where that costs less.
 * @returns nothing where fetching the files one by one costs less
 */
export function planSpans(whole: Span): readonly Span[] {
  if (whole.members.length <= handful) return [];
  const spans: { start: number; end: number; at: number; members: Member[] }[] = [];
  for (const member of whole.members) {
    const { start, end, at } = member;
    const last = spans.at(-1);
    if (last && start - last.end <= gapBytes) {
      last.end = end;
      last.members.push(member);
    } else {
      spans.push({ start, end, at, members: [member] });
    }
  }
  return costOf(spans) < costOf([whole]) ? spans : [whole];
}

/** Tells whether the whole pack costs less than each of these files by itself. */
export function isWholeCheaper(whole: Span): boolean {
  return whole.end < costOf(whole.members);
}

function costOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { start, end }) => sum + end - start + requestBytes, 0);
}

// RFC 1951 §3.2.3: the last block, with nothing in it. A pack has none, so that any part of it can do without.
const lastBlock = Uint8Array.of(3, 0);

/**
 * Inflates a part of the pack that starts where a body starts.
 * @throws {TypeError} where the browser cannot inflate raw DEFLATE
 */
export function createInflater(): ReadableWritablePair<Uint8Array, Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    flush: (controller) => controller.enqueue(lastBlock),
  });
  const inflated = readable.pipeThrough(
    new DecompressionStream('deflate-raw') as ReadableWritablePair<Uint8Array, Uint8Array>,
  );
  return { readable: inflated, writable };
}

/**
 * Takes bodies out of an inflated stream as they arrive, holding one of them and one chunk at a time.
 * @param span the part of the pack that it is
 * @param giveUp settles when nothing has come for too long
 * @throws {Error} when the stream breaks off, ends or stalls before the last of them; those before it have been yielded
 */
export async function* readMembers(
  stream: ReadableStream<Uint8Array>,
  span: Span,
  giveUp: () => Promise<unknown>,
): AsyncGenerator<readonly [Member, ArrayBuffer], void, undefined> {
  const reader = stream.getReader();
  let { at } = span;
  let chunk: Uint8Array = new Uint8Array();
  try {
    for (const member of span.members) {
      const { at: first, file } = member;
      const body = new Uint8Array(file.bytes);
      const end = first + file.bytes;
      while (at < end) {
        if (chunk.length === 0) {
          const read = await Promise.race([reader.read(), giveUp().then(() => undefined)]);
          if (!read?.value) throw new Error(`it ${read ? 'ended' : 'stalled'} at byte ${at}`);
          chunk = read.value;
        }
        // Up to the body it is skipped, then up to its end it is taken.
        const part = chunk.subarray(0, (at < first ? first : end) - at);
        if (at >= first) body.set(part, at - first);
        at += part.length;
        chunk = chunk.subarray(part.length);
      }
      yield [member, body.buffer];
    }
  } finally {
    // A stream that broke rejects here with what it already said.
    reader.cancel().catch(() => undefined);
  }
}
