import type { Page } from 'playwright/test';
import type { Manifest, OutboxOptions, RouteOptions } from '../../src/manifest/types.js';
import type { OutboxEvent, OutboxItem } from '../../src/protocol/outbox.js';
import { keepLedger, type Ledger } from './ledger.js';
import { bundlePageScript, fetchIn, html, type Site } from './site.js';

/** How a site with an outbox is built. */
export interface OutboxSiteOptions {
  /** Of the route `writes`. */
  readonly outbox?: OutboxOptions;
  readonly timeout?: string;
  /** Routes before it. */
  readonly routes?: readonly RouteOptions[];
  /** Code that runs in the worker before Holdfast's. */
  readonly prelude?: string;
  /** Makes another version of it. */
  readonly title?: string;
  /** Code of a worker file's `outbox` hooks. */
  readonly hooks?: string;
  readonly update?: NonNullable<Manifest['update']>;
}

/** A browser without the sync event; all but Chromium have none. */
export const withoutSync = 'delete ServiceWorkerRegistration.prototype.sync;';

/** The ways of writing that a route of the outbox takes. */
export const writeMethods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Builds a site whose `/api/*` has an outbox; returns its version. */
export async function deployOutbox(
  site: Site,
  {
    hooks,
    outbox = {},
    prelude,
    routes = [],
    timeout,
    title = 'outbox',
    update = {},
  }: OutboxSiteOptions = {},
): Promise<string> {
  const worker = `
    import './prelude.js';
    import { start } from 'holdfast/worker';
    import { features, plan } from 'virtual:holdfast/plan';
    start(plan, features, { ${hooks === undefined ? '' : `outbox: ${hooks}`} });`;
  const isOwnWorker = prelude !== undefined || hooks !== undefined;
  const { version } = await site.deploy(
    {
      'index.html': html(title, '/app.js'),
      'app.js': await bundlePageScript(),
      ...(isOwnWorker && { 'worker.js': worker, 'prelude.js': prelude ?? '' }),
    },
    {
      register: false,
      manifest: {
        ...(isOwnWorker && { worker: './worker.js' }),
        precache: { include: ['**/*.html', 'app.js'] },
        update,
        routes: [
          ...routes,
          {
            name: 'writes',
            match: { path: '/api/*', methods: [...writeMethods] },
            strategy: 'network-only',
            ...(timeout !== undefined && { timeout }),
            outbox,
          },
        ],
      },
    },
  );
  return version;
}

/** A site with an outbox, and the ledger behind some paths of its `/api/`. */
export async function openOutbox(
  site: Site,
  options: OutboxSiteOptions & { readonly paths?: readonly string[] } = {},
): Promise<Ledger> {
  await deployOutbox(site, options);
  return keepLedger(site, options.paths ?? ['/api/a']);
}

/** Posts a text; returns the status, and the id under which it is kept. */
export async function post(
  page: Page,
  body: string,
  url = '/api/a',
): Promise<{ status: number; id: string | undefined }> {
  const answer = await fetchIn(page, url, { method: 'POST', body });
  if (answer === 'network error') return { status: 0, id: undefined };
  return { status: answer.status, id: answer.headers['holdfast-queued'] };
}

/** What is in the outbox, as pages are told, without the bodies. */
export async function listItems(page: Page): Promise<OutboxItem[]> {
  return page.evaluate(async () => [...(await window.holdfast.outbox.list())]);
}

/** The outbox's events that the page has heard. */
export async function heardEvents(page: Page): Promise<OutboxEvent[]> {
  return page.evaluate(() =>
    window.heard.filter(({ type }) => type === 'outbox').map(({ event }) => event as OutboxEvent),
  );
}

/** Has the outbox send all it can, and waits for the end of it. */
export async function flush(page: Page): Promise<void> {
  await page.evaluate(async () => void (await window.holdfast.outbox.flush()));
}

/** How many records a store of the database has. */
export async function countRecords(page: Page, store: 'bodies' | 'outbox'): Promise<number> {
  return page.evaluate(
    async (name) =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open('holdfast:/');
        opening.addEventListener('success', () => {
          const counting = opening.result.transaction(name).objectStore(name).count();
          counting.addEventListener('success', () => resolve(counting.result));
          opening.result.close();
        });
      }),
    store,
  );
}
