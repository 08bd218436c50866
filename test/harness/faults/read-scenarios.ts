import { isExcused, judge, judgePage, type Sources } from './judge.js';
import { begin, down, rest, rested, up, type Scenario } from './scenario.js';

const notes = 'notes of both editions\n';

/** A worker that has just been started answers one request for what a route has stored, or has not. */
function request(path: string, sources: Sources, isStored: boolean): Scenario {
  const pathOf = (run: number): string => (isStored ? path : `${path}-${run}`);
  return {
    async prepare(booth, run) {
      await begin(booth);
      if (sources === 'cache') {
        // A cache that only the page fills.
        const cache = await caches.open(`holdfast:${booth.scope}:route:cache-only`);
        await cache.put(booth.scope + pathOf(run), new Response(`fresh ${path}`));
      } else if (isStored) await booth.fetch(path);
      await rest(booth);
    },
    async act(booth, order, run) {
      await booth.set({ ...up, ...(order && { order }) });
      const answer = await booth.fetch(pathOf(run));
      return judge('the request', answer, `fresh ${pathOf(run)}`, order, sources);
    },
  };
}

/** Pages and files that are asked for, and what keeps them. */
export const readScenarios = {
  navigation: {
    prepare: rested,
    async act(booth, order) {
      await booth.set({ ...up, ...(order && { order }) });
      return judgePage(await booth.open('page'), ['one'], order, 'either');
    },
  },

  'offline page': {
    prepare: rested,
    async act(booth, order) {
      await booth.set({ ...down, ...(order && { order }) });
      const shown = await booth.peek('data/network-only/page');
      // A server that answers, whatever it says, is not away; and one that keeps silent is waited for.
      if (order?.call === 'fetch' && order.fault !== 'reject') return [];
      const isGood = shown !== 'hung' && shown.title === 'offline';
      return isGood || (shown !== 'hung' && isExcused(order, 'cache'))
        ? []
        : [`the page shows ${JSON.stringify(shown)}`];
    },
  },

  'precached file': {
    prepare: rested,
    async act(booth, order) {
      await booth.set({ ...up, ...(order && { order }) });
      return judge('the request', await booth.fetch('notes.txt'), notes, order, 'either');
    },
  },

  'cache-first hit': request('data/cache-first/a', 'either', true),
  'cache-first miss': request('data/cache-first/a', 'network', false),
  'network-first hit': request('data/network-first/a', 'either', true),
  'network-first miss': request('data/network-first/a', 'network', false),
  'stale-while-revalidate hit': request('data/stale-while-revalidate/a', 'either', true),
  'stale-while-revalidate miss': request('data/stale-while-revalidate/a', 'network', false),
  'cache-only hit': request('data/cache-only/a', 'cache', true),

  eviction: {
    async prepare(booth, run) {
      await begin(booth);
      for (const index of [1, 2, 3]) await booth.fetch(`data/few/${run}-${index}`);
      await rest(booth);
    },
    async act(booth, order, run) {
      await booth.set({ ...up, ...(order && { order }) });
      const problems: string[] = [];
      for (const index of [4, 5]) {
        const path = `data/few/${run}-${index}`;
        problems.push(...judge(path, await booth.fetch(path), `fresh ${path}`, order, 'network'));
      }
      await booth.tell({ lab: 'rest' });
      return problems;
    },
  },

  repair: {
    async prepare(booth) {
      await begin(booth);
      await booth.tell({ lab: 'rest' });
      const prefix = `holdfast:${booth.scope}:shell:`;
      const shell = (await caches.keys()).find((name) => name.startsWith(prefix))!;
      await (await caches.open(shell)).delete(`${booth.scope}notes.txt`);
      await booth.kill();
    },
    async act(booth, order) {
      await booth.set({ ...up, ...(order && { order }) });
      const answer = await booth.fetch('notes.txt');
      await booth.tell({ lab: 'rest' });
      return judge('the page', answer, notes, order, 'verified');
    },
  },

  upkeep: {
    prepare: rested,
    async act(booth, order) {
      await booth.set({ ...up, ...(order && { order }) });
      await booth.ask({ type: 'idle' });
      await booth.tell({ lab: 'rest' });
      return judge('the page', await booth.fetch('notes.txt'), notes, order, 'either');
    },
  },
} satisfies Record<string, Scenario>;
