import type { LaunchOptions } from 'playwright/test';
import type { Tab } from './tab.js';

/** How a browser is started. */
export interface StartOptions {
  /** Folder of what the browser keeps. A private one keeps nothing, and uses it for what it needs to run. */
  readonly profile: string;
  /** All that is stored is gone with the browser, as in a private window. */
  readonly isPrivate: boolean;
  /** Address of a proxy for all hosts but localhost. */
  readonly proxy: string | undefined;
  /** For the engine that Playwright runs. */
  readonly chromium: LaunchOptions;
}

/** A running browser. */
export interface EngineBrowser {
  openTab(): Promise<Tab>;
  /** Ends it, and waits until its processes are gone. */
  close(): Promise<void>;
}

/** One engine's way of starting its browser. */
export type StartBrowser = (options: StartOptions) => Promise<EngineBrowser>;
