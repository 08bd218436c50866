import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base, type Browser } from 'playwright/test';

/**
 * Tests with a browser that has come to the end of its own start: until then, seconds on a free machine and up to a minute on a
 * busy one, Chromium holds every check for a new worker back.
 */
export const test = base.extend<object, object>({
  browser: [
    async ({ browser }, use) => {
      await checkForUpdate(browser);
      await use(browser);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/** Comes back when a check for a new worker of a site of its own has. */
async function checkForUpdate(browser: Browser): Promise<void> {
  const server = createServer((request, response) => {
    const type = request.url === '/sw.js' ? 'text/javascript' : 'text/html';
    response.writeHead(200, { 'content-type': type }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = await browser.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
  });
  await page.close();
  server.closeAllConnections();
  server.close();
}
