import { chunkOf } from './editions.js';
import { checkHealth } from './health.js';
import { judge, judgePage } from './judge.js';
import { begin, rest, rested, up, type Scenario } from './scenario.js';

const notes = 'notes of both editions\n';

/** Workers that come and go. */
export const versionScenarios = {
  install: {
    isFinal: true,
    async prepare(booth) {
      await booth.set(up);
      await booth.open('');
    },
    async act(booth, order) {
      await booth.set({ ...up, ...(order && { order }) });
      const outcome = await booth.install();
      const problems = judge('the page', await booth.fetch('notes.txt'), notes, order, 'either');
      const isNamed = booth.told.some(({ state }) => state?.name === 'broken-install');
      if (outcome === 'failed' && !isNamed)
        problems.push('nobody was told that the install failed');
      return problems;
    },
  },

  update: {
    isFinal: true,
    // While the old worker runs, Chromium takes a second to see that it may go.
    prepare: rested,
    async act(booth, order) {
      await booth.set({ edition: 'two', isDown: false, ...(order && { order }) });
      await booth.install();
      const chunk = await booth.fetch(chunkOf('one'));
      return [
        ...judge('the open page', chunk, `export default 'one';\n`, order, 'cache'),
        ...judgePage(await booth.peek(''), ['one', 'two'], order, 'either'),
      ];
    },
    recover: (booth) => checkHealth(booth, 'two'),
  },

  'kill switch': {
    isFinal: true,
    isMute: true,
    async prepare(booth) {
      await begin(booth);
      await booth.fetch('data/cache-first/a');
      await rest(booth);
    },
    async act(booth, order) {
      await booth.set({ edition: 'destroy', isDown: false, ...(order && { order }) });
      const outcome = await booth.install();
      const problems = judge('the page', await booth.fetch('notes.txt'), notes, order, 'either');
      if (outcome !== 'active') problems.push(`the kill switch is ${outcome}`);
      return problems;
    },
    async recover(booth) {
      await booth.kill();
      const problems = judgePage(await booth.open('page'), ['one'], undefined, 'network');
      if (await booth.readRegistration()) problems.push('then a worker is still registered');
      const names = await caches.keys();
      const left = names.filter((name) => name.startsWith(`holdfast:${booth.scope}:`));
      if (left.length > 0) problems.push(`then there is still ${left.join()}`);
      return problems;
    },
  },
} satisfies Record<string, Scenario>;
