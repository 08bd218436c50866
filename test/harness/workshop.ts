import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PrecacheList } from '../../src/manifest/plan.js';
import { listFiles } from '../../src/build/scan.js';
import { packPackage, runIn } from './pack.js';
import { test as base, type Files } from './site.js';

const createVite = 'create-vite@9.3.0';

/** What npm takes is from before this day, so that a test breaks by a change of ours and not by somebody's release. */
export const asOf = '2026-11-21';

/** A finished output, as a server gets it. */
export interface Output {
  /** The folder to serve. */
  readonly folder: string;
  readonly version: string;
  /** `asset` or `shell`, and the path of each precached file. */
  readonly kinds: readonly string[];
}

/** Apps as people make them: each in a folder with a `package.json` of its own, with the packed package installed. */
export interface Workshop {
  write(app: string, files: Files): Promise<void>;
  /** Replaces a text in a file that has it. */
  edit(app: string, file: string, text: string | RegExp, by: string): Promise<void>;
  /** Runs a command in the folder of an app; a failure shows what it printed. */
  run(app: string, command: string, ...args: string[]): Promise<string>;
  /** Builds with the Vite that a script in the folder of the app would have. */
  viteBuild(app: string): Promise<string>;
  /** Takes the `dist` of an app away to be served. `under`: a path of folders that it is to be served at. */
  deliver(app: string, under?: string): Promise<Output>;
}

/** The apps that are to be there: an object is a `package.json`'s dependencies, a text the template of `create-vite`. */
export type Apps = Readonly<Record<string, Readonly<Record<string, string>> | string>>;

/** Browser tests with apps that share one installation, as workspaces of one npm project. */
export const test = base.extend<object, { apps: Apps; workshop: Workshop }>({
  apps: [{}, { scope: 'worker', option: true }],
  workshop: [
    async ({ apps }, use) => {
      const root = await mkdtemp(join(tmpdir(), 'holdfast-workshop-'));
      await install(root, apps);
      await use(open(root));
      await rm(root, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

async function install(root: string, apps: Apps): Promise<void> {
  const tarball = await packPackage(join(root, 'pack'));
  const folder = join(root, 'apps');
  await mkdir(folder);
  const npm = (...args: string[]): Promise<string> =>
    runIn(root, 'npm', [...args, '--prefer-offline', '--no-audit', '--no-fund']);
  for (const [name, kind] of Object.entries(apps)) {
    if (typeof kind === 'string') {
      const scaffold = ['create-vite', `apps/${name}`, '--template', kind, '--no-interactive'];
      await npm('exec', '--yes', '--package', createVite, '--', ...scaffold);
    } else {
      const project = { name, private: true, type: 'module', devDependencies: kind };
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'package.json'), JSON.stringify(project));
    }
  }
  await writeFile(join(root, 'package.json'), '{ "private": true, "workspaces": ["apps/*"] }');
  await npm('install', '--workspaces', '--save-dev', '--before', asOf, tarball);
}

function open(root: string): Workshop {
  let outputs = 0;
  return {
    async write(app, files) {
      for (const [name, content] of Object.entries(files)) {
        const file = join(root, 'apps', app, name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    },
    async edit(app, name, text, by) {
      const file = join(root, 'apps', app, name);
      const before = await readFile(file, 'utf8');
      const after = before.replace(text, by);
      if (after === before) throw new Error(`${name} has no ${String(text)}:\n${before}`);
      await writeFile(file, after);
    },
    run: (app, command, ...args) => runIn(join(root, 'apps', app), command, args),
    viteBuild(app) {
      const folder = join(root, 'apps', app);
      const vite = createRequire(join(folder, 'vite.config.js')).resolve('vite/package.json');
      return runIn(folder, process.execPath, [join(dirname(vite), 'bin/vite.js'), 'build']);
    },
    async deliver(app, under = '') {
      const folder = join(root, `output-${++outputs}`);
      const own = join(folder, under);
      await mkdir(dirname(own), { recursive: true });
      await rename(join(root, 'apps', app, 'dist'), own);
      const [list] = await listFiles(own, ['holdfast/????????????????.json']);
      const { files } = JSON.parse(await readFile(join(own, list!), 'utf8')) as PrecacheList;
      const version = list!.slice('holdfast/'.length, -'.json'.length);
      return { folder, version, kinds: files.map(({ kind, path }) => `${kind} ${path}`) };
    },
  };
}
