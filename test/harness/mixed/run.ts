import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserContext, CDPSession } from 'playwright/test';
import { createRandom } from '../random.js';
import type { Site } from '../site.js';
import { actions, type ActionName } from './actions.js';
import { openDay, type Day } from './day.js';
import { findRemains, settle } from './settle.js';

// A time of rest waits for an update and for what is to be delivered.
const longestActionMs = 240_000;
// A tab that does anything at all says how it is at once.
const longestWordMs = 5000;

/** How long a mixed run goes on; what comes first ends it. */
export interface MixedOptions {
  readonly seed: number;
  readonly actions: number;
  /** Default: no limit. */
  readonly minutes?: number;
}

/** What was done, and what was wrong. */
export interface MixedOutcome {
  readonly problems: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * Has tabs visit a site while it is deployed again and again, its server comes and goes, its workers are killed and its storage
 * is full; then lets all come to rest, and compares what pages were told with what the server has and what is stored.
 */
export async function runMixed(
  context: BrowserContext,
  site: Site,
  { actions: most, minutes = Infinity, seed }: MixedOptions,
): Promise<MixedOutcome> {
  const day = await openDay(context, site, createRandom(seed));
  /** What cannot be done is a problem among the others, which must not be forgotten for it. */
  async function attempt(what: string, act: (on: Day) => Promise<void>): Promise<boolean> {
    try {
      await within(longestActionMs, act(day));
      return true;
    } catch (error) {
      day.problems.push(`${what}: ${String(error)}`, ...(await describeTabs(day)));
      return false;
    }
  }
  const endAtMs = Date.now() + minutes * 60_000;
  for (let done = 0; done < most && Date.now() < endAtMs; done++) {
    const name = choose(day);
    day.note(name);
    if (!(await attempt(`action ${done}, ${name}`, actions[name].run))) break;
  }
  if (await attempt('the last rest', settle))
    await attempt('the look at what remains', findRemains);
  const outcomes = day.diary.count();
  return {
    problems: day.problems,
    figures: {
      ...day.figures,
      'writes taken at once': outcomes.taken,
      'writes kept': outcomes.kept,
      'writes not promised': outcomes['not promised'],
      'writes sent again that were taken': day.world.ledger.repeats,
    },
  };
}

/** How each tab and each worker is, for whoever has to find out what went wrong. */
async function describeTabs({ session, visitors }: Day): Promise<string[]> {
  const tabs = visitors.map(async ({ edition, page }) => {
    const words = await Promise.all([
      hear(page.evaluate(() => document.readyState)),
      hear(
        page.evaluate(async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          const { active, installing, waiting } = registration ?? {};
          const workers = [installing, waiting, active].map((worker) => worker?.state ?? 'none');
          return `workers ${workers.join('/')}`;
        }),
      ),
      hear(page.evaluate(() => navigator.serviceWorker.controller?.state ?? 'no controller')),
    ]);
    return `  tab ${page.url()} of edition ${edition}: ${words.join(', ')}`;
  });
  return [...(await Promise.all(tabs)), await hear(describeWorkers(session))];
}

async function hear(word: Promise<string>): Promise<string> {
  return Promise.race([word.catch(String), wait(longestWordMs, 'silent')]);
}

/** What the browser says of its workers. */
async function describeWorkers(session: CDPSession): Promise<string> {
  const words = new Map<string, string>();
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { controlledClients, runningStatus, status, versionId } of versions) {
      words.set(versionId, `${status}, ${runningStatus}, pages: ${controlledClients?.length ?? 0}`);
    }
  });
  await session.send('ServiceWorker.disable');
  await session.send('ServiceWorker.enable');
  await wait(longestWordMs / 2);
  return [...words].map(([versionId, word]) => `  worker ${versionId}: ${word}`).join('\n');
}

/** A fetch that is never answered has to come out, too. */
async function within(limitMs: number, action: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const late = wait(limitMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`not done after ${limitMs} ms`);
  });
  await Promise.race([action, late]).finally(() => timer.abort());
}

function choose({ random }: Day): ActionName {
  const names = Object.keys(actions) as ActionName[];
  const total = names.reduce((sum, name) => sum + actions[name].weight, 0);
  let left = random() * total;
  return names.find((name) => (left -= actions[name].weight) < 0) ?? names[0]!;
}
