import type { PrecacheFile, PrecachePack } from '../../manifest/plan.js';
import type { WorkerContext } from '../feature.js';
import { forEach } from './concurrent.js';
import { rebuild, toSha256 } from './fetch-verified.js';
import {
  createInflater,
  isWholeCheaper,
  planSpans,
  readMembers,
  type PackedFile,
  type Span,
} from './pack.js';

// A pack that brings nothing for so long is given up; the files may come faster by themselves.
const stallMs = 10_000;

/**
 * Takes files from the pack and hands over those that are what the build saw. What does not come (the pack is gone, cut off,
 * damaged, or not worth a request) is left to the caller; the first reason goes to the report.
 */
export async function downloadPack(
  { report, runtime }: WorkerContext,
  pack: PrecachePack,
  files: readonly PrecacheFile[],
  keep: (file: PrecacheFile, response: Response) => Promise<void>,
): Promise<void> {
  const packed = files
    .filter((file): file is PackedFile => file.packed !== undefined)
    // Browsers that can inflate need not have `toSorted`.
    // oxlint-disable-next-line unicorn/no-array-sort -- a copy of our own
    .sort((left, right) => left.packed.offset - right.packed.offset);
  const url = runtime.scope.href + pack.path;
  let hasFailed = false;
  let isWhole = false;

  await forEach(planSpans(packed, pack.bytes).values(), async (span) => {
    try {
      await readSpan(span);
    } catch (error) {
      fail(error);
    }
  });

  async function readSpan({ start, end, files: wanted }: Span): Promise<void> {
    const inflater = createInflater();
    const response = await Promise.race([
      runtime.fetch(
        new Request(url, {
          // Its files are about to be stored; another copy of all would only take space.
          cache: 'no-store',
          headers: { range: `bytes=${start}-${end - 1}` },
        }),
      ),
      giveUp(),
    ]);
    if (!response?.ok || !response.body) {
      throw new Error(`the server answered ${response?.status ?? 'nothing'}`);
    }
    let [first, taken] = [start && wanted[0]!.packed.at, wanted];
    if (response.status !== 206) {
      // Ranges are optional (RFC 9110 §14.2): the whole pack is coming. One such answer is enough for everything.
      if (isWhole || !isWholeCheaper(packed, pack.bytes)) {
        await response.body.cancel();
        throw new Error('the server knows no ranges');
      }
      isWhole = true;
      [first, taken] = [0, packed];
    }
    const members = readMembers(response.body.pipeThrough(inflater), first, taken, giveUp);
    await forEach(members, async ([file, bytes]) => {
      try {
        if ((await toSha256(runtime, bytes)) !== file.sha256) throw new Error('other bytes');
        await keep(file, rebuild(response, bytes, file.packed.type));
      } catch (error) {
        fail(error, file.path);
      }
    });
  }

  function giveUp(): Promise<undefined> {
    return runtime.wait(stallMs).then(() => undefined);
  }

  function fail(error: unknown, path?: string): void {
    // One line: the report has room for a hundred, and a pack may have thousands of members.
    if (!hasFailed) report.note('precache/pack-failed', path ?? url, error);
    hasFailed = true;
  }
}
