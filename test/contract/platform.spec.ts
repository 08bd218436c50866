import { expect, test } from '../harness/engine-test.js';
import type { Tab } from '../harness/engines/tab.js';
import { platforms, type Platform } from '../harness/engines/platforms.js';
import { deployOutbox } from '../harness/outbox-site.js';
import { openControlled } from '../harness/site.js';

/** Says of a worker what only a worker can see. */
const probe = `
  addEventListener('message', async (event) => {
    if (event.data !== 'probe') return;
    event.ports[0].postMessage({
      backgroundSync: 'sync' in registration,
      staticRoutes: typeof InstallEvent === 'function' && 'addRoutes' in InstallEvent.prototype,
      onlyIfCached: await fetch('/never-asked-for', { cache: 'only-if-cached', mode: 'same-origin' })
        .then(({ status }) => status === 504, () => true),
      storageEstimate: 'storage' in navigator,
      locks: 'locks' in navigator,
    });
  });`;

async function askWorker(tab: Tab): Promise<Omit<Platform, 'privateBlobs'>> {
  return tab.evaluate(async () => {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<Omit<Platform, 'privateBlobs'>>((resolve) => {
      port1.addEventListener('message', ({ data }) => resolve(data as Platform));
      port1.start();
    });
    navigator.serviceWorker.controller!.postMessage('probe', [port2]);
    return answer;
  });
}

async function canStoreBlob(tab: Tab): Promise<boolean> {
  return tab.evaluate(
    async () =>
      new Promise<boolean>((resolve) => {
        const opening = indexedDB.open('probe');
        opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('blobs'));
        opening.addEventListener('success', () => {
          const transaction = opening.result.transaction('blobs', 'readwrite');
          transaction.objectStore('blobs').put(new Blob(['blob']), 'key');
          transaction.addEventListener('complete', () => resolve(true));
          transaction.addEventListener('abort', () => resolve(false));
        });
      }),
  );
}

test('an engine has and lacks what is said of it', async ({ engine, site, startVisitor }) => {
  await deployOutbox(site, { prelude: probe });
  const visitor = await startVisitor({ isPrivate: true });
  const tab = await visitor.openTab();
  await openControlled(tab, site.origin);
  expect({ ...(await askWorker(tab)), privateBlobs: await canStoreBlob(tab) }).toEqual(
    platforms[engine],
  );
  // What is not known is left out, and hinders nothing.
  const { storage } = await tab.evaluate(() => window.holdfast.status());
  expect(storage !== undefined).toBe(platforms[engine].storageEstimate);
});
