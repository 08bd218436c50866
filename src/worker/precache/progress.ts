import type { PrecacheFile } from '../../manifest/plan.js';
import { protocolVersion } from '../../protocol/messages.js';
import type { WorkerContext } from '../feature.js';

// Pages draw a progress bar with these, so a few a second are enough.
const progressIntervalMs = 100;

/** Counts one more file as stored. */
export type Progress = (done: PrecacheFile) => void;

/** Counts the files of an install, and tells pages how far it is. */
export function createProgress(
  { plan, report, runtime }: WorkerContext,
  all: readonly PrecacheFile[],
): Progress {
  const totalBytes = all.reduce((sum, { bytes }) => sum + bytes, 0);
  let [files, bytes, toldAtMs] = [0, 0, 0];
  return (done) => {
    files++;
    bytes += done.bytes;
    const nowMs = runtime.now();
    if (files < all.length && nowMs - toldAtMs < progressIntervalMs) return;
    toldAtMs = nowMs;
    void report.tell({
      holdfast: protocolVersion,
      type: 'install-progress',
      version: plan.version,
      files,
      totalFiles: all.length,
      bytes,
      totalBytes,
    });
  };
}
