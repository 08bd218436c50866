import { expect, test } from '../harness/engine-test.js';
import { deployRoutes, limitedRoute } from '../harness/limited-site.js';
import { fetchIn, openControlled, readCaches } from '../harness/site.js';

test('caches keep to their limits; what was used least recently goes first', async ({
  site,
  tab,
}) => {
  await deployRoutes(
    site,
    [
      limitedRoute('counted', { expire: { maxEntries: 3 } }),
      limitedRoute('weighed', { expire: { maxBytes: 1000 } }),
    ],
    // What an engine cannot know of its quota must not hinder the other limits.
    { storage: { keepFree: '1MB' } },
  );
  for (const name of 'abcd') {
    site.answers.set(`/counted/${name}`, (_request, response) => {
      response.writeHead(200).end(name);
    });
    site.answers.set(`/weighed/${name}`, (_request, response) => {
      response.writeHead(200).end(name.repeat(400));
    });
  }
  site.answers.set('/weighed/large', (_request, response) => {
    response.writeHead(200).end('l'.repeat(1001));
  });
  await openControlled(tab, `${site.origin}/`);

  for (const name of 'abcad') await fetchIn(tab, `/counted/${name}`);
  for (const name of 'abac') await fetchIn(tab, `/weighed/${name}`);
  // It reaches the page, and drives nothing out.
  expect(await fetchIn(tab, '/weighed/large')).toMatchObject({ body: 'l'.repeat(1001) });

  await expect
    .poll(() => readCaches(tab))
    .toMatchObject({
      'holdfast:/:route:counted': ['/counted/a', '/counted/c', '/counted/d'],
      'holdfast:/:route:weighed': ['/weighed/a', '/weighed/c'],
    });
  const { caches: told } = await tab.evaluate(() => window.holdfast.status());
  expect(told.filter(({ kind }) => kind === 'route')).toEqual([
    expect.objectContaining({ of: 'counted', entries: 3, sizeBytes: 3, evictions: { entries: 1 } }),
    expect.objectContaining({ of: 'weighed', entries: 2, sizeBytes: 800, evictions: { bytes: 1 } }),
  ]);
});
