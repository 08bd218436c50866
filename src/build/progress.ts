import { formatCount } from './text.js';

/** What a build is at, of the steps that take long in a large folder. */
type BuildStep = 'hashing' | 'packing';

/** Hears after each file of a step how many are done. */
export type OnProgress = (step: BuildStep, done: number, total: number) => void;

/** A line on the terminal that says how far a build is. */
export interface ProgressLine {
  readonly onProgress: OnProgress;
  /** Takes the line away again. Safe to call where there was none. */
  clear(): void;
}

// Most builds are done before anybody wonders.
const patienceMs = 1000;
const intervalMs = 100;

/**
 * Makes the line of one build. It is written only where somebody can see it change, on a terminal, and only once the build
 * has taken a second: logs never get it.
 */
export function createProgressLine(
  stream: { readonly isTTY?: boolean; write(text: string): unknown },
  readMs: () => number = () => performance.now(),
): ProgressLine {
  let nextMs = readMs() + patienceMs;
  let isShown = false;
  return {
    onProgress(step, done, total) {
      if (!stream.isTTY || readMs() < nextMs) return;
      nextMs = readMs() + intervalMs;
      isShown = true;
      stream.write(`\r\u001b[KHoldfast: ${step} ${done} of ${formatCount(total, 'file')}`);
    },
    clear() {
      if (isShown) stream.write('\r\u001b[K');
      isShown = false;
    },
  };
}
