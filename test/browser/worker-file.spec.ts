import type { Manifest } from '../../src/manifest/types.js';
import {
  bundlePageScript,
  expect,
  fetchIn,
  html,
  openControlled,
  readCaches,
  test,
} from '../harness/site.js';

const manifest: Manifest = {
  worker: './worker.js',
  precache: { include: ['*.html'] },
  routes: [
    { name: 'data', match: '/data/*', strategy: 'network-first' },
    { name: 'plain', match: '/plain/*', strategy: 'cache-first' },
  ],
};

test('a route may be called like what every object has', async ({ page, site }) => {
  await site.deploy(
    {
      'index.html': html('worker file', '/app.js'),
      'app.js': await bundlePageScript(),
      'data/1': 'data',
      'worker.js': `
        import { start } from 'holdfast/worker';
        import { features, plan } from 'virtual:holdfast/plan';
        start(plan, features);`,
    },
    {
      register: false,
      manifest: {
        worker: './worker.js',
        routes: [{ name: 'constructor', match: '/data/*', strategy: 'cache-first' }],
      },
    },
  );
  await openControlled(page, `${site.origin}/`);
  const cacheName = 'holdfast:/:route:constructor';
  await fetchIn(page, '/data/1');
  await expect.poll(async () => (await readCaches(page))[cacheName]).toEqual(['/data/1']);
  await page.evaluate(() => window.holdfast.purge({ all: true }));
  const status = await page.evaluate(() => window.holdfast.status());
  expect(status.caches).toEqual([{ cacheName, kind: 'route', of: 'constructor', entries: 0 }]);
});

test("a worker file of the app's own runs the plan with Workbox plugins on the routes it names", async ({
  page,
  site,
}) => {
  await site.deploy(
    {
      'index.html': html('worker file'),
      'data/1': 'data',
      'plain/1': 'plain',
      'worker.js': `
        import { start } from 'holdfast/worker';
        import { features, plan } from 'virtual:holdfast/plan';
        self.hooks = [];
        const note = (name) => self.hooks.push(name);
        start(plan, features, {
          plugins: {
            data: [
              {
                handlerWillStart: async () => note('handlerWillStart'),
                requestWillFetch: async ({ request, state }) => {
                  note('requestWillFetch');
                  state.asked = request.url;
                  return new Request(request, { headers: { 'x-plugin': 'yes' } });
                },
                fetchDidSucceed: async ({ response }) => (note('fetchDidSucceed'), response),
                fetchDidFail: async () => note('fetchDidFail'),
                cacheWillUpdate: async ({ response, state }) => (
                  note('cacheWillUpdate ' + new URL(state.asked).pathname), response
                ),
                cacheDidUpdate: async ({ oldResponse, newResponse }) => {
                  note('cacheDidUpdate ' + Boolean(oldResponse) + ' ' + (await newResponse.text()));
                },
                cacheKeyWillBeUsed: async ({ request, mode }) => {
                  note('cacheKeyWillBeUsed ' + mode);
                  return new URL('/data/key', request.url).href;
                },
                cachedResponseWillBeUsed: async ({ cachedResponse }) => (
                  note('cachedResponseWillBeUsed'), cachedResponse
                ),
                handlerWillRespond: async ({ response }) => (note('handlerWillRespond'), response),
                handlerDidRespond: async () => note('handlerDidRespond'),
                handlerDidComplete: async () => note('handlerDidComplete'),
              },
            ],
          },
        });
        self.addEventListener('push', () => {});`,
    },
    { manifest },
  );
  await openControlled(page, `${site.origin}/`);
  const [worker] = page.context().serviceWorkers();
  const readHooks = (): Promise<string[]> =>
    worker!.evaluate(() => (globalThis as unknown as { hooks: string[] }).hooks.splice(0));

  expect(await fetchIn(page, '/data/1')).toMatchObject({ body: 'data' });
  expect(site.seen.find(({ url }) => url === '/data/1')?.headers['x-plugin']).toBe('yes');
  const hooks: string[] = [];
  await expect
    .poll(async () => {
      hooks.push(...(await readHooks()));
      return hooks.at(-1);
    })
    .toBe('handlerDidComplete');
  expect(hooks.filter((hook) => !hook.startsWith('handler'))).toEqual([
    'requestWillFetch',
    'fetchDidSucceed',
    'cacheKeyWillBeUsed write',
    'cacheWillUpdate /data/1',
    'cacheDidUpdate false data',
  ]);

  await fetchIn(page, '/plain/1');
  expect(await readHooks()).toEqual([]);

  await site.stop();
  // Stored under the plugin's own key, so it answers another URL of the route too.
  expect(await fetchIn(page, '/data/2')).toMatchObject({ body: 'data' });
  await expect.poll(readHooks).toContain('fetchDidFail');
  await page.reload();
  await expect(page.locator('h1')).toHaveText('worker file');
});
