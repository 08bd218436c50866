import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright/test';

/** A page of a running browser: the part of Playwright's `Page` that all engines can do. */
export type Tab = Pick<Page, 'goto' | 'reload' | 'evaluate' | 'waitForFunction' | 'close'>;

/** What an engine without Playwright gives for a tab. */
export interface TabOptions {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Evaluates an expression in the page; resolves to the string that its promise resolves to. */
  run(expression: string): Promise<string>;
  close(): Promise<void>;
}

const waitMs = 30_000;

/** Makes a tab of an engine without Playwright. What goes into the page and what comes out of it is JSON. */
export function createTab({ close, goto, reload, run }: TabOptions): Tab {
  async function evaluate(inPage: unknown, argument?: unknown): Promise<unknown> {
    const call = `(${String(inPage)})(${argument === undefined ? '' : JSON.stringify(argument)})`;
    const json = await run(`(async () => JSON.stringify({ value: await ${call} }))()`);
    return (JSON.parse(json) as { value?: unknown }).value;
  }

  async function waitForFunction(inPage: unknown, argument?: unknown): Promise<void> {
    const deadline = Date.now() + waitMs;
    let fault: unknown;
    while (Date.now() < deadline) {
      try {
        if (await evaluate(inPage, argument)) return;
      } catch (error) {
        // The page is on its way to another document, as it may be while somebody waits for that.
        fault = error;
      }
      await wait(20);
    }
    throw new Error(`This has not come true in ${waitMs} ms: ${String(inPage)}`, { cause: fault });
  }

  return { close, evaluate, goto, reload, waitForFunction } as unknown as Tab;
}
