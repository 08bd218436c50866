import { errors, type Page } from 'playwright/test';
import { fetchIn } from '../site.js';
import type { Answer, Ask } from './world.js';

/** A tab of the site, and the edition it was loaded with. */
export interface Visitor {
  readonly page: Page;
  readonly edition: number;
}

/** What is wrong with what a tab got or heard; empty where nothing is. */
export type Problems = readonly string[];

/** Counts something that has happened. */
export type Note = (what: string, times?: number) => void;

// A page of the site is there at once, or when a worker that takes charge is.
const longestLoadMs = 20_000;
/** Chromium keeps a new worker waiting for half a minute and more while the old one is asked. */
export const longestUpdateMs = 150_000;

/** Opens the site in a page. */
export async function visit(
  page: Page,
  origin: string,
  path: string,
  note: Note,
): Promise<Visitor> {
  const open = (): Promise<unknown> => page.goto(origin + path, { timeout: longestLoadMs });
  await load(open, open, note);
  return arrive(page);
}

/** The tab after a reload. */
export async function reload({ page }: Visitor, note: Note): Promise<Visitor> {
  const again = (): Promise<unknown> => page.reload({ timeout: longestLoadMs });
  await load(again, again, note);
  return arrive(page);
}

/** The tab after it was moved to the newest version that is installed; a reload comes with that if there is one. */
export async function acceptUpdate({ page }: Visitor, note: Note): Promise<Visitor> {
  const loaded = page.waitForEvent('load', { timeout: longestUpdateMs });
  loaded.catch(() => undefined);
  const isMoved = await page
    .evaluate(() => window.holdfast.update.accept())
    // The reload has taken the page away before it could say so.
    .catch(() => true);
  if (isMoved) {
    await load(
      async () => loaded,
      async () => page.reload({ timeout: longestLoadMs }),
      note,
    );
  }
  return arrive(page);
}

/**
 * Waits for a page to load. Chromium may lose a navigation that reaches a worker in the moment in which it has to go for a newer
 * one, whatever that worker does; who sees nothing come asks once more, and has to be answered then.
 */
async function load(
  begin: () => Promise<unknown>,
  beginAgain: () => Promise<unknown>,
  note: Note,
): Promise<void> {
  try {
    await begin();
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    note('pages that the browser lost');
    await beginAgain();
  }
}

async function arrive(page: Page): Promise<Visitor> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
  const title = await page.locator('h1').innerText();
  return { page, edition: Number(title.split(' ').at(-1)) };
}

/**
 * Does something in a tab, and lists the paths that the server has answered without the worker's having been told. In the moment
 * in which a worker takes charge, Chromium tells none of what open tabs ask for; where it is killed then, until they are reloaded.
 */
export async function watch<TValue>(
  page: Page,
  act: () => Promise<TValue>,
): Promise<{ readonly value: TValue; readonly past: readonly string[] }> {
  await page.evaluate(() => performance.clearResourceTimings());
  const value = await act();
  const past = await page.evaluate(() => {
    const entries = performance.getEntriesByType('resource') as (PerformanceResourceTiming & {
      readonly workerMatchedSourceType?: string;
    })[];
    return entries
      .filter(
        ({ responseStatus, workerMatchedSourceType, workerStart }) =>
          responseStatus > 0 && !workerMatchedSourceType && workerStart === 0,
      )
      .map(({ name }) => new URL(name).pathname);
  });
  return { value, past };
}

/** Asks for all at once, and judges the answers; `isPast` where the browser has gone past the worker. */
export async function askAll(
  { edition, page }: Visitor,
  asks: readonly Ask[],
  isExcused: boolean,
): Promise<{ readonly problems: Problems; readonly isPast: boolean }> {
  const { past, value: answers } = await watch(page, async () =>
    Promise.all(asks.map(async ({ url }): Promise<Answer> => fetchIn(page, url))),
  );
  const problems = asks
    .map((ask, index) => [ask, answers[index]!] as const)
    .filter(([ask, answer]) => !ask.isRight(answer, isExcused) && !past.includes(ask.url))
    .map(
      ([{ url }, answer]) =>
        `edition ${edition} got for ${url}: ${JSON.stringify(answer).slice(0, 200)}`,
    );
  return { problems, isPast: past.length > 0 };
}

/** What a tab has been told that must never come to pass. */
export async function readProblems({ edition, page }: Visitor): Promise<Problems> {
  const heard = await page.evaluate(() => window.heard);
  return heard
    .filter(({ type }) => type === 'unrecoverable')
    .map(({ event }) => `edition ${edition} heard: ${JSON.stringify(event)}`);
}
