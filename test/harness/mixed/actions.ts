import { pick } from '../random.js';
import { stopWorkers } from '../worker.js';
import type { Day } from './day.js';
import { settle } from './settle.js';
import {
  acceptUpdate,
  askAll,
  readProblems,
  reload,
  visit,
  type Note,
  type Visitor,
} from './visitor.js';
import { askForAll, writePaths } from './world.js';

/** Something that happens on a day, and how often it does beside the others. */
interface Action {
  readonly weight: number;
  run(day: Day): Promise<void>;
}

const mostTabs = 4;
const mostAsks = 8;
const largestWriteBytes = 50_000;

export type ActionName = keyof typeof actions;

/** Everything that can happen. */
export const actions = {
  'bursts of requests': {
    weight: 50,
    run: async (day) => browse(day, false),
  },
  'bursts with a killed worker': {
    weight: 6,
    async run(day) {
      await Promise.all([browse(day, true), kill(day)]);
    },
  },
  'killed workers': {
    weight: 6,
    run: kill,
  },
  writes: {
    weight: 14,
    run: async (day) => write(day, false),
  },
  'writes with a killed worker': {
    weight: 2,
    async run(day) {
      await Promise.all([write(day, true), kill(day)]);
    },
  },
  reloads: {
    weight: 6,
    run: async (day) => replace(day, reload),
  },
  'accepted updates': {
    weight: 0.5,
    run: async (day) => replace(day, acceptUpdate),
  },
  'opened tabs': {
    weight: 4,
    async run({ context, note, random, visitors, world }) {
      if (visitors.length === mostTabs) return;
      note('tabs');
      const path = pick(random, ['/', '/tabs/1', '/tabs/2?from=mail', '/index.html']);
      visitors.push(await visit(await context.newPage(), world.site.origin, path, note));
    },
  },
  'closed tabs': {
    weight: 3,
    async run({ problems, visitors }) {
      if (visitors.length === 1) return;
      const visitor = visitors.shift()!;
      problems.push(...(await readProblems(visitor)));
      await visitor.page.close();
    },
  },
  'changes of the network': {
    weight: 4,
    run: async ({ world }) => (world.isUp ? world.stop() : world.start()),
  },
  deploys: {
    weight: 1.2,
    run: async ({ world }) => world.deploy(),
  },
  'update checks': {
    weight: 1,
    async run({ random, visitors }) {
      // Without a network it fails, and nobody waits for an install.
      await pick(random, visitors).page.evaluate(() => {
        void window.holdfast.update.check().catch(() => {});
      });
    },
  },
  'bounds on storage': {
    weight: 1,
    async run({ random, setQuota, visitors }) {
      const used = await visitors[0]!.page.evaluate(async () => {
        const { usage = 0 } = await navigator.storage.estimate();
        return usage;
      });
      await setQuota(Math.max(1, Math.floor(used + (random() - 0.3) * 200_000)));
    },
  },
  'bounds lifted': {
    weight: 1,
    run: async ({ setQuota }) => setQuota(),
  },
  'looks at the status': {
    weight: 2,
    async run({ note, random, visitors }) {
      const { state } = await pick(random, visitors).page.evaluate(() => window.holdfast.status());
      note(`of them ${state.name}`);
    },
  },
  'times of rest': { weight: 0.3, run: settle },
} satisfies Record<string, Action>;

async function browse(
  { note, problems, random, visitors, world }: Day,
  isExcused: boolean,
): Promise<void> {
  const visitor = pick(random, visitors);
  const count = 1 + Math.floor(random() * mostAsks);
  const asks = new Map(
    Array.from({ length: count }, () => {
      const ask = world.think(random, visitor.edition);
      return [ask.url, ask];
    }),
  );
  note('requests', asks.size);
  const answered = await askAll(visitor, [...asks.values()], isExcused);
  // Without a server nobody can see whether the worker was told: a tab that the browser keeps from it is whole after a reload.
  const isUnclear = !world.isUp && answered.problems.length > 0;
  if (!isUnclear) problems.push(...answered.problems);
  if (!isUnclear && !answered.isPast) return;
  note('bursts that the browser kept from the worker');
  const reloaded = await reload(visitor, note);
  visitors[visitors.indexOf(visitor)] = reloaded;
  if (isUnclear) {
    problems.push(...(await askAll(reloaded, askForAll(reloaded.edition), false)).problems);
  }
}

/**
 * Not while a new worker is on its way: where that one is killed as it takes charge, Chromium asks the server for all that open
 * tabs want from then on, whatever worker they have, until they are reloaded.
 */
async function kill({ note, visitors }: Day): Promise<void> {
  const { page } = visitors[0]!;
  const isUpdating = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const { active, installing, waiting } = registration!;
    return Boolean(installing ?? waiting) || active?.state !== 'activated';
  });
  if (isUpdating) return;
  note('kills');
  await stopWorkers(page);
}

async function write({ diary, random, visitors }: Day, isDisturbed: boolean): Promise<void> {
  const { page } = pick(random, visitors);
  const sizeBytes = Math.ceil(largestWriteBytes ** random());
  await diary.write(page, pick(random, writePaths), sizeBytes, isDisturbed);
}

/** Puts a tab that has gone on in the place of what it was. */
async function replace(
  { note, problems, random, visitors }: Day,
  goOn: (visitor: Visitor, note: Note) => Promise<Visitor>,
): Promise<void> {
  const index = Math.floor(random() * visitors.length);
  const visitor = visitors[index]!;
  problems.push(...(await readProblems(visitor)));
  visitors[index] = await goOn(visitor, note);
}
