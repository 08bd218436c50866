import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { flush, listItems } from '../outbox-site.js';
import { readCaches } from '../site.js';
import { readEntries, stopWorkers } from '../worker.js';
import type { Day } from './day.js';
import { askAll, longestUpdateMs, readProblems, reload, type Visitor } from './visitor.js';
import { askForAll, assetsOf, limits, titleOf, type Limits } from './world.js';

const longestDeliveryMs = 60_000;
const longestUpkeepMs = 60_000;

/** A good day: within it the newest edition reaches a tab, and all writes reach the server. */
export async function settle(day: Day): Promise<void> {
  const { setMood, setQuota, world } = day;
  if (!world.isUp) await world.start();
  await setQuota();
  setMood('good');
  await reachNewest(day);
  await deliverAll(day);
  setMood('bad');
}

async function reachNewest({ note, problems, visitors, world }: Day): Promise<void> {
  const deadline = Date.now() + longestUpdateMs;
  while (visitors[0]!.edition !== world.edition) {
    if (Date.now() > deadline) {
      problems.push(
        `a tab still has ${titleOf(visitors[0]!.edition)}, not ${titleOf(world.edition)}`,
      );
      return;
    }
    problems.push(...(await readProblems(visitors[0]!)));
    visitors[0] = await reload(visitors[0]!, note);
    await wait(500);
  }
}

async function deliverAll({ problems, visitors }: Day): Promise<void> {
  const { page } = visitors[0]!;
  const deadline = Date.now() + longestDeliveryMs;
  await flush(page);
  for (;;) {
    const items = await listItems(page);
    if (items.length === 0) return;
    if (Date.now() > deadline) {
      problems.push(`writes left: ${JSON.stringify(items.slice(0, 3))}`);
      return;
    }
    await wait(500);
    await flush(page);
  }
}

/** When all has come to rest: compares what pages were told with what the server has, what is stored with what should be. */
export async function findRemains(day: Day): Promise<void> {
  const { diary, note, problems, visitors, world } = day;
  problems.push(...diary.compare(world.ledger));
  for (const visitor of visitors.splice(1)) {
    problems.push(...(await readProblems(visitor)));
    await visitor.page.close();
  }
  // What went wrong in its life so far is said until it ends.
  await stopWorkers(visitors[0]!.page);
  problems.push(...(await waitForOrder(day)));
  await world.stop();
  const offline = await reload(visitors[0]!, note);
  if (offline.edition !== world.edition) problems.push('without a network, another edition opens');
  problems.push(...(await askAll(offline, askForAll(offline.edition), false)).problems);
  await world.start();
}

/** Upkeep is done when a page is idle; each load of one is a reason for it. */
async function waitForOrder({ note, visitors, world }: Day): Promise<readonly string[]> {
  const deadline = Date.now() + longestUpkeepMs;
  for (;;) {
    visitors[0] = await reload(visitors[0]!, note);
    const found = await findDisorder(visitors[0], world.edition);
    if (found.length === 0 || Date.now() > deadline) return found;
    await wait(1000);
  }
}

/** What is stored and should not be, what is missing, and what is counted wrongly. */
async function findDisorder({ page }: Visitor, edition: number): Promise<string[]> {
  const { state, versions } = await page.evaluate(() => window.holdfast.status());
  const found: string[] = [];
  if (state.name !== 'normal') found.push(`the state is ${JSON.stringify(state)}`);
  if (versions.length !== 1) {
    // What is still to be deleted would be made anew by being read.
    return [...found, `versions are left: ${versions.join(', ')}`];
  }
  const stored = await readCaches(page);
  const entries = (await readEntries(page)).map(({ cacheName, sizeBytes, url }) => ({
    cacheName: cacheName.replace('holdfast:/:route:', ''),
    sizeBytes,
    url,
  }));
  const assets = assetsOf(edition).map((path) => `/${path}`);
  if (!isDeepStrictEqual(stored['holdfast:/:assets'], assets.toSorted())) {
    found.push(`the assets are ${String(stored['holdfast:/:assets'])}`);
  }
  for (const [name, { maxBytes = Infinity, maxEntries }] of Object.entries<Limits>(limits)) {
    const records = entries.filter(({ cacheName }) => cacheName === name);
    const sizeBytes = records.reduce((sum, record) => sum + record.sizeBytes, 0);
    if (records.length > maxEntries || sizeBytes > maxBytes) {
      found.push(`${name} has ${records.length} entries of ${sizeBytes} bytes`);
    }
    const urls = records.map(({ url }) => url).toSorted();
    if (!isDeepStrictEqual(stored[`holdfast:/:route:${name}`] ?? [], urls)) {
      found.push(
        `${name} has ${String(stored[`holdfast:/:route:${name}`])}, and counts ${String(urls)}`,
      );
    }
  }
  return found;
}
