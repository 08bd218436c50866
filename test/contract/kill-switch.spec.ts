import { expect, readHeading, test } from '../harness/engine-test.js';
import { deployOutbox, post } from '../harness/outbox-site.js';
import {
  bundlePageScript,
  html,
  lookForWorker,
  openControlled,
  readCaches,
} from '../harness/site.js';

test('the kill switch leaves no trace of its own, and what others have stored', async ({
  site,
  tab,
}) => {
  await deployOutbox(site);
  await openControlled(tab, `${site.origin}/`);
  // So that there is something in the database.
  await site.stop();
  expect((await post(tab, 'one')).status).toBe(202);
  await site.start();
  await tab.evaluate(async () => void (await caches.open('another-toolkit')));

  await site.deploy(
    { 'index.html': html('plain', '/app.js'), 'app.js': await bundlePageScript() },
    { register: false, manifest: 'self-destroy' },
  );
  await expect
    .poll(
      async () => {
        await lookForWorker(tab);
        return tab.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
      },
      { timeout: 90_000 },
    )
    .toBe(0);
  await expect.poll(() => readCaches(tab)).toEqual({ 'another-toolkit': [] });
  await expect.poll(() => tab.evaluate(() => indexedDB.databases())).toEqual([]);

  // Not by the app, which would register the worker again.
  site.answers.set('/plain', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(html('from the server'));
  });
  await tab.goto(`${site.origin}/plain`);
  expect(await readHeading(tab)).toBe('from the server');
  expect(await tab.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
});
