import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packPackage, runIn } from './pack.js';

const root = join(import.meta.dirname, '../..');

/** An app that has the packed package installed, and whatever else this repository has. */
export interface Consumer extends AsyncDisposable {
  readonly folder: string;
  /** Writes files by path, without a leading slash. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Runs TypeScript over a project, a folder or its configuration; what it complains of, line by line. */
  typeCheck(project?: string): Promise<readonly string[]>;
}

/**
 * Makes such an app. It lies inside the repository, so that what the package depends on is found in the folders above; with a
 * `package.json` of its own, so that `holdfast` is the packed one and not the repository itself.
 */
export async function createConsumer(): Promise<Consumer> {
  const cache = join(root, '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'consumer-'));
  const tarball = await packPackage(join(folder, 'pack'));
  await runIn(folder, 'tar', ['-xzf', tarball]);
  await mkdir(join(folder, 'node_modules'));
  await rename(join(folder, 'package'), join(folder, 'node_modules/holdfast'));

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
  }

  await write({ 'package.json': '{ "name": "consumer", "private": true, "type": "module" }\n' });
  return {
    folder,
    write,
    async typeCheck(project = '.') {
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      try {
        await runIn(folder, process.execPath, [tsc, '--pretty', 'false', '-p', project]);
        return [];
      } catch (error) {
        const { stdout = '' } = error as { readonly stdout?: string };
        if (stdout === '') throw error;
        return stdout.trim().split('\n');
      }
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
