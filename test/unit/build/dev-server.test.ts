import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createLogger, createServer, preview, type Logger } from 'vite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { holdfast, type HoldfastPluginOptions } from '../../../src/vite/index.js';
import { addFile, makeFolder } from './folder.js';

interface DevServer {
  readonly url: string;
  /** What Holdfast says on the terminal. */
  readonly said: string[];
  /** What pages are told over the development server's socket. */
  readonly told: string[];
  get(path: string, headers?: Record<string, string>): Promise<{ status: number; text: string }>;
}

/** A terminal, and what Holdfast says on it. */
function listen(): { customLogger: Logger; said: string[] } {
  const said: string[] = [];
  const customLogger = createLogger('silent');
  for (const level of ['info', 'warn', 'warnOnce', 'error'] as const) {
    customLogger[level] = (message) => {
      if (message.startsWith('Holdfast: ')) said.push(message);
    };
  }
  return { customLogger, said };
}

async function serve(root: string, options: HoldfastPluginOptions): Promise<DevServer> {
  const { customLogger, said } = listen();
  const server = await createServer({
    root,
    configFile: false,
    customLogger,
    plugins: [holdfast(options)],
    server: { port: 0, host: '127.0.0.1' },
    optimizeDeps: { noDiscovery: true },
  });
  onTestFinished(() => server.close());
  const told: string[] = [];
  const { ws } = server;
  // Nobody is connected, so what is sent goes nowhere else.
  ws.send = (payload: string | { type: string }) => {
    told.push(typeof payload === 'string' ? payload : payload.type);
  };
  await server.listen();
  const url = server.resolvedUrls!.local[0]!;
  return {
    url,
    said,
    told,
    async get(path, headers = {}) {
      const response = await fetch(new URL(path, url), { headers });
      return { status: response.status, text: await response.text() };
    },
  };
}

const asWorker = { 'service-worker': 'script' };
const route = `{ name: 'one', match: '/*', strategy: 'cache-first' }`;

