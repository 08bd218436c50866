import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaunchOptions } from 'playwright/test';
import { startChromium } from './engines/chromium.js';
import type { EngineBrowser, StartBrowser, StartOptions } from './engines/engine.js';
import { startFirefox } from './engines/firefox.js';
import type { Tab } from './engines/tab.js';
import { startWebkit } from './engines/webkit.js';
import { expect, test as siteTest } from './site.js';

export { expect };

const starts = {
  chromium: startChromium,
  firefox: startFirefox,
  webkit: startWebkit,
} satisfies Record<string, StartBrowser>;

/** The engines that the contract is run on; each is a project of Playwright's. */
export type EngineName = keyof typeof starts;

/** A browser of the test's own, which can be ended and started again. */
export interface Visitor {
  openTab(): Promise<Tab>;
  /** Ends the browser, all tabs included, and starts it again on the same profile. */
  restart(): Promise<void>;
}

/** How a test's browser differs from that of most. */
type VisitorOptions = Partial<Pick<StartOptions, 'isPrivate' | 'proxy'>>;

interface EngineFixtures {
  /** Which engine the test is run on. */
  engine: EngineName;
  /** Starts a browser on a new profile. */
  startVisitor: (options?: VisitorOptions) => Promise<Visitor>;
  /** A browser as most people have it. */
  visitor: Visitor;
  /** Its first tab. */
  tab: Tab;
}

/** Tests that every engine has to pass, with a real site and a browser of that engine. */
export const test = siteTest.extend<EngineFixtures>({
  engine: ['chromium', { option: true }],
  startVisitor: async ({ engine, launchOptions }, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (options = {}) => {
      const profile = await mkdtemp(join(tmpdir(), `holdfast-${engine}-`));
      const visitor = await start(engine, profile, launchOptions, options);
      ends.push(async () => {
        await visitor.end();
        await rm(profile, { recursive: true, force: true });
      });
      return visitor;
    });
    for (const end of ends) await end();
  },
  visitor: async ({ startVisitor }, use) => {
    await use(await startVisitor());
  },
  tab: async ({ visitor }, use) => {
    await use(await visitor.openTab());
  },
});

async function start(
  engine: EngineName,
  profile: string,
  chromium: LaunchOptions,
  { isPrivate = false, proxy }: VisitorOptions,
): Promise<Visitor & { end(): Promise<void> }> {
  const launch = (): Promise<EngineBrowser> =>
    starts[engine]({ profile, isPrivate, proxy, chromium });
  let browser = await launch();
  return {
    openTab: () => browser.openTab(),
    async restart() {
      await browser.close();
      browser = await launch();
    },
    end: () => browser.close(),
  };
}

/** What the heading of a tab's page says. */
export async function readHeading(tab: Tab): Promise<string | null | undefined> {
  return tab.evaluate(() => document.querySelector('h1')?.textContent);
}
