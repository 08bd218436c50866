import type { PackedBody, PrecacheFile } from '../../manifest/plan.js';

/** A file that lies in the pack. */
export type PackedFile = PrecacheFile & { readonly packed: PackedBody };

/** A part of the pack to download, and what to take from it, by offset. `end` is the first byte behind it. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly files: readonly PackedFile[];
}

// So few are fetched by their own URLs, which caches on the way may know.
const handful = 3;
// What a request costs beside its bytes, in bytes.
const requestBytes = 16 * 1024;
// Of what is downloaded only to join two spans.
const gapBytes = 1024;

/**
 * Decides how the files that are missing are taken from the pack: in spans, or whole where that costs less.
 * @param files by offset
 * @returns nothing where fetching the files one by one costs less
 */
export function planSpans(files: readonly PackedFile[], packBytes: number): readonly Span[] {
  if (files.length <= handful) return [];
  const spans: { start: number; end: number; files: PackedFile[] }[] = [];
  for (const file of files) {
    const start = file.packed.offset;
    const end = start + file.packed.length;
    const last = spans.at(-1);
    if (last && start - last.end <= gapBytes) {
      last.end = end;
      last.files.push(file);
    } else {
      spans.push({ start, end, files: [file] });
    }
  }
  const cost = spans.reduce((sum, { start, end }) => sum + end - start + requestBytes, 0);
  return cost < packBytes + requestBytes ? spans : [{ start: 0, end: packBytes, files }];
}

/** Tells whether the whole pack costs less than each of these files by itself. */
export function isWholeCheaper(files: readonly PackedFile[], packBytes: number): boolean {
  return packBytes < files.reduce((sum, { packed }) => sum + packed.length + requestBytes, 0);
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
 * @param start where in the inflated pack the stream starts
 * @param files by offset, none before `start`
 * @param giveUp settles when nothing has come for too long
 * @throws {Error} when the stream breaks off, ends or stalls before the last of them; those before it have been yielded
 */
export async function* readMembers(
  stream: ReadableStream<Uint8Array>,
  start: number,
  files: readonly PackedFile[],
  giveUp: () => Promise<unknown>,
): AsyncGenerator<readonly [PackedFile, ArrayBuffer], void, undefined> {
  const reader = stream.getReader();
  let at = start;
  let chunk: Uint8Array = new Uint8Array();
  try {
    for (const file of files) {
      const { at: first } = file.packed;
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
      yield [file, body.buffer];
    }
  } finally {
    // A stream that broke rejects here with what it already said.
    reader.cancel().catch(() => undefined);
  }
}
