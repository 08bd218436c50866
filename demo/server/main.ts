import type { Server } from 'node:http';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createAdaptorServer } from '@hono/node-server';
import { createApp } from './app.js';

const demo = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: process.env['PORT'] ?? '4173' },
    host: { type: 'string', default: process.env['HOST'] ?? 'localhost' },
    app: { type: 'string', default: join(demo, 'dist') },
    database: {
      type: 'string',
      default: process.env['PASSPORT_DATABASE'] ?? join(demo, '.data', 'passport.db'),
    },
  },
});

const staticDir = values.app;
if (!existsSync(join(staticDir, 'index.html'))) {
  fail(`${staticDir} has no index.html; build the app first: npx vite build`);
}
const wantedPort = Number(values.port);
if (!Number.isInteger(wantedPort) || wantedPort < 0 || wantedPort > 65_535) {
  fail(`--port: ${JSON.stringify(values.port)} is not a port; write for example --port 4173`);
}

const { app, close } = createApp({ staticDir, databaseFile: values.database });
const server = createAdaptorServer({ fetch: app.fetch }) as Server;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);

try {
  const port = await listen(wantedPort);
  console.log(`Passport is at http://${values.host}:${port}/`);
} catch (error) {
  close();
  fail(`Passport cannot listen: ${error instanceof Error ? error.message : String(error)}`);
}

/** Listens on the port, or on the next free one, and resolves with it. */
async function listen(port: number): Promise<number> {
  for (let candidate = port; ; candidate += 1) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(candidate, values.host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      const address = server.address();
      return typeof address === 'object' && address ? address.port : candidate;
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || candidate >= port + 20) throw error;
    }
  }
}

function stop(): void {
  server.close(close);
  server.closeAllConnections();
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
