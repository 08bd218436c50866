import type { Page } from 'playwright/test';
import type { Manifest } from '../../src/manifest/types.js';
import {
  bundlePageScript,
  controlled,
  expect,
  html,
  openControlled,
  test,
  type Site,
} from '../harness/site.js';

const manifest: Manifest = { worker: './worker.js', precache: { include: ['*.html'] } };

/** Deploys an app whose worker file brings features with upkeep of their own, which write down what they do. */
async function deploy(site: Site): Promise<void> {
  await site.deploy(
    {
      'index.html': html('one', '/app.js'),
      'silent.html': html('a page that sends its messages itself'),
      'app.js': await bundlePageScript(),
      'worker.js': `
        import { start } from 'holdfast/worker';
        import { features, plan } from 'virtual:holdfast/plan';
        self.steps = [];
        self.held = Promise.resolve();
        const makeFeature = (name, run) => () => ({
          name,
          async idle() {
            self.steps.push(name + ' starts');
            await self.held;
            await run?.();
            self.steps.push(name + ' ends');
          },
        });
        start(plan, [
          ...features,
          makeFeature('first', () => Promise.reject(new Error('out of order'))),
          makeFeature('second'),
          () => ({ name: 'third', status: async (clientId) => ({ clientId }) }),
        ]);`,
    },
    { manifest, register: false },
  );
}

const round = ['first starts', 'second starts', 'second ends'];

interface WorkerGlobals {
  steps: string[];
  held: Promise<void>;
  release: () => void;
}

async function readSteps(page: Page): Promise<string[]> {
  const [worker] = page.context().serviceWorkers();
  return worker!.evaluate(() => (globalThis as unknown as WorkerGlobals).steps);
}

/** Sends a message as it is to the active worker, and waits for the answer. */
async function send(page: Page, message: unknown): Promise<unknown> {
  return page.evaluate(async (data) => {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<unknown>((resolve) => {
      port1.addEventListener('message', (event) => resolve(event.data));
    });
    port1.start();
    active!.postMessage(data, [port2]);
    return answer;
  }, message);
}

test('every page load offers upkeep once: after the first install, and on a later visit', async ({
  page,
  site,
}) => {
  await deploy(site);
  await openControlled(page, `${site.origin}/`);
  await expect.poll(() => readSteps(page)).toEqual(round);

  await page.reload();
  await expect.poll(() => readSteps(page)).toEqual([...round, ...round]);

  // Events of the page, and what it asks otherwise, offer none.
  const sent = await page.evaluate(async () => {
    const types: string[] = [];
    const { postMessage } = ServiceWorker.prototype;
    Object.assign(ServiceWorker.prototype, {
      postMessage(this: ServiceWorker, message: { type: string }, ...rest: []) {
        types.push(message.type);
        postMessage.call(this, message, ...rest);
      },
    });
    await window.holdfast.update.check();
    await window.holdfast.status();
    await new Promise((resolve) => requestIdleCallback(resolve));
    return types;
  });
  expect(sent).toEqual(['status']);
  expect(await readSteps(page)).toHaveLength(2 * round.length);
});

test('an engine that cannot tell when a page is idle offers upkeep too', async ({ page, site }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, 'requestIdleCallback');
  });
  await deploy(site);
  await openControlled(page, `${site.origin}/`);
  await expect.poll(() => readSteps(page)).toEqual(round);
});

test('the answer waits for no upkeep, pages share one round, and a fault keeps nobody else from theirs', async ({
  page,
  site,
}) => {
  await deploy(site);
  await openControlled(page, `${site.origin}/`);
  await expect.poll(() => readSteps(page)).toEqual(round);
  await page.goto(`${site.origin}/silent.html`);
  await controlled(page);

  const [worker] = page.context().serviceWorkers();
  await worker!.evaluate(() => {
    const globals = globalThis as unknown as WorkerGlobals;
    globals.steps.length = 0;
    globals.held = new Promise((resolve) => {
      globals.release = resolve;
    });
  });
  const idle = { holdfast: 1, type: 'idle' };
  expect(await send(page, idle)).toEqual({ ok: true });
  expect(await send(page, idle)).toEqual({ ok: true });
  await expect.poll(() => readSteps(page)).toEqual(['first starts']);
  await worker!.evaluate(() => (globalThis as unknown as WorkerGlobals).release());
  await expect.poll(() => readSteps(page)).toEqual(round);

  const answer = await send(page, { holdfast: 1, type: 'status' });
  expect(answer).toMatchObject({
    ok: true,
    value: {
      scope: `${site.origin}/`,
      state: { name: 'normal' },
      // What a feature adds.
      clientId: expect.any(String),
    },
  });
  const { value } = answer as {
    value: { version: string; clientVersion: string; log: { code: string }[] };
  };
  expect(value.clientVersion).toBe(value.version);
  expect(value.log.filter(({ code }) => code === 'idle/failed')).toEqual([
    expect.objectContaining({ subject: 'first', detail: 'out of order' }),
    expect.objectContaining({ subject: 'first', detail: 'out of order' }),
  ]);

  // The round is over, so the next one runs again.
  await send(page, idle);
  await expect.poll(() => readSteps(page)).toEqual([...round, ...round]);
});
