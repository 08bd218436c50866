import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';

test('npm start takes the next port when its own is taken, prints the address, and stops cleanly', async ({
  page,
}) => {
  const taken = createServer();
  taken.listen(0, 'localhost');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const demo = spawn(process.execPath, ['demo/start.mjs', '--no-build', '--port', String(port)], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PASSPORT_DATABASE: ':memory:' },
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let printed = '';
      demo.stdout.on('data', (chunk) => {
        printed += String(chunk);
        const address = /http:\/\/localhost:\d+\//.exec(printed)?.[0];
        if (address) resolve(address);
      });
      demo.once('exit', () => reject(new Error(`it ended:\n${printed}`)));
    });
    expect(Number(new URL(url).port)).toBeGreaterThan(port);
    await page.goto(url);
    await expect(page.locator('h1')).toHaveText('Where have you been?');

    demo.kill('SIGINT');
    const [code] = (await once(demo, 'exit')) as [number | null];
    expect(code).toBe(0);
    await expect(page.request.get(url)).rejects.toThrow(/ECONNREFUSED/);
  } finally {
    demo.kill('SIGKILL');
    taken.close();
  }
});
