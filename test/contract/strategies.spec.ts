import type { StrategyName } from '../../src/manifest/types.js';
import { expect, test } from '../harness/engine-test.js';
import type { Tab } from '../harness/engines/tab.js';
import { bundlePageScript, fetchIn, html, openControlled } from '../harness/site.js';

/** What a page gets of a server that counts its answers: two times, then of one that fails, then of one that is away. */
const expected: Readonly<Record<StrategyName, readonly string[]>> = {
  'cache-first': ['1', '1', '1', '1'],
  'network-first': ['1', '2', '2', '2'],
  // The answer that a page gets was fetched when it asked the time before; a failure replaces nothing.
  'stale-while-revalidate': ['1', '1', '2', '2'],
  'cache-only': ['seed', 'seed', 'seed', 'seed'],
  'network-only': ['1', '2', '500', 'network error'],
};
const strategies = Object.keys(expected) as StrategyName[];

async function read(tab: Tab, strategy: StrategyName): Promise<string> {
  const answer = await fetchIn(tab, `/data/${strategy}`);
  if (answer === 'network error') return answer;
  return answer.status === 200 ? answer.body : String(answer.status);
}

test('each strategy answers from where it should', async ({ site, tab }) => {
  await site.deploy(
    { 'index.html': html('strategies', '/app.js'), 'app.js': await bundlePageScript() },
    {
      register: false,
      manifest: {
        routes: strategies.map((name) => ({ name, match: `/data/${name}`, strategy: name })),
      },
    },
  );
  let isFailing = false;
  for (const strategy of strategies) {
    let count = 0;
    site.answers.set(`/data/${strategy}`, (_request, response) => {
      if (isFailing) response.writeHead(500).end('failed');
      else response.writeHead(200).end(String(++count));
    });
  }
  await openControlled(tab, `${site.origin}/`);
  expect(await read(tab, 'cache-only')).toBe('network error');
  await tab.evaluate(async () => {
    await (
      await caches.open('holdfast:/:route:cache-only')
    ).put('/data/cache-only', new Response('seed'));
  });

  const got = new Map(strategies.map((name): [StrategyName, string[]] => [name, []]));
  const readAll = async (): Promise<void> => {
    for (const strategy of strategies) got.get(strategy)!.push(await read(tab, strategy));
  };
  await readAll();
  await readAll();
  // It comes in behind the page's back.
  await expect
    .poll(() =>
      tab.evaluate(async () => {
        const stored = await caches.match('/data/stale-while-revalidate');
        return stored?.text();
      }),
    )
    .toBe('2');
  isFailing = true;
  await readAll();
  await site.stop();
  await readAll();
  expect(Object.fromEntries(got)).toEqual(expected);
});
