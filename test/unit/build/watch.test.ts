import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { holdfast } from '../../../src/vite/index.js';
import { addFile, makeFolder, readFolder } from './folder.js';

const app = {
  'holdfast.config.json': '{ "worker": "sw.js" }',
  'sw.js': `import { words } from './words.js';\nself.words = words;`,
  'words.js': `export const words = 'before';`,
  'index.html': '<!doctype html><head><script type="module" src="/main.js"></script></head>',
  'main.js': 'window.loaded = 1;',
};
const patience = { timeout: 20_000, interval: 100 };

interface Watched {
  /** The ends of builds so far: the folder's files as they were then, or the error. */
  readonly ends: (Record<string, string> | Error)[];
}

async function watch(root: string): Promise<Watched> {
  const ends: Watched['ends'] = [];
  const watcher = (await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: { watch: {} },
    plugins: [holdfast()],
  })) as Rolldown.RolldownWatcher;
  onTestFinished(() => watcher.close());
  watcher.on('event', async (event) => {
    if (event.code === 'ERROR') ends.push(event.error);
    if (event.code === 'END') ends.push(await readFolder(join(root, 'dist')));
  });
  return { ends };
}

describe('`vite build --watch`', () => {
  it('has the worker in place when a build ends', async () => {
    const { ends } = await watch(await makeFolder(app));
    await vi.waitFor(() => expect(ends).toHaveLength(1), patience);
    expect(ends[0]).toHaveProperty('sw.js');
  });

  it('follows edits of what a hand-written worker imports, past one that breaks it', async () => {
    const root = await makeFolder(app);
    const { ends } = await watch(root);
    await vi.waitFor(() => expect(ends).toHaveLength(1), patience);
    await addFile(root, 'words.js', 'export const =');
    await vi.waitFor(
      () => expect(ends.map(String).join()).toContain('could not be bundled'),
      patience,
    );
    await addFile(root, 'words.js', app['words.js'].replace('before', 'after'));
    await vi.waitFor(
      () => expect(ends.at(-1)).toHaveProperty(['sw.js'], expect.stringContaining('after')),
      patience,
    );
  });
});
