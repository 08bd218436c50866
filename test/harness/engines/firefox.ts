import { launch, type Page } from 'puppeteer-core';
import type { StartBrowser } from './engine.js';
import { findFirefox } from './find.mjs';
import { createTab, type Tab } from './tab.js';

/** Starts Firefox by Puppeteer, over WebDriver BiDi. */
export const startFirefox: StartBrowser = async ({ isPrivate, profile, proxy }) => {
  const browser = await launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    userDataDir: profile,
    extraPrefsFirefox: {
      'browser.privatebrowsing.autostart': isPrivate,
      ...(proxy !== undefined && toProxyPreferences(new URL(proxy))),
    },
  });
  return {
    openTab: async () => toTab(await browser.newPage()),
    close: () => browser.close(),
  };
};

// Source: Firefox, modules/libpref/init/StaticPrefList.yaml and all.js, `network.proxy`; 1 is "configured by hand".
function toProxyPreferences({ hostname, port }: URL): Record<string, string | number> {
  return {
    'network.proxy.type': 1,
    'network.proxy.http': hostname,
    'network.proxy.http_port': Number(port),
  };
}

function toTab(page: Page): Tab {
  return createTab({
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    run: async (expression) => (await page.evaluate(expression)) as string,
    close: () => page.close(),
  });
}
