import type { BrowserContext, CDPSession } from 'playwright/test';
import { treatBadly } from '../outbox-storm.js';
import type { Site } from '../site.js';
import { visit, type Note, type Visitor } from './visitor.js';
import { createWorld, type World } from './world.js';
import { keepDiary, type Diary } from './writes.js';

/** All that a mixed run has at hand. */
export interface Day {
  readonly context: BrowserContext;
  readonly world: World;
  readonly diary: Diary;
  readonly random: () => number;
  /** The open tabs, at least one. */
  readonly visitors: Visitor[];
  readonly problems: string[];
  readonly figures: Record<string, number>;
  /** Of a page that stays open: what a session has set is undone with it. */
  readonly session: CDPSession;
  readonly note: Note;
  /** Has the server treat writes as on a bad day, or as on a good one. */
  setMood(mood: 'bad' | 'good'): void;
  /** Bounds what the site may store; without a bound, as the browser does. */
  setQuota(quotaBytes?: number): Promise<void>;
}

/** Opens the site's first tab. */
export async function openDay(
  context: BrowserContext,
  site: Site,
  random: () => number,
): Promise<Day> {
  const world = await createWorld(site);
  const keeper = await context.newPage();
  const session = await context.newCDPSession(keeper);
  const figures: Record<string, number> = {};
  const note: Note = (what, times = 1) => {
    figures[what] = (figures[what] ?? 0) + times;
  };
  const day: Day = {
    context,
    world,
    diary: keepDiary(),
    random,
    visitors: [await visit(await context.newPage(), site.origin, '/', note)],
    problems: [],
    figures,
    session,
    note,
    setMood(mood) {
      world.ledger.treat = () => (mood === 'bad' ? treatBadly(random) : {});
    },
    async setQuota(quotaSize) {
      await session.send('Storage.overrideQuotaForOrigin', {
        origin: site.origin,
        ...(quotaSize !== undefined && { quotaSize }),
      });
    },
  };
  day.setMood('bad');
  return day;
}
