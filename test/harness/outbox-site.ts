import type { Manifest, OutboxOptions, RouteOptions } from '../../src/manifest/types.js';
import type { OutboxEvent, OutboxItem } from '../../src/protocol/outbox.js';
import type { Tab } from './engines/tab.js';
import { keepLedger, type Ledger } from './ledger.js';
import { bundlePageScript, fetchIn, html, openControlled, type Site } from './site.js';

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
  const { version } = await site.deploy(
    {
      'index.html': html(title, '/app.js'),
      'app.js': await bundlePageScript(),
    },
    {
      register: false,
      prelude,
      workerOptions: hooks === undefined ? undefined : `{ outbox: ${hooks} }`,
      manifest: {
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

/** How a site with an outbox is built and served. */
type ServedOptions = OutboxSiteOptions & {
  /** What the ledger takes. Default: `/api/a`. */
  readonly paths?: readonly string[];
};

/** Builds a site with an outbox, and keeps a ledger behind it. */
export async function serveOutbox(site: Site, options: ServedOptions = {}): Promise<Ledger> {
  await deployOutbox(site, options);
  return keepLedger(site, options.paths ?? ['/api/a']);
}

/** The same, with a page of it that is controlled. */
export async function openOutbox(
  page: Tab,
  site: Site,
  options: ServedOptions = {},
): Promise<Ledger> {
  const ledger = await serveOutbox(site, options);
  await openControlled(page, site.origin);
  return ledger;
}

/** A route to `/<name>` with an outbox. */
export function writeRoute(name: string, outbox: OutboxOptions = {}): RouteOptions {
  return {
    name,
    match: { path: `/${name}`, methods: [...writeMethods] },
    strategy: 'network-only',
    outbox,
  };
}

/** Posts a text; returns the status, and the id under which it is kept. */
export async function post(
  page: Tab,
  body: string,
  url = '/api/a',
): Promise<{ status: number; id: string | undefined }> {
  const answer = await fetchIn(page, url, { method: 'POST', body });
  if (answer === 'network error') return { status: 0, id: undefined };
  return { status: answer.status, id: answer.headers['holdfast-queued'] };
}

/** Takes the server away and posts texts, all of which are kept; returns their ids. */
export async function postOffline(
  page: Tab,
  site: Site,
  ...bodies: readonly string[]
): Promise<string[]> {
  await site.stop();
  const ids: string[] = [];
  for (const body of bodies) {
    const { id, status } = await post(page, body);
    if (id === undefined) throw new Error(`"${body}" is not kept; the answer was ${status}.`);
    ids.push(id);
  }
  return ids;
}

/** What is in the outbox, as pages are told, without the bodies. */
export async function listItems(page: Tab): Promise<OutboxItem[]> {
  return page.evaluate(async () => [...(await window.holdfast.outbox.list())]);
}

/** The outbox's events that the page has heard. */
export async function heardEvents(page: Tab): Promise<OutboxEvent[]> {
  return page.evaluate(() =>
    window.heard.filter(({ type }) => type === 'outbox').map(({ event }) => event as OutboxEvent),
  );
}

/** Has the outbox send all it can, and waits for the end of it. */
export async function flush(page: Tab): Promise<void> {
  await page.evaluate(async () => void (await window.holdfast.outbox.flush()));
}

/** How many records a store of the database has. */
export async function countRecords(page: Tab, store: 'bodies' | 'outbox'): Promise<number> {
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
