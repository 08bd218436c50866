import type { ActivatePolicy } from '../../src/manifest/types.js';
import { expect, readHeading, test } from '../harness/engine-test.js';
import type { Tab } from '../harness/engines/tab.js';
import {
  bundlePageScript,
  fetchIn,
  hearUpdate,
  html,
  openControlled,
  settled,
  type Site,
} from '../harness/site.js';

type Edition = 'one' | 'two';

const chunks: Record<Edition, string> = {
  one: '/assets/chunk-1a2b3c4d.js',
  two: '/assets/chunk-2b3c4d5e.js',
};

async function deploy(site: Site, edition: Edition, activate: ActivatePolicy): Promise<string> {
  const { version } = await site.deploy(
    {
      'index.html': html(edition, '/app.js'),
      'app.js': await bundlePageScript(),
      'edition.txt': edition,
      [chunks[edition].slice(1)]: `export default ${JSON.stringify(edition)};\n`,
    },
    {
      register: false,
      manifest: {
        precache: { include: ['**/*.{html,js,txt}'] },
        shell: { document: '/index.html', paths: ['/', '/pages/*'] },
        update: { activate },
      },
    },
  );
  return version;
}

/** Loads what the page of an edition loads late, by a script and by hand. */
async function expectEdition(tab: Tab, edition: Edition): Promise<void> {
  expect(await readHeading(tab)).toBe(edition);
  expect(await fetchIn(tab, '/edition.txt')).toMatchObject({ body: edition });
  const loaded = await tab.evaluate(
    async (url) => ((await import(url)) as { default: string }).default,
    chunks[edition],
  );
  expect(loaded).toBe(edition);
}

test('a tab keeps the version it was opened with, whose files the server no longer has', async ({
  site,
  tab,
  visitor,
}) => {
  await deploy(site, 'one', 'immediately');
  await openControlled(tab, `${site.origin}/`);
  const two = await deploy(site, 'two', 'immediately');
  await hearUpdate(tab, two);
  await settled(tab);

  await expectEdition(tab, 'one');
  const second = await visitor.openTab();
  await second.goto(`${site.origin}/pages/2`);
  await expectEdition(second, 'two');
  expect((await fetch(site.origin + chunks.one)).status).toBe(404);
  await site.stop();
  await expectEdition(tab, 'one');
  await expectEdition(second, 'two');

  // The last tab of the first version goes, and that version with it.
  await site.start();
  await tab.close();
  await expect
    .poll(
      async () => {
        await second.reload();
        return (await second.evaluate(() => window.holdfast.status())).versions;
      },
      // A page that is not left alone is never idle, and the worker then has no time to clear away.
      { intervals: [500, 1000, 2000, 4000, 8000], timeout: 60_000 },
    )
    .toEqual([two]);
});

test('a version that has to be accepted waits, and then moves the tab', async ({ site, tab }) => {
  const one = await deploy(site, 'one', 'on-accept');
  await openControlled(tab, `${site.origin}/`);
  const two = await deploy(site, 'two', 'on-accept');
  await hearUpdate(tab, two);
  await expectEdition(tab, 'one');
  const waiting = await tab.evaluate(() => window.holdfast.status());
  expect(waiting).toMatchObject({ activeVersion: one, waitingVersion: two });

  await tab.evaluate(() => void window.holdfast.update.accept());
  await tab.waitForFunction(() => document.querySelector('h1')?.textContent === 'two');
  await settled(tab);
  await expectEdition(tab, 'two');
});
