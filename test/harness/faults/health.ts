import type { WorkerStatus } from '../../../src/protocol/messages.js';
import type { OutboxItem } from '../../../src/protocol/outbox.js';
import type { Booth } from './booth.js';
import { filesOf, type EditionName } from './editions.js';

/**
 * Lets a worker start anew without faults, look after its upkeep, and deliver what waits.
 * @returns what is not as it should be then
 */
export async function checkHealth(booth: Booth, edition: EditionName): Promise<string[]> {
  const problems: string[] = [];
  const expect = (isTrue: boolean, problem: string): void => {
    if (!isTrue) problems.push(`then ${problem}`);
  };
  const deliver = (): Promise<unknown> =>
    booth.ask({ type: 'outbox-wake', mode: 'all', isAwaited: true });
  await booth.kill();
  await booth.set({ edition, isDown: false });
  const registration = await booth.readRegistration();
  const outcome = await booth.install();
  expect(outcome === 'active', `${registration ? 'an update' : 'an install'} is ${outcome}`);
  const shown = await booth.open('page');
  const isShown = shown !== 'hung' && shown.title === edition && shown.ran === edition;
  expect(isShown, `a page shows ${JSON.stringify(shown)}`);
  // Upkeep is once more what a page offers when it is idle.
  await booth.ask({ type: 'idle' });
  await booth.tell({ lab: 'rest' });
  await deliver();
  // Given up by a clock that was wrong, which a delivery finds out, and kept: the page decides.
  const given = await booth.ask<OutboxItem[]>({ type: 'outbox-list' });
  for (const { id, state } of given.ok ? given.value : []) {
    if (state === 'dead') await booth.ask({ type: 'outbox-retry', id });
  }
  await deliver();
  const left = await booth.ask<OutboxItem[]>({ type: 'outbox-list' });
  expect(left.ok && left.value.length === 0, `the outbox holds ${JSON.stringify(left)}`);
  const status = await booth.ask<WorkerStatus>({ type: 'status' });
  expect(
    status.ok && status.value.state.name === 'normal',
    `the status is ${JSON.stringify(status)}`,
  );
  await booth.tell({ lab: 'rest' });
  problems.push(...(await findStrays(booth.scope, edition)).map((problem) => `then ${problem}`));
  return problems;
}

/** What is stored and should not be, or the other way round. */
async function findStrays(scope: string, edition: EditionName): Promise<string[]> {
  const problems: string[] = [];
  const prefix = `holdfast:${scope}:`;
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix));
  const shells = names.filter((name) => name.startsWith(`${prefix}shell:`));
  if (shells.length !== 1) problems.push(`there are ${shells.length} shell caches`);
  const assets = await caches.open(`${prefix}assets`);
  const shell = await caches.open(shells[0] ?? '');
  const files = Object.entries(filesOf(edition));
  for (const [path, content] of files) {
    const cache = path.startsWith('assets/') ? assets : shell;
    const url = scope + path.replace(/^index\.html$/, '');
    const stored = await (await cache.match(url))?.text();
    if (stored !== content) problems.push(`${path} is stored as ${JSON.stringify(stored)}`);
  }
  const { length } = await assets.keys();
  if (length !== 1) problems.push(`there are ${length} assets`);
  const records = await readRecords(scope);
  for (const name of names.filter((one) => one.startsWith(`${prefix}route:`))) {
    // Of a route that never stores.
    if (name.endsWith('-only')) continue;
    const cache = await caches.open(name);
    const urls = (await cache.keys()).map(({ url }) => url).toSorted();
    if (name.endsWith(':few') && urls.length > 3)
      problems.push(`${urls.length} entries in ${name}`);
    const recorded = records.filter(([of]) => of === name).map(([, url]) => url);
    if (recorded.toSorted().join() !== urls.join()) {
      problems.push(`${name} holds ${urls.join()}, and the records say ${recorded.join()}`);
    }
  }
  return problems;
}

/** The keys of the records of what the routes' caches hold. */
async function readRecords(scope: string): Promise<[cacheName: string, url: string][]> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(`holdfast:${scope}`);
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error!));
  });
  try {
    const request = database.transaction('entries').objectStore('entries').getAllKeys();
    return await new Promise((resolve) => {
      request.addEventListener('success', () => resolve(request.result as [string, string][]));
    });
  } finally {
    database.close();
  }
}
