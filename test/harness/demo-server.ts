import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The demo's server in a process of its own, as `npm start` runs it. */
export interface DemoServer {
  readonly origin: string;
  readonly databaseFile: string;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
  /** Starts a new process on the same port and database. Default of `app`: the build that was served before. */
  start(app?: string): Promise<void>;
}

/** Starts the demo on a free port. */
export async function startDemo(databaseFile: string): Promise<DemoServer> {
  let port = '0';
  let folder = join(root, 'demo/dist');
  let child: ChildProcess | undefined;

  async function start(app = folder): Promise<void> {
    folder = app;
    const args = ['--import', 'jiti/register', 'demo/server/main.ts'];
    const starting = spawn(
      process.execPath,
      [...args, '--port', port, '--app', app, '--database', databaseFile],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    child = starting;
    port = await readPort(starting);
  }

  const demo: DemoServer = {
    databaseFile,
    get origin() {
      return `http://localhost:${port}`;
    },
    start,
    async stop() {
      const stopping = child;
      if (!stopping) return;
      child = undefined;
      stopping.kill('SIGTERM');
      if (stopping.exitCode === null) await once(stopping, 'exit');
    },
  };
  await start();
  return demo;
}

async function readPort(server: ChildProcess): Promise<string> {
  let printed = '';
  // Listening, not iterating: the end of an iteration would close the pipe.
  return new Promise((resolve, reject) => {
    server.stdout!.on('data', (chunk) => {
      printed += String(chunk);
      const port = /http:\/\/localhost:(\d+)\//.exec(printed)?.[1];
      if (port) resolve(port);
    });
    server.once('exit', () => reject(new Error(`the demo's server ended:\n${printed}`)));
  });
}
