import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { extname, join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { readCertificate } from './certificate.js';

/** `http2` is over TLS, as browsers want it, with a certificate made for the run. */
export type Protocol = 'http1' | 'http2';

/** What has gone over the wire since the last `reset`. */
interface Traffic {
  readonly requests: number;
  /** Of responses, heads and TLS included. */
  readonly sentBytes: number;
}

/** A host as hosts are: compresses text, tags everything, lets hashed files live for ever. Answers from memory. */
export interface BenchServer {
  readonly origin: string;
  /** Before each answer. */
  latencyMs: number;
  /** What was posted, wherever to, in the order in which it had arrived in full; each was answered 201. */
  readonly writes: readonly Write[];
  /** Reads a folder into memory and serves it from now on; what was served before is gone. */
  serve(folder: string): Promise<void>;
  traffic(): Traffic;
  /** Starts counting from zero. */
  reset(): void;
  /** Goes down: cuts all connections, and the port refuses new ones, until `comeBack`. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
}

/** A POST that has arrived. */
interface Write {
  readonly body: string;
  /** On this process's clock. */
  readonly atMs: number;
}

interface Resource {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where compression is no gain. */
  readonly gzip?: Buffer;
}

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
};

/** The folder of resources that exist without files: `/media/<anything>`. */
export const mediaFolder = '/media/';
const mediaBytes = 2048;

/** Lends a server that serves the folder on a free port of the loopback, and stops it in any case. */
export async function withServer<TResult>(
  protocol: Protocol,
  folder: string,
  use: (server: BenchServer) => Promise<TResult>,
): Promise<TResult> {
  const server = await startServer(protocol);
  try {
    await server.serve(folder);
    return await use(server);
  } finally {
    await server.stop();
  }
}

interface RunningServer extends BenchServer {
  stop(): Promise<void>;
}

async function startServer(protocol: Protocol): Promise<RunningServer> {
  let resources = new Map<string, Resource>();
  let requests = 0;
  let sentBefore = 0;
  const writes: Write[] = [];
  const sockets = new Set<Socket>();
  let sentByClosed = 0;

  const answer = async (request: Request, response: Response): Promise<void> => {
    requests++;
    if (request.method === 'POST') {
      try {
        writes.push({ body: await readText(request), atMs: performance.now() });
      } catch {
        // The connection ended before the body did; there is nobody to answer.
        return;
      }
    }
    if (server.latencyMs > 0) setTimeout(() => send(request, response), server.latencyMs);
    else send(request, response);
  };
  const listener = await createListener(protocol, answer);
  listener.on(protocol === 'http1' ? 'connection' : 'secureConnection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      sentByClosed += socket.bytesWritten;
    });
  });
  await listen(0);
  const { port } = listener.address() as AddressInfo;

  function listen(wanted: number): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(wanted, '127.0.0.1', resolve);
    });
  }

  async function close(): Promise<void> {
    const closed = new Promise((resolve) => listener.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  function countSent(): number {
    return [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, sentByClosed);
  }

  function send(request: Request, response: Response): void {
    if (request.method === 'POST') {
      write(response, 201, { 'content-type': 'application/json' }, Buffer.from('{}'));
      return;
    }
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const resource = resources.get(path) ?? makeMedia(path);
    if (resource) sendResource(request, response, resource);
    else write(response, 404, { 'content-type': 'text/plain' }, Buffer.from('not found'));
  }

  const server: RunningServer = {
    origin: `${protocol === 'http1' ? 'http' : 'https'}://localhost:${port}`,
    latencyMs: 0,
    writes,
    async serve(folder) {
      resources = await readFolder(folder);
    },
    traffic: () => ({ requests, sentBytes: countSent() - sentBefore }),
    reset() {
      requests = 0;
      sentBefore = countSent();
    },
    goDown: close,
    comeBack: () => listen(port),
    stop: close,
  };
  return server;
}

async function createListener(
  protocol: Protocol,
  answer: (request: Request, response: Response) => unknown,
): Promise<ReturnType<typeof createHttp1> | Http2SecureServer> {
  if (protocol === 'http1') return createHttp1({ keepAliveTimeout: 600_000 }, answer);
  const { cert, key } = await readCertificate();
  return createSecureServer({ key, cert }, answer);
}

function sendResource(
  request: Request,
  response: Response,
  { body, gzip, headers }: Resource,
): void {
  if (request.headers['if-none-match'] === headers['etag']) {
    write(response, 304, { etag: headers['etag']!, 'cache-control': headers['cache-control']! });
    return;
  }
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  if (from !== undefined && !gzip) {
    const part = body.subarray(Number(from), Number(to) + 1);
    const range = `bytes ${from}-${Number(from) + part.length - 1}/${body.length}`;
    write(response, 206, { ...headers, 'content-range': range }, part);
    return;
  }
  const accepted = request.headers['accept-encoding'] ?? '';
  if (gzip && accepted.includes('gzip')) {
    write(response, 200, { ...headers, 'content-encoding': 'gzip' }, gzip);
    return;
  }
  write(response, 200, headers, body);
}

function write(
  response: Response,
  status: number,
  headers: Readonly<Record<string, string>>,
  body?: Buffer,
): void {
  const length = body && { 'content-length': String(body.length) };
  // Both APIs take the same arguments, which their union hides.
  const head = response as ServerResponse;
  head.writeHead(status, { ...headers, ...length });
  head.end(body);
}

async function readFolder(folder: string): Promise<Map<string, Resource>> {
  const resources = new Map<string, Resource>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.length).split(/[\\/]/).join('/');
    resources.set(path, toResource(path, await readFile(file)));
  }
  return resources;
}

function toResource(path: string, body: Buffer): Resource {
  const type = types[extname(path)];
  const isHashed = path.startsWith('/assets/') || /^\/holdfast\/[0-9a-f]{16}\./.test(path);
  return {
    body,
    headers: {
      'content-type': type ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`,
      'accept-ranges': 'bytes',
    },
    ...(type !== undefined && { gzip: gzipSync(body, { level: 9 }) }),
  };
}

function makeMedia(path: string): Resource | undefined {
  if (!path.startsWith(mediaFolder)) return undefined;
  const line = `${path} `;
  const text = line.repeat(Math.ceil(mediaBytes / line.length)).slice(0, mediaBytes);
  return {
    body: Buffer.from(text),
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-cache',
      etag: `"${path}"`,
    },
  };
}

/** Makes sure that what was measured came from a cache. */
export function requireSilence(server: BenchServer): void {
  const { requests } = server.traffic();
  if (requests > 0) throw new Error(`${requests} requests reached the server, none should have`);
}
