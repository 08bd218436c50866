import { createHash } from 'node:crypto';
import type { Manifest } from '../../../src/manifest/types.js';
import { keepLedger, type Ledger } from '../ledger.js';
import { pick } from '../random.js';
import { bundlePageScript, html, type Site } from '../site.js';

/** What a page got for a request. */
export type Answer = { readonly status: number; readonly body: string } | 'network error';

/** A request, and how to tell a right answer from a wrong one. */
export interface Ask {
  readonly url: string;
  /**
   * `isExcused`: the worker was killed meanwhile. Then there may be no answer at all, or the browser may have asked the server
   * itself, who knows the newest edition alone.
   */
  isRight(answer: Answer, isExcused: boolean): boolean;
}

/** A site, its server, and what both have said so far. */
export interface World {
  readonly site: Site;
  readonly ledger: Ledger;
  /** The newest edition there is on the server. */
  readonly edition: number;
  readonly isUp: boolean;
  /** Builds the next edition, and has it served instead of the one before. */
  deploy(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Something for a tab of an edition to ask for. */
  think(random: () => number, edition: number): Ask;
}

/** Paths to which pages write: one route keeps their order, one does not. */
export const writePaths = ['/api/orders', '/api/marks'] as const;

/** What bounds a route's cache. */
export interface Limits {
  readonly maxEntries: number;
  readonly maxBytes?: number;
}

/** The bounds of the routes that have some. */
export const limits = {
  photos: { maxEntries: 40, maxBytes: 200_000 },
  news: { maxEntries: 10 },
  feeds: { maxEntries: 10 },
} as const satisfies Record<string, Limits>;

const manifest: Manifest = {
  precache: { include: ['**/*.{html,js,txt}'] },
  shell: { document: '/index.html', paths: ['/', '/tabs/*'] },
  routes: [
    { name: 'photos', match: '/photos/*', strategy: 'cache-first', expire: limits.photos },
    { name: 'news', match: '/news/*', strategy: 'network-first', expire: limits.news },
    { name: 'feeds', match: '/feeds/*', strategy: 'stale-while-revalidate', expire: limits.feeds },
    { name: 'live', match: '/live/*', strategy: 'network-only' },
    ...writePaths.map((path) => ({
      name: path.slice('/api/'.length),
      match: { path, methods: ['POST'] as const },
      strategy: 'network-only' as const,
      outbox: { order: path === '/api/orders' ? ('route' as const) : ('none' as const) },
    })),
  ],
};

const photos = 120;
const counted = ['/news/', '/feeds/', '/live/'].flatMap((path) =>
  Array.from({ length: 14 }, (_, index) => `${path}${index}`),
);
const parts = 20;

/** Deploys the first edition of a site, and keeps a ledger behind its writes. */
export async function createWorld(site: Site): Promise<World> {
  let [edition, isUp] = [0, true];
  const said = new Map<string, number>();
  for (let index = 0; index < photos; index++) {
    site.answers.set(`/photos/${index}`, (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(photo(index));
    });
  }
  for (const path of counted) {
    site.answers.set(path, (_, response) => {
      const count = (said.get(path) ?? 0) + 1;
      said.set(path, count);
      response.writeHead(200, { 'content-type': 'text/plain' }).end(`${path} ${count}`);
    });
  }

  async function deploy(): Promise<void> {
    edition++;
    await site.deploy(
      { ...filesOf(edition), 'app.js': await bundlePageScript() },
      { manifest, register: false, isHashed: (file) => file.startsWith('assets/') },
    );
  }

  function think(random: () => number, ofTab: number): Ask {
    const dice = random();
    if (dice < 0.35) return pick(random, askForAll(ofTab));
    return dice < 0.65 ? askPhoto(random) : askCounted(random);
  }

  function askPhoto(random: () => number): Ask {
    const index = Math.floor(random() * photos);
    return {
      url: `/photos/${index}`,
      isRight: (answer, isExcused) =>
        isBody(answer, photo(index)) || ((isExcused || !isUp) && isNone(answer)),
    };
  }

  /** Answers that count: what the server says now, or what it once said. */
  function askCounted(random: () => number): Ask {
    const url = pick(random, counted);
    return {
      url,
      isRight(answer, isExcused) {
        if (isNone(answer)) return isExcused || !isUp;
        const isStored = url.startsWith('/feeds/') || (url.startsWith('/news/') && !isUp);
        const last = said.get(url) ?? 0;
        const first = isStored || isExcused ? 1 : last;
        for (let count = last; count >= first; count--) {
          if (isBody(answer, `${url} ${count}`)) return true;
        }
        return false;
      },
    };
  }

  const world: World = {
    site,
    ledger: keepLedger(site, writePaths),
    get edition() {
      return edition;
    },
    get isUp() {
      return isUp;
    },
    deploy,
    async start() {
      await site.start();
      isUp = true;
    },
    async stop() {
      isUp = false;
      await site.stop();
    },
    think,
  };
  await deploy();
  return world;
}

/** The title of an edition's documents. */
export function titleOf(edition: number): string {
  return `edition ${edition}`;
}

/** The paths of an edition's hashed files. */
export function assetsOf(edition: number): string[] {
  return Object.keys(filesOf(edition)).filter((path) => path.startsWith('assets/'));
}

/** What asks for each file of an edition. A tab of that edition is answered whatever happens. */
export function askForAll(edition: number): Ask[] {
  return Object.entries(filesOf(edition)).map(([path, content]) => ({
    url: `/${path}`,
    isRight: (answer, isExcused) => isExcused || isBody(answer, content),
  }));
}

/** Of the parts, a fifth differs from edition to edition. */
function filesOf(edition: number): Record<string, string> {
  const files: Record<string, string> = {
    'index.html': html(titleOf(edition), '/app.js'),
    'about.html': html(`about ${titleOf(edition)}`),
    'edition.txt': titleOf(edition),
  };
  for (let part = 0; part < parts; part++) {
    const content = `part ${part} of ${Math.floor((edition + part) / 5)} `.repeat(1 + part * 20);
    files[`assets/part-${digest(content)}.txt`] = content;
  }
  return files;
}

/** Photos are from 100 bytes to 16 KB. */
function photo(index: number): string {
  return `photo ${index}`.padEnd(100 + ((index * 7919) % 16_000), '.');
}

function digest(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 8);
}

function isBody(answer: Answer, body: string): boolean {
  return answer !== 'network error' && answer.status === 200 && answer.body === body;
}

function isNone(answer: Answer): boolean {
  return answer === 'network error' || answer.status === 504;
}
