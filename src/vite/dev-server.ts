import type { ServerResponse } from 'node:http';
import { basename, dirname, normalize, resolve } from 'node:path';
import type { ViteDevServer } from 'vite';
import {
  buildDevWorker,
  findManifest,
  loadManifest,
  registerScript,
  registerScriptPath,
  type BundledWorker,
} from '../build/index.js';
import { readAppSettings } from './app-settings.js';
import type { ResolvedPluginOptions } from './options.js';
import { explainStrangers, strangerScript, strangerScriptPath } from './strangers.js';

/**
 * A file that is being saved may be empty for a moment, and the watcher tells of only the first of two changes within
 * 50 ms (chokidar, its throttle of "change").
 */
const settleMs = 100;

/**
 * Serves the worker and the registering script from a development server, and rebuilds the worker when the manifest changes,
 * or a file that it or a hand-written worker imports. A worker that cannot be rebuilt is shown in the overlay, and the one before
 * it stays.
 */
export function serveWorker(server: ViteDevServer, options: ResolvedPluginOptions): void {
  const { config, middlewares, watcher, ws } = server;
  const { root, base, logger } = config;
  let current: Promise<BundledWorker> | undefined;
  /** What any of its workers was made from, the manifest's files included; also those of a failure, which an edit may mend. */
  const sources = new Set<string>();
  let isBroken = false;
  /** One rebuild at a time, or the slower of two would win over the newer. */
  let rebuilt = Promise.resolve();
  let settling: NodeJS.Timeout | undefined;

  async function make(): Promise<BundledWorker> {
    try {
      // Without `dev`, a worker that is still in the browser from before is taken away when it looks for an update.
      const manifest =
        options.dev && !options.selfDestroy
          ? await loadManifest(await findManifest(root, options.config), follow)
          : 'self-destroy';
      const worker = await buildDevWorker({
        manifest,
        root,
        log: options.dev !== 'quiet',
        ...readAppSettings(config),
      });
      for (const file of worker.sources) follow(file);
      isBroken = false;
      return worker;
    } catch (error) {
      isBroken = true;
      throw error;
    }
  }

  /** At once: an edit may come before the worker is made. */
  function follow(file: string): void {
    sources.add(normalize(file));
    watcher.add(file);
  }

  async function refresh(): Promise<void> {
    try {
      const next = await make();
      current = Promise.resolve(next);
      ws.send({ type: 'full-reload', path: '*' });
    } catch (error) {
      show(error);
    }
  }

  function show(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    logger.error(`Holdfast: ${message}`, { timestamp: true });
    ws.send({ type: 'error', err: { message, stack: '', plugin: 'holdfast' } });
    return message;
  }

  async function answer(response: ServerResponse): Promise<void> {
    try {
      current ??= make();
      const { code } = await current;
      respond(response, 200, code, base);
    } catch (error) {
      current = undefined;
      respond(response, 500, show(error), base);
    }
  }

  const own = { path: `${base}sw.js`, isWanted: options.dev !== false && !options.selfDestroy };
  explainStrangers(server, own);
  middlewares.use((request, response, next) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    if (pathname === own.path) void answer(response);
    else if (options.dev && pathname === `${base}${registerScriptPath}`) {
      respond(response, 200, registerScript(true), base);
    } else if (pathname === `${base}${strangerScriptPath}`) {
      respond(response, 200, strangerScript(own), base);
    } else next();
  });

  if (!options.dev) return;
  if (options.config !== undefined) watcher.add(resolve(root, options.config));
  watcher.on('all', (event, name) => {
    const file = normalize(resolve(root, name));
    // What is missing has no name yet: an import may leave the extension out.
    const mayMend = isBroken && event === 'add';
    if (!event.endsWith('Dir') && (isManifest(file) || sources.has(file) || mayMend)) {
      clearTimeout(settling);
      settling = setTimeout(() => {
        rebuilt = rebuilt.then(refresh);
      }, settleMs);
    }
  });

  function isManifest(file: string): boolean {
    return options.config === undefined
      ? dirname(file) === normalize(root) &&
          /^holdfast\.config\.(?:m?[jt]s|json)$/.test(basename(file))
      : file === resolve(root, options.config);
  }
}

function respond(response: ServerResponse, status: number, text: string, base: string): void {
  response.writeHead(status, {
    'content-type': status === 200 ? 'text/javascript' : 'text/plain',
    'cache-control': 'no-store',
    'service-worker-allowed': base,
  });
  response.end(text);
}
