import { toRatio } from '../format.js';
import type { SubjectName } from '../subject.js';
import type { RowGroup } from './rows.js';

/** One line of the chart: what each is in times of Workbox. */
export interface Headline {
  readonly title: string;
  /** Of the figure: `scenario/case/measure`. */
  readonly name: string;
  readonly ratios: { readonly holdfast: number } & Readonly<Partial<Record<SubjectName, number>>>;
}

/** What the chart shows, from top to bottom. Chosen for what an app's users or developers feel of it, whoever is ahead. */
export const headlineTitles: Readonly<Record<string, string>> = {
  'size/lru-200/gzip': 'Worker size',
  'install/200-40ms-http1/time': 'First install',
  'update/5-of-200-40ms/time': 'Update',
  'cold/200/stopped': 'Cold navigation',
  'hit/1000/p50': 'Cache hit',
  'precached/200/burst': 'Burst of precached files',
  'evict/3000/put': 'Put that evicts',
  'outbox/queue/burst': 'Outbox: keep',
  'outbox/deliver/time': 'Outbox: deliver',
  'build/2000/process': 'Build',
};

/** The headlines that have been measured, of Holdfast and of Workbox. */
export function toHeadlines(groups: readonly RowGroup[]): Headline[] {
  const rows = groups.flatMap((group) => group.rows);
  return Object.entries(headlineTitles).flatMap(([name, title]) => {
    const values = rows.find((row) => row.name === name)?.saved.values;
    const [holdfast, raw, serwist] = (['holdfast', 'raw', 'serwist'] as const).map((subject) =>
      toRatio(values?.[subject], values?.workbox),
    );
    if (holdfast === undefined) return [];
    const others = { ...(raw !== undefined && { raw }), ...(serwist !== undefined && { serwist }) };
    return [{ title, name, ratios: { holdfast, ...others } }];
  });
}
