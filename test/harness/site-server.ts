import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** One request as the server saw it. */
interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** What went out for it, head included; known when the response has come to its end. */
  sentBytes?: number;
}

/** Answers a request in place of a file. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A real HTTP server over a folder, which a test can stop, start again, watch and overrule. */
export interface SiteServer {
  readonly origin: string;
  /** Every request since the start, or since `seen.length = 0`. */
  readonly seen: SeenRequest[];
  /** The folder that is served; a deploy is another folder. */
  folder: string;
  /** Before each answer. */
  latencyMs: number;
  /** Paths (without query) answered by code, before any file. */
  readonly answers: Map<string, Answer>;
  /** Headers that go out with the file at a path (without query), beside its own. */
  readonly headers: Map<string, Readonly<Record<string, string>>>;
  /** Serve this file for paths that no file has, as single-page hosts do. */
  fallbackFile: string | undefined;
  /** The paths asked for, queries included. */
  paths(): string[];
  /** Really stops: no connection survives, and new ones are refused. */
  stop(): Promise<void>;
  /** Starts again on the same port. */
  start(): Promise<void>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
};

// Each of Playwright's processes has ports of its own, below those that systems hand out: the port of a server that is stopped
// for a while must not become somebody else's.
const portsEach = 1000;
const firstPort = 21_000 + portsEach * Number(process.env['TEST_PARALLEL_INDEX'] ?? 0);
// Where another run has the same, it most likely begins elsewhere.
let turn = process.pid;

/** Starts a server on a free port of the loopback. */
export async function startSite(folder: string): Promise<SiteServer> {
  let server: Server | undefined;
  let port: number | undefined;

  async function listen(on: number): Promise<void> {
    const starting = createServer((request, response) => {
      answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    await new Promise<void>((resolve, reject) => {
      starting.once('error', reject);
      starting.listen(on, '127.0.0.1', resolve);
    });
    port = on;
    server = starting;
  }

  async function start(): Promise<void> {
    if (port !== undefined) return listen(port);
    for (;;) {
      try {
        return await listen(firstPort + (++turn % portsEach));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const seen: SeenRequest = { method, url, headers };
    site.seen.push(seen);
    const { socket } = request;
    const before = socket.bytesWritten;
    response.once('close', () => {
      seen.sentBytes = socket.bytesWritten - before;
    });
    if (site.latencyMs > 0) await wait(site.latencyMs);
    const { pathname } = new URL(url, 'http://localhost');
    const overrule = site.answers.get(pathname);
    if (overrule) {
      await overrule(request, response);
      return;
    }
    const file = await readSiteFile(pathname);
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
      return;
    }
    const range = file.name.endsWith('.pack') && /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
    if (range) {
      const [first, last] = [Number(range[1]), Math.min(Number(range[2]), file.bytes.length - 1)];
      const part = file.bytes.subarray(first, last + 1);
      response
        .writeHead(206, { 'content-range': `bytes ${first}-${last}/${file.bytes.length}` })
        .end(part);
      return;
    }
    response
      .writeHead(200, {
        'content-type': types[extname(file.name)] ?? 'application/octet-stream',
        'cache-control': 'no-cache',
        ...site.headers.get(pathname),
      })
      .end(method === 'HEAD' ? undefined : file.bytes);
  }

  async function readSiteFile(
    pathname: string,
  ): Promise<{ name: string; bytes: Buffer } | undefined> {
    const path = normalize(decodeURIComponent(pathname)).replace(/\/$/, '/index.html');
    for (const name of [path, site.fallbackFile]) {
      if (name === undefined) continue;
      try {
        return { name, bytes: await readFile(join(site.folder, name)) };
      } catch {
        // Not a file: the next name, or 404.
      }
    }
    return undefined;
  }

  const site: SiteServer = {
    get origin() {
      return `http://localhost:${port}`;
    },
    seen: [],
    folder,
    latencyMs: 0,
    answers: new Map(),
    headers: new Map(),
    fallbackFile: undefined,
    paths: () => site.seen.map(({ url }) => url),
    start,
    async stop() {
      const stopping = server;
      if (!stopping) return;
      server = undefined;
      const closed = new Promise((resolve) => stopping.close(resolve));
      stopping.closeAllConnections();
      await closed;
    },
  };
  await start();
  return site;
}
