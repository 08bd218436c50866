import { expect, readHeading, test } from '../harness/engine-test.js';
import { bundlePageScript, fetchIn, html } from '../harness/site.js';

test('on plain http, where no engine has workers, an app works as plain network and says why', async ({
  site,
  startVisitor,
}) => {
  await site.deploy(
    {
      'index.html': html('plain', '/app.js'),
      'app.js': await bundlePageScript(),
      'data.txt': 'data',
    },
    { register: false, manifest: { precache: { include: ['**/*.{html,js}'] } } },
  );
  // A server answers for all hosts whose proxy it is; only localhost would be taken for a secure one.
  const visitor = await startVisitor({ proxy: site.origin });
  const tab = await visitor.openTab();
  await tab.goto('http://plain.test/');
  expect(await readHeading(tab)).toBe('plain');
  expect(await fetchIn(tab, '/data.txt')).toMatchObject({ status: 200, body: 'data' });
  expect(await tab.evaluate(() => 'serviceWorker' in navigator)).toBe(false);

  expect(await tab.evaluate(() => window.holdfast.status())).toMatchObject({
    availability: 'unavailable',
    reason: 'this browser has no service workers here',
    state: { name: 'normal' },
    versions: [],
    caches: [],
  });
  expect(await tab.evaluate(() => window.holdfast.outbox.list())).toEqual([]);
  const codes = await tab.evaluate(async () => {
    const { purge, update } = window.holdfast;
    const attempts: Promise<unknown>[] = [update.check(), update.accept(), purge({ all: true })];
    return Promise.all(
      attempts.map(async (attempt) =>
        attempt.then(
          () => 'done',
          (error: { code: string }) => error.code,
        ),
      ),
    );
  });
  expect(codes).toEqual(Array.from(codes, () => 'page/unavailable'));
});
