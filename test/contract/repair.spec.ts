import { expect, readHeading, test } from '../harness/engine-test.js';
import { bundlePageScript, fetchIn, html, openControlled, readCaches } from '../harness/site.js';

const chunk = '/assets/chunk-1a2b3c4d.js';

test('files that the browser has lost are fetched again, and kept', async ({ site, tab }) => {
  await site.deploy(
    {
      'index.html': html('whole', '/app.js'),
      'app.js': await bundlePageScript(),
      'edition.txt': 'first',
      [chunk.slice(1)]: 'export default 1;\n',
    },
    { register: false, manifest: { precache: { include: ['**/*.{html,js,txt}'] } } },
  );
  await openControlled(tab, `${site.origin}/`);
  const whole = await readCaches(tab);
  await tab.evaluate(async (lost) => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const path of ['/', '/edition.txt', lost]) await cache.delete(path);
    }
  }, chunk);

  await tab.reload();
  expect(await readHeading(tab)).toBe('whole');
  expect(await fetchIn(tab, '/edition.txt')).toMatchObject({ body: 'first' });
  expect(await fetchIn(tab, chunk)).toMatchObject({ body: 'export default 1;\n' });
  await expect.poll(() => readCaches(tab)).toEqual(whole);

  await site.stop();
  await tab.reload();
  expect(await readHeading(tab)).toBe('whole');
  expect(await fetchIn(tab, chunk)).toMatchObject({ body: 'export default 1;\n' });
});
