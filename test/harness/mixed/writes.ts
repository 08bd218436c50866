import type { Page } from 'playwright/test';
import { noKey, type Ledger } from '../ledger.js';
import { post } from '../outbox-site.js';
import { watch } from './visitor.js';
import { writePaths } from './world.js';

/**
 * What a page was told of a write. The server may have taken those that are not promised: it broke off when it had, and the
 * browser, which asks again by itself, got another answer.
 */
type Outcome = 'taken' | 'kept' | 'not promised';

interface Entry {
  readonly body: string;
  readonly path: string;
  readonly outcome: Outcome;
  readonly isDisturbed: boolean;
}

/** The pages' side of the ledger. */
export interface Diary {
  /**
   * Makes a write, and notes what became of it.
   * @param isDisturbed the worker is killed meanwhile: the browser may give the write to the next one as a new one, or to the
   *   server itself, without a key
   */
  write(
    page: Page,
    path: (typeof writePaths)[number],
    sizeBytes: number,
    isDisturbed: boolean,
  ): Promise<void>;
  /** How many writes had each outcome. */
  count(): Readonly<Record<Outcome, number>>;
  /** Where it and the ledger differ; to be asked when the outbox is empty. */
  compare(ledger: Ledger): string[];
}

/** Begins an empty diary. */
export function keepDiary(): Diary {
  const entries: Entry[] = [];

  function compare(ledger: Ledger): string[] {
    const taken = ledger.taken.map(({ body, key }) => ({ text: String(body), key }));
    const wrong = entries.flatMap(({ body, isDisturbed, outcome, path }) => {
      const own = taken.filter(({ text }) => text === body);
      const least = outcome === 'not promised' ? 0 : 1;
      const most = isDisturbed ? 2 : 1;
      const isKeyed = isDisturbed || own.every(({ key }) => key !== undefined);
      if (own.length >= least && own.length <= most && isKeyed) return [];
      const name = `write ${body.slice(0, 8)} to ${path}`;
      return [`${name} was ${outcome}, and the server has it ${own.length} times`];
    });
    const faults = ledger.faults.filter((fault) => fault !== noKey);
    return [...faults, ...wrong, ...findDisorder(ledger)];
  }

  /** Of the route that keeps an order, what pages know to be taken or kept. */
  function findDisorder(ledger: Ledger): string[] {
    const [ordered] = writePaths;
    const promised = entries
      .filter(({ path }) => path === ordered)
      .filter(({ isDisturbed, outcome }) => !isDisturbed && outcome !== 'not promised');
    const known = new Map(promised.map((entry) => [entry.body, entry]));
    const taken = ledger.texts().flatMap((text) => known.get(text) ?? []);
    const at = promised.findIndex((entry, index) => entry !== taken[index]);
    if (at === -1) return [];
    return [`${ordered} came as ${show(taken, at)} and not as ${show(promised, at)}`];
  }

  return {
    async write(page, path, sizeBytes, isDisturbed) {
      const body = `${entries.length} `.padEnd(sizeBytes, '.');
      const { past, value } = await watch(page, async () => post(page, body, path));
      const outcome = toOutcome(value.status, value.id !== undefined);
      // One that nobody answered may have gone past the worker, too.
      const isPast = value.status === 0 || past.includes(path);
      entries.push({ body, path, outcome, isDisturbed: isDisturbed || isPast });
    },
    compare,
    count() {
      const counts = { taken: 0, kept: 0, 'not promised': 0 };
      for (const { outcome } of entries) counts[outcome]++;
      return counts;
    },
  };
}

/** Some writes in a row, from one before the place at which they differ. */
function show(entries: readonly Entry[], at: number): string {
  return entries
    .slice(Math.max(at - 1, 0), at + 4)
    .map(({ body, outcome }) => `${Number.parseInt(body, 10)} (${outcome})`)
    .join(', ');
}

function toOutcome(status: number, isKept: boolean): Outcome {
  if (status === 202 && isKept) return 'kept';
  return status >= 200 && status < 300 ? 'taken' : 'not promised';
}