describe('the worker of a development server', () => {
  it.each(['ts', 'js', 'mjs'])(
    'follows edits of the manifest and of what it imports: .%s',
    async (extension) => {
      const root = await makeFolder({
        'package.json': '{ "type": "module" }',
        [`holdfast.config.${extension}`]: `import { routes } from './config/routes.${extension}';\nexport default { routes };`,
        [`config/routes.${extension}`]: `export const routes = [${route}];`,
      });
      const { get, told } = await serve(root, { dev: true });
      expect((await get('sw.js')).text).toContain('"one"');
      await addFile(
        root,
        `config/routes.${extension}`,
        `export const routes = [${route.replace('one', 'two')}];`,
      );
      await vi.waitFor(async () => expect((await get('sw.js')).text).toContain('"two"'), 20_000);
      await vi.waitFor(() => expect(told).toContain('full-reload'));
      await addFile(
        root,
        `holdfast.config.${extension}`,
        `export default { routes: [${route.replace('one', 'three')}] };`,
      );
      await vi.waitFor(async () => expect((await get('sw.js')).text).toContain('"three"'), 20_000);
    },
  );

  it('sees the whole of a file that is saved slowly', async () => {
    const root = await makeFolder({ 'holdfast.config.js': `export default {};` });
    const { get } = await serve(root, { dev: true });
    await get('sw.js');
    for (const name of ['one', 'two', 'three']) {
      await addFile(root, 'holdfast.config.js', '');
      // Long enough to be read empty, and too short for the watcher to tell of the second change.
      await setTimeout(20);
      await addFile(
        root,
        'holdfast.config.js',
        `export default { routes: [${route.replace('one', name)}] };`,
      );
      await vi.waitFor(
        async () => expect((await get('sw.js')).text).toContain(`"${name}"`),
        20_000,
      );
    }
  });

  it('stays as it was while an imported file is broken, and goes on when it is mended', async () => {
    const root = await makeFolder({
      'holdfast.config.ts': `import { routes } from './routes';\nexport default { routes };`,
      'routes.ts': `export const routes = [${route}];`,
    });
    const { get, said, told } = await serve(root, { dev: true });
    expect((await get('sw.js')).text).toContain('"one"');
    await addFile(root, 'routes.ts', `export const routes = [`);
    await vi.waitFor(() => expect(said.join()).toContain('could not be read'), 20_000);
    expect(told).toContain('error');
    expect((await get('sw.js')).text).toContain('"one"');
    await addFile(root, 'routes.ts', `export const routes = [${route.replace('one', 'two')}];`);
    await vi.waitFor(async () => expect((await get('sw.js')).text).toContain('"two"'), 20_000);
  });

  it('follows an imported file that was broken from the start', async () => {
    const root = await makeFolder({
      'app/holdfast.config.ts': `import { routes } from '../shared/routes';\nexport default { routes };`,
      'shared/routes.ts': 'export const routes = [',
    });
    const { get, told } = await serve(join(root, 'app'), { dev: true });
    expect((await get('sw.js')).status).toBe(500);
    await addFile(root, 'shared/routes.ts', `export const routes = [${route}];`);
    await vi.waitFor(() => expect(told).toContain('full-reload'), 20_000);
    expect((await get('sw.js')).text).toContain('"one"');
  });

  it('follows an imported file that was not there at first', async () => {
    const root = await makeFolder({
      'holdfast.config.ts': `import { routes } from './routes';\nexport default { routes };`,
    });
    const { get, told } = await serve(root, { dev: true });
    expect((await get('sw.js')).text).toContain('"./routes", which ');
    await addFile(root, 'routes.ts', `export const routes = [${route}];`);
    await vi.waitFor(() => expect(told).toContain('full-reload'), 20_000);
    expect((await get('sw.js')).text).toContain('"one"');
  });

  it.each([
    [true, true],
    ['quiet', false],
  ] as const)('with `dev: %j` tells of its decisions: %j', async (dev, tells) => {
    const root = await makeFolder({
      'holdfast.config.json': '{ "update": { "activate": "when-closed" } }',
    });
    const { text } = await (await serve(root, { dev })).get('sw.js');
    expect(text.includes('groupCollapsed')).toBe(tells);
    expect(text).toMatch(/activate"?: "immediately"/);
  });
});

describe('a worker that was left in a browser', () => {
  const own = /^Holdfast: a browser has a service worker at http:\/\/\S+\/sw\.js, which an earlier/;
  const other =
    /^Holdfast: a browser has a service worker at http:\/\/\S+\/old\.js, and this server/;
  const taken = /^Holdfast: a page was loaded from a service worker at http:\/\/\S+\/sw\.js/;
  const files = {
    'holdfast.config.json': '{}',
    'index.html': '<!doctype html><head></head>',
    'public/push.js': '',
  };

  it.each([true, false])('is explained where another project has left it: dev %j', async (dev) => {
    const { get, said } = await serve(await makeFolder(files), { dev });
    await get('/');
    await get('/@vite/client');
    await get('/old.js', asWorker);
    expect(said).toEqual([expect.stringMatching(other)]);
    expect(said[0]).toContain('Unregister');
  });

  it.each([true, false])('is no matter where this project has the script: dev %j', async (dev) => {
    const { get, said } = await serve(await makeFolder(files), { dev });
    expect((await get('/push.js', asWorker)).status).toBe(200);
    await get('/old.js');
    expect(said).toEqual([]);
  });

  it('gets one that removes itself where this project has none', async () => {
    const { get, said } = await serve(await makeFolder(files), { dev: false });
    await get('/@vite/client');
    expect((await get('/sw.js', asWorker)).text).toContain('unregister');
    expect(said).toEqual([expect.stringMatching(own)]);
  });

  it('is told from the one of this project by the page that was not loaded from here', async () => {
    const before = await serve(await makeFolder(files), { dev: true });
    await before.get('/sw.js', asWorker);
    expect(before.said).toEqual([expect.stringMatching(taken)]);
    const after = await serve(await makeFolder(files), { dev: true });
    await after.get('/@vite/client');
    await after.get('/sw.js', asWorker);
    expect(after.said).toEqual([]);
  });

  it('is explained by a preview of the build too', async () => {
    const root = await makeFolder({ 'dist/index.html': '', 'dist/sw.js': '' });
    const { customLogger, said } = listen();
    const plugins = [holdfast()];
    const server = await preview({
      root,
      configFile: false,
      customLogger,
      plugins,
      preview: { port: 0 },
    });
    onTestFinished(() => server.close());
    const ask = (path: string): Promise<Response> =>
      fetch(new URL(path, server.resolvedUrls!.local[0]), { headers: asWorker });
    expect((await ask('sw.js')).status).toBe(200);
    expect(said).toEqual([]);
    expect((await ask('old.js')).headers.get('content-type')).toContain('html');
    expect(said).toEqual([expect.stringMatching(other)]);
  });

  it.each([
    [{ dev: false }, 1],
    [{ dev: true }, 2],
    [{ dev: true, register: false }, 1],
  ])('is looked for by every page of the server: %j', async (options, scripts) => {
    const { get } = await serve(await makeFolder(files), options);
    const { text } = await get('/');
    expect(text).toContain('src="/holdfast/strangers.js"');
    expect(text.match(/holdfast\/\w+\.js/g)).toHaveLength(scripts);
    expect((await get('/holdfast/strangers.js')).text).toContain('getRegistrations');
  });
});
