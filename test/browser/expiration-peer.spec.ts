import * as fc from 'fast-check';
import { rolldown } from 'rolldown';
import { expect, fetchIn, html, openControlled, readCaches, test } from '../harness/site.js';

const maxEntries = 3;
// Always the same, so that what breaks is what was changed.
const seed = Number(process.env['HOLDFAST_SEED'] ?? 1);

/** `workbox-expiration` on a cache of its own, as its plugin uses it: after each access the time, then the limit. */
async function bundlePeer(): Promise<string> {
  const source = `
    import { CacheExpiration } from 'workbox-expiration/CacheExpiration.js';
    const expiration = new CacheExpiration('peer', { maxEntries: ${maxEntries} });
    let nowMs = Date.now();
    // Its order is that of its timestamps, so no two may be the same.
    Date.now = () => ++nowMs;
    window.access = async (url) => {
      const cache = await caches.open('peer');
      if (!(await cache.match(url))) await cache.put(url, new Response(url));
      await expiration.updateTimestamp(new URL(url, location.href).href);
      await expiration.expireEntries();
    };`;
  const bundled = await rolldown({
    input: 'peer',
    cwd: import.meta.dirname,
    plugins: [
      {
        name: 'peer',
        resolveId: (id) => (id === 'peer' ? id : null),
        load: (id) => (id === 'peer' ? source : null),
      },
    ],
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  });
  const { output } = await bundled.generate({ format: 'esm' });
  return output[0].code;
}

test(`the same accesses leave the same survivors as with workbox-expiration, by HOLDFAST_SEED=${seed}`, async ({
  browser,
  site,
}) => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names) {
    site.answers.set(`/e/${name}`, (_request, response) => {
      response.writeHead(200).end(name);
    });
  }
  await site.deploy(
    {
      'index.html': html('peer', '/start.js'),
      'start.js': `${await bundlePeer()};navigator.serviceWorker.register('/sw.js');`,
    },
    {
      register: false,
      manifest: {
        routes: [
          { name: 'entries', match: '/e/*', strategy: 'cache-first', expire: { maxEntries } },
        ],
      },
    },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...names), { minLength: 10, maxLength: 40 }),
      async (accesses) => {
        const context = await browser.newContext();
        const page = await context.newPage();
        try {
          await openControlled(page, `${site.origin}/`);
          for (const name of accesses) {
            expect(await fetchIn(page, `/e/${name}`)).toMatchObject({ status: 200 });
            await page.evaluate(
              (url) => (window as unknown as { access(url: string): Promise<void> }).access(url),
              `/e/${name}`,
            );
            await expect
              .poll(async () => {
                const { 'holdfast:/:route:entries': own, peer } = await readCaches(page);
                return { own, isSame: own?.join() === peer?.join() };
              })
              .toMatchObject({ isSame: true });
          }
        } finally {
          await context.close();
        }
      },
    ),
    { seed, numRuns: 6, endOnFailure: true },
  );
});
