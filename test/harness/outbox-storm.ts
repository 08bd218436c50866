import { expect, type Page } from 'playwright/test';
import type { Ledger, Treatment } from './ledger.js';
import { flush, listItems, openOutbox, writeRoute } from './outbox-site.js';
import { createRandom, pick } from './random.js';
import type { Site } from './site.js';
import { stopWorkers } from './worker.js';

/** How hard a storm is. */
export interface StormOptions {
  readonly seed: number;
  readonly writes: number;
  readonly kills: number;
  readonly largestBytes: number;
  /** Routes besides the outbox's usual one; each keeps an order of its own. */
  readonly routes: readonly string[];
}

/** What was made, and what came of it. */
export interface StormOutcome {
  /** SHA-256 of the bodies made, by path, in order. */
  readonly made: ReadonlyMap<string, readonly string[]>;
  /** SHA-256 of the bodies taken, by path, in the order they were taken. */
  readonly taken: ReadonlyMap<string, readonly string[]>;
  readonly kills: number;
  readonly requests: number;
  readonly repeats: number;
  readonly faults: readonly string[];
}

/** Holds a storm to what the outbox promises: each write once, in the order of its route, byte for byte. */
export function expectAllTaken({ faults, made, taken }: StormOutcome): void {
  expect(faults).toEqual([]);
  for (const [path, hashes] of made) {
    expect(abbreviate(taken.get(path)!), path).toEqual(abbreviate(hashes));
  }
}

/** A short name for a list of bodies, so that a difference can be read. */
function abbreviate(hashes: readonly string[]): string[] {
  return hashes.map((hash) => hash.slice(0, 8));
}

/**
 * Opens a site, makes writes of all kinds while the server is away, then has it come back as badly as servers do, and kills the worker
 * again and again until all is delivered.
 */
export async function runStorm(
  page: Page,
  site: Site,
  { kills, largestBytes, routes, seed, writes }: StormOptions,
): Promise<StormOutcome> {
  const paths = ['/api/a', ...routes.map((name) => `/${name}`)];
  // With some seeds the writes of one route come to more than an outbox keeps by default.
  const outbox = { maxBytes: '1GB' } as const;
  const ledger = await openOutbox(page, site, {
    outbox,
    paths,
    routes: routes.map((name) => writeRoute(name, outbox)),
  });
  const random = createRandom(seed);
  const made = new Map(paths.map((path): [string, string[]] => [path, []]));
  await site.stop();
  for (let index = 0; index < writes; index++) {
    const path = pick(random, paths);
    // Mostly small ones, a few up to the largest.
    const sizeBytes = Math.floor(largestBytes ** random());
    made.get(path)!.push(await makeWrite(page, path, index, sizeBytes));
  }

  ledger.treat = () => treatBadly(random);
  await site.start();
  let killed = 0;
  let lulls = 0;
  while ((await countLeft(page)) > 0) {
    void flush(page).catch(() => {
      // Its worker is about to be killed.
    });
    // Moments of delivery, not of the clock: a kill falls anywhere between two requests.
    await waitForRequests(ledger, 1 + Math.floor(random() * 3), random() * 60);
    if (killed < kills) {
      await stopWorkers(page);
      killed++;
    }
    if (random() < 0.1 && lulls < 20) {
      lulls++;
      await site.stop();
      await flush(page).catch(() => {
        // It had nobody to ask.
      });
      await site.start();
    }
  }
  const taken = new Map(
    paths.map((path) => [
      path,
      ledger.taken.filter((write) => write.path === path).map(({ sha256 }) => sha256),
    ]),
  );
  const { faults, repeats, requests } = ledger;
  return { made, taken, kills: killed, requests, repeats, faults };
}

/** How a server treats a write on a bad day. */
export function treatBadly(random: () => number): Treatment {
  const delayMs = Math.floor(random() * 30);
  const dice = random();
  if (dice < 0.5) return { delayMs, status: dice < 0.25 ? 200 : 201, body: '{"ok":true}' };
  if (dice < 0.6) return { delayMs, reset: 'before' };
  if (dice < 0.75) return { delayMs, reset: 'after' };
  if (dice < 0.85) return { delayMs, status: 429, headers: { 'retry-after': '0' } };
  return { delayMs, status: dice < 0.93 ? 500 : 503 };
}

/** Makes one write in the page; its method and the kind of its body go by its number. */
async function makeWrite(
  page: Page,
  path: string,
  index: number,
  sizeBytes: number,
): Promise<string> {
  const { hash, status } = await page.evaluate(
    async ([to, number, size]) => {
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size; at++) bytes[at] = (at * 31 + number) % 256;
      const form = new FormData();
      form.append('number', String(number));
      form.append('file', new File([bytes], `${number}.bin`));
      const bodies: BodyInit[] = [
        bytes,
        new Blob([bytes], { type: 'image/png' }),
        form,
        JSON.stringify({ number, text: 'ü'.repeat(size / 4) }),
        new URLSearchParams({ number: String(number) }),
      ];
      const method = ['POST', 'PUT', 'PATCH', 'DELETE'][number % 4]!;
      const request = new Request(to, { method, body: bodies[number % bodies.length]! });
      const sent = await request.clone().arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', sent));
      return {
        hash: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
        status: (await fetch(request)).status,
      };
    },
    [path, index, sizeBytes] as const,
  );
  if (status !== 202) throw new Error(`Write ${index} got ${status}.`);
  return hash;
}

async function countLeft(page: Page): Promise<number> {
  try {
    return (await listItems(page)).length;
  } catch {
    // The worker was killed before it could answer.
    return Infinity;
  }
}

async function waitForRequests(ledger: Ledger, count: number, atLeastMs: number): Promise<void> {
  const until = ledger.requests + count;
  const deadline = Date.now() + 500;
  await new Promise((resolve) => setTimeout(resolve, atLeastMs));
  while (ledger.requests < until && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
