import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { StartBrowser } from './engine.js';
import { findWebkit } from './find.mjs';
import { createTab, type Tab } from './tab.js';
import { beginSession, send, type Session } from './webdriver.js';

/** Starts WebKitGTK by WebDriver, on a display of its own. */
export const startWebkit: StartBrowser = async ({ isPrivate, profile, proxy = '' }) => {
  const tools = findWebkit();
  const started: ChildProcess[] = [];
  async function endAll(): Promise<void> {
    for (const process of started.toReversed()) await endGroup(process);
  }
  try {
    const display = await startDisplay(tools.display);
    started.push(display.process);
    const driver = await startDriver(tools.driver, display.name);
    started.push(driver.process);
    const session = await beginSession(driver.address, {
      'webkitgtk:browserOptions': {
        binary: tools.python,
        args: [tools.host, isPrivate ? '' : profile, proxy],
      },
    });
    let openTabs = 0;
    return {
      async openTab() {
        // A session begins with a window.
        const handle =
          openTabs++ === 0
            ? ((await session.command('GET', '/window')) as string)
            : ((await session.command('POST', '/window/new', {})) as { handle: string }).handle;
        return toTab(session, handle);
      },
      async close() {
        await session.end();
        await endAll();
      },
    };
  } catch (error) {
    await endAll();
    throw error;
  }
};

function toTab(session: Session, handle: string): Tab {
  const inWindow = <TValue>(work: () => Promise<TValue>): Promise<TValue> =>
    session.inWindow(handle, work);
  return createTab({
    goto: (url) => inWindow(async () => void (await session.command('POST', '/url', { url }))),
    reload: () => inWindow(async () => void (await session.command('POST', '/refresh', {}))),
    run: (expression) => inWindow(() => run(session, expression)),
    close: () => inWindow(async () => void (await session.command('DELETE', '/window'))),
  });
}

async function run(session: Session, expression: string): Promise<string> {
  const { error, json } = (await session.command('POST', '/execute/async', {
    script: `const done = arguments[0];
      ${expression}.then((json) => done({ json }), (error) => done({ error: String(error) }));`,
    args: [],
  })) as { json: string; error?: string };
  if (error !== undefined) throw new Error(error);
  return json;
}

async function startDisplay(executable: string): Promise<{ name: string; process: ChildProcess }> {
  // It looks for a free number by itself, and writes it to descriptor 3.
  const started = spawn(executable, ['-displayfd', '3', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const number = await new Promise<Buffer>((resolve, reject) => {
    (started.stdio[3] as Readable).once('data', resolve);
    started.once('exit', (code) => reject(new Error(`${executable} ended (exit ${code}).`)));
  });
  return { name: `:${String(number).trim()}`, process: started };
}

async function startDriver(
  executable: string,
  display: string,
): Promise<{ address: string; process: ChildProcess }> {
  const port = await findPort();
  const started = spawn(executable, [`--port=${port}`], {
    stdio: 'ignore',
    detached: true,
    // The bus of the accessibility tools is not there to be found.
    env: { ...process.env, DISPLAY: display, NO_AT_BRIDGE: '1' },
  });
  const address = `http://127.0.0.1:${port}`;
  while (started.exitCode === null) {
    try {
      await send(address, 'GET', '/status');
      return { address, process: started };
    } catch {
      await wait(20);
    }
  }
  throw new Error(`${executable} ended (exit ${started.exitCode}).`);
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Ends a process and all that it has started, and waits until they have let go of their files. */
async function endGroup({ pid }: ChildProcess): Promise<void> {
  try {
    process.kill(-pid!, 'SIGTERM');
  } catch {
    // All of them have ended.
  }
  while (await isAlive(pid!)) await wait(20);
}

/** Tells whether a group has a process that is more than a name: in a container, nobody may take away the dead. */
async function isAlive(group: number): Promise<boolean> {
  for (const name of await readdir('/proc')) {
    // Source: proc(5), `/proc/pid/stat`: state, parent and group come behind the command in brackets.
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(pgrp) === group && state !== 'Z' && state !== 'X') return true;
  }
  return false;
}
