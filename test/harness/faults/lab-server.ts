import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Briefing, Order } from './faults.js';

/** What the server of one scope is like. */
export interface Conditions {
  /** Which build it serves. */
  readonly edition: string;
  /** Whether every connection breaks, as without a network. */
  readonly isDown: boolean;
  /** For the worker that starts next, and for no other. */
  readonly order?: Order;
}

/** What the server of one scope has seen. */
export interface Seen {
  readonly isStruck: boolean;
  /** Bodies of the writes it has taken, each once by its key, in order. */
  readonly taken: readonly string[];
}

/** Serves builds at any number of scopes, `/1/` and so on, each with conditions of its own. */
export interface LabServer {
  readonly origin: string;
  stop(): Promise<void>;
}

/** What is served where no build is. */
export interface LabScripts {
  /** Goes before each worker's own script. */
  readonly prelude: string;
  readonly page: string;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
};
// One start of a worker to the next: more than any of them lives.
const startMs = 3_600_000;

/** @param folders of the builds, by edition */
export async function startLabServer(
  folders: ReadonlyMap<string, string>,
  { page, prelude }: LabScripts,
): Promise<LabServer> {
  const scopes = new Map<string, Scope>();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  function scopeOf(path: string): Scope {
    const scope = scopes.get(path) ?? {
      edition: '',
      isDown: false,
      starts: 0,
      isStruck: false,
      taken: new Map(),
    };
    scopes.set(path, scope);
    return scope;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://localhost');
    const [, first, ...rest] = url.pathname.split('/');
    if (first !== 'lab') {
      await answerInScope(scopeOf(`/${first}/`), rest.join('/'), request, response);
      return;
    }
    const scope = scopeOf(url.searchParams.get('scope') ?? '');
    switch (rest.join('/')) {
      case '':
        send(
          response,
          '.html',
          '<!doctype html><script type="module" src="/lab/page.js"></script>',
        );
        return;
      case 'page.js':
        send(response, '.js', page);
        return;
      case 'conditions':
        Object.assign(scope, {
          order: undefined,
          isStruck: false,
          ...(JSON.parse(await read(request)) as Conditions),
        });
        break;
      case 'struck':
        scope.isStruck = true;
        break;
      case 'briefing': {
        const { order } = scope;
        scope.order = undefined;
        const briefing: Briefing = { skewMs: scope.starts++ * startMs, ...(order && { order }) };
        send(response, '.json', JSON.stringify(briefing));
        return;
      }
      case 'seen': {
        const seen: Seen = { isStruck: scope.isStruck, taken: [...scope.taken.values()] };
        send(response, '.json', JSON.stringify(seen));
        return;
      }
    }
    response.writeHead(204).end();
  }

  async function answerInScope(
    scope: Scope,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (scope.isDown) {
      response.destroy();
    } else if (path.startsWith('api/')) {
      const body = await read(request);
      const key = String(request.headers['idempotency-key']);
      if (!scope.taken.has(key)) scope.taken.set(key, body);
      response.writeHead(201, { 'content-type': 'text/plain' }).end(`taken ${body}`);
    } else if (path.startsWith('data/')) {
      send(response, '.txt', `fresh ${path}`);
    } else {
      // The shell's pages are the server's too.
      const name = path === '' || path === 'page' ? 'index.html' : path;
      const content = await readFile(join(folders.get(scope.edition)!, name)).catch(
        () => undefined,
      );
      if (!content) response.writeHead(404).end('not found');
      else
        send(
          response,
          extname(name),
          path === 'sw.js' ? `${prelude}\n${content.toString()}` : content,
        );
    }
  }

  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What is kept of one scope. */
interface Scope {
  edition: string;
  isDown: boolean;
  order?: Order | undefined;
  starts: number;
  isStruck: boolean;
  readonly taken: Map<string, string>;
}

function send(response: ServerResponse, type: string, content: string | Buffer): void {
  response
    .writeHead(200, {
      'content-type': types[type] ?? 'text/plain; charset=utf-8',
      'cache-control': 'no-cache',
    })
    .end(content);
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
