import type { LaunchOptions } from 'playwright/test';

const isRoot = process.getuid?.() === 0;

/** How tests and benchmarks start a Chromium. */
export function launchOf(executablePath: string, ...more: readonly string[]): LaunchOptions {
  return {
    executablePath,
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  };
}
