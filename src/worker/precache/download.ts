import type { PrecacheFile } from '../../manifest/plan.js';
import type { WorkerContext } from '../feature.js';
import { forEach } from './concurrent.js';
import { rebuild, toSha256 } from './fetch-verified.js';
import {
  createInflater,
  isWholeCheaper,
  locate,
  planSpans,
  readMembers,
  type Span,
} from './pack.js';

// A pack that brings nothing for so long is given up; the files may come faster by themselves.
const stallMs = 10_000;

/**
 * Takes files from the pack and hands over those that are what the build saw. What does not come (the pack is gone, cut off,
 * damaged, or not worth a request) is left to the caller; the first reason goes to the report.
 * @param path of the pack
 * @param files all those of the list, in its order
 * @param wanted looked at once, before this returns
 */
export async function downloadPack(
  { report, runtime }: WorkerContext,
  path: string,
  files: readonly PrecacheFile[],
  wanted: ReadonlySet<PrecacheFile>,
  keep: (file: PrecacheFile, response: Response) => Promise<void>,
): Promise<void> {
  const whole = locate(files, wanted);
  const url = runtime.scope.href + path;
  let hasFailed = false;
  let isWhole = false;

  await forEach(planSpans(whole).values(), async (span) => {
    try {
      await readSpan(span);
    } catch (error) {
      fail(error);
    }
  });

  async function readSpan(span: Span): Promise<void> {
    const inflater = createInflater();
    const response = await Promise.race([
      runtime.fetch(
        new Request(url, {
          // Its files are about to be stored; another copy of all would only take space.
          cache: 'no-store',
          headers: { range: `bytes=${span.start}-${span.end - 1}` },
        }),
      ),
      giveUp(),
    ]);
    if (!response?.ok || !response.body) {
      throw new Error(`the server answered ${response?.status ?? 'nothing'}`);
    }
    let taken = span;
    if (response.status !== 206) {
      // Ranges are optional (RFC 9110 §14.2): the whole pack is coming. One such answer is enough for everything.
      if (isWhole || !isWholeCheaper(whole)) {
        await response.body.cancel();
        throw new Error('the server knows no ranges');
      }
      isWhole = true;
      taken = whole;
    }
    const bodies = readMembers(response.body.pipeThrough(inflater), taken, giveUp);
    await forEach(bodies, async ([{ file, type }, bytes]) => {
      try {
        if (!(await toSha256(runtime, bytes)).startsWith(file.sha256)) {
          throw new Error('other bytes');
        }
        await keep(file, rebuild(response, bytes, type));
      } catch (error) {
        fail(error, file.path);
      }
    });
  }

  function giveUp(): Promise<undefined> {
    return runtime.wait(stallMs).then(() => undefined);
  }

  function fail(error: unknown, subject = url): void {
    // One line: the report has room for a hundred, and a pack may have thousands of members.
    if (!hasFailed) report.note('precache/pack-failed', subject, error);
    hasFailed = true;
  }
}
