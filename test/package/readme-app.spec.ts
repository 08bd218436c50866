import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'playwright/test';
import { packPackage, runIn } from '../harness/pack.js';
import { listCodeBlocks, readReadme } from '../harness/readme.js';
import { settled } from '../harness/site.js';
import { asOf } from '../harness/workshop.js';

test('an empty Vite app that follows the README opens offline', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-readme-'));
  let server: ChildProcess | undefined;
  try {
    const setUp = listCodeBlocks(await readReadme()).filter(
      ({ heading }) => heading === 'Ten lines in your app',
    );
    const files = new Map(setUp.flatMap(({ code, file }) => (file ? [[file, code] as const] : [])));
    const install = setUp.find(({ language }) => language === 'sh')!.code.trim();
    expect([...files.keys()].toSorted()).toEqual(['holdfast.config.ts', 'vite.config.ts']);
    expect(install).toBe('npm install --save-dev holdfast');

    const tarball = await packPackage(join(folder, 'pack'));
    const app = join(folder, 'app');
    const own = {
      'package.json': '{ "name": "app", "private": true, "type": "module" }\n',
      'index.html':
        '<!doctype html><html lang="en"><head><title>app</title></head><body><h1></h1><script type="module" src="/src/main.ts"></script></body></html>\n',
      'src/main.ts': `import('./lazy.ts').then(({ title }) => { document.querySelector('h1')!.textContent = title; });\n`,
      'src/lazy.ts': `export const title: string = 'it opens';\n`,
    };
    for (const [name, content] of [...Object.entries(own), ...files]) {
      await mkdir(dirname(join(app, name)), { recursive: true });
      await writeFile(join(app, name), content);
    }
    const npm = (...args: string[]): Promise<string> =>
      runIn(app, 'npm', [...args, '--prefer-offline', '--before', asOf, '--no-audit', '--no-fund']);
    await npm('install', '--save-dev', 'vite');
    // The README's command, with the tarball in place of the registry's copy.
    await npm(...install.split(' ').slice(1, -1), tarball);
    await runIn(app, 'npx', ['vite', 'build']);

    server = spawn(
      process.execPath,
      [join(app, 'node_modules/vite/bin/vite.js'), 'preview', '--port', '0', '--strictPort'],
      { cwd: app, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const url = await readUrl(server);
    await page.goto(url);
    await expect(page.locator('h1')).toHaveText('it opens');
    await settled(page);

    server.kill();
    await once(server, 'exit');
    server = undefined;
    await page.reload();
    await expect(page.locator('h1')).toHaveText('it opens');
  } finally {
    server?.kill();
    await rm(folder, { recursive: true, force: true });
  }
});

/** The address that the preview server prints, once it listens. */
async function readUrl(server: ChildProcess): Promise<string> {
  let printed = '';
  for await (const chunk of server.stdout!) {
    // Vite colours the port.
    printed += stripVTControlCharacters(String(chunk));
    const url = /http:\/\/localhost:\d+\//.exec(printed)?.[0];
    if (url) return url;
  }
  throw new Error(`the preview server ended:\n${printed}`);
}
