import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compile, resolvePrecacheOptions } from '../manifest/compile.js';
import { findLimitWarnings } from '../manifest/limits.js';
import type { PrecacheFile } from '../manifest/plan.js';
import { findReachWarnings } from '../manifest/reach.js';
import type { RouteOptions } from '../manifest/types.js';
import { findPrecacheWarnings } from './advice.js';
import type { Alias } from './aliases.js';
import { bundleWorker, type BundledWorker, type BundleOptions } from './bundle.js';
import { hasHashedName, type IsHashed } from './classify.js';
import { listLoadedPaths, registerScriptPath } from './html.js';
import { encodeList, hashFiles } from './list.js';
import { namingFile, type LoadedManifest } from './load-manifest.js';
import { removeVersionFiles, withFolder, writeWhole } from './output.js';
import { buildPack } from './pack.js';
import { toPrecachedFiles } from './plan-folder.js';
import type { OnProgress } from './progress.js';
import { registerInDocuments } from './register.js';
import { scanFolder, type LeftOutFile, type Scan } from './scan.js';
import { findStaticFiles } from './static-files.js';
import { defaultEntry, planModule, selfDestroyEntry } from './worker-source.js';

// Fewer are fetched one by one anyway, and the worker of such a site needs no code for packs.
const fewestMembers = 4;

/** What to build into which folder. */
export interface BuildOptions {
  /** The finished output of the app's build, absolute; the worker is added to it. */
  readonly folder: string;
  /** The app's manifest; `'self-destroy'` builds the kill switch instead. */
  readonly manifest: LoadedManifest | 'self-destroy';
  /** The app's folder, absolute: source maps name files from here. */
  readonly root: string;
  /** Other names for the places that a hand-written worker imports from. Default: none. */
  readonly aliases?: readonly Alias[];
  /** Expressions that stand in a hand-written worker for these names. Default: none. */
  readonly define?: Readonly<Record<string, string>>;
  /** As in Vite: `/`, `/sub/`, or `./` (`''`) for relative addresses. Default: `'/'`. */
  readonly base?: string;
  /** Whether HTML documents get the script that registers the worker. Default: `true`. */
  readonly register?: boolean;
  /** Which files carry their content hash. Default: a strict guess from the name. */
  readonly isHashed?: IsHashed;
  /** Hears how far the steps are that take long in a large folder. */
  readonly onProgress?: OnProgress;
}

/** How many files, and their bytes. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** What a build wrote, and what it thinks of it. */
export interface BuildResult {
  readonly folder: string;
  /** Of the app: `'none'` without a precache. */
  readonly version: string;
  readonly worker: { readonly bytes: number; readonly gzipBytes: number };
  /** Absent when nothing is precached. */
  readonly precache?: {
    readonly assets: Amount;
    readonly shell: Amount;
    /** Those of both kinds that an install does not wait for. */
    readonly optional: Amount;
    /** The list that the worker fetches when it installs. */
    readonly list: { readonly path: string; readonly bytes: number };
    /** All files that need no headers of their own, in one; absent where there are none. */
    readonly pack?: { readonly path: string; readonly bytes: number };
    /** Largest first. */
    readonly leftOut: readonly LeftOutFile[];
  };
  readonly routes: readonly RouteOptions[];
  /** HTML documents that register the worker. */
  readonly documents: number;
  readonly warnings: readonly string[];
  /** Absolute paths of the app's own files that the worker was made from; those of the manifest are not among them. */
  readonly sources: readonly string[];
}

/**
 * Adds the worker, the list of precached files and the registration to a finished output folder. `sw.js` is written last
 * and in one step: a build that fails leaves the worker before it in place.
 * @throws {HoldfastError} code `"build/output"` when the folder is missing or a file in it cannot be read or written,
 *   `"build/bundle"` when the worker cannot be bundled, `"manifest/invalid"` when the manifest does not fit the files
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const { folder, manifest } = options;
  return withFolder(folder, () =>
    manifest === 'self-destroy' ? buildSelfDestroying(options) : buildApp(options, manifest),
  );
}

/** How a worker's own modules are bundled. */
type WorkerSettings = Pick<BuildOptions, 'aliases' | 'define' | 'root'>;

/** What a development server's worker is made of. */
export interface DevWorkerOptions extends WorkerSettings, Pick<BuildOptions, 'manifest'> {
  /** Whether the worker tells the browser's console of its decisions. Default: `true`. */
  readonly log?: boolean;
}

/**
 * Bundles the worker for a development server: nothing is precached, a new one takes over at once, and the code is readable.
 * @throws {HoldfastError} as `build`
 */
export async function buildDevWorker(options: DevWorkerOptions): Promise<BundledWorker> {
  const { log = true, manifest: loaded, root } = options;
  if (loaded === 'self-destroy') {
    return bundleWorker({ entry: { code: selfDestroyEntry }, root, mode: 'dev' });
  }
  const { update, ...manifest } = loaded.manifest;
  // An edit that waited for the page's consent would look like one that does nothing.
  const plan = compile({ ...manifest, update: { ...update, activate: 'immediately' } });
  const extra = log ? ['decisionLog'] : [];
  return bundleWorker(workerOf(loaded, planModule(plan, extra), options, 'dev'));
}

async function buildApp(options: BuildOptions, loaded: LoadedManifest): Promise<BuildResult> {
  const { folder, base = '/', register = true, isHashed = hasHashedName, onProgress } = options;
  const { manifest } = loaded;
  // Documents first: the hashes are of the files as they will be served.
  const documents = register ? await registerInDocuments(folder, base) : 0;
  const always = documents > 0 ? [registerScriptPath] : [];
  const precache = manifest.precache && resolvePrecacheOptions(manifest.precache);
  const scan = precache && (await scanFolder(folder, { ...precache, always }));
  const hashed = scan && (await hashFiles(folder, scan.files, isHashed, onProgress));
  const entry = scan && (await listEntryPaths(folder, scan, manifest, base));
  const packed =
    scan &&
    hashed &&
    entry &&
    (await buildPack(folder, scan.files, hashed, entry, fewestMembers, onProgress));
  const { files, pack } = packed ?? {};
  const list = files && encodeList(files, pack?.path, findStaticFiles(files, manifest, base));

  const plan = namingFile(loaded.file, () =>
    compile(
      manifest,
      scan && files && list && toPrecachedFiles(files, list, scan, pack !== undefined),
    ),
  );
  const worker = await bundleWorker(workerOf(loaded, planModule(plan), options, 'production'));

  if (pack) await writeWhole(join(folder, pack.path), pack.content);
  if (list) await writeWhole(join(folder, list.path), list.text);
  await removeVersionFiles(folder, [list?.path, pack?.path]);
  await writeWorker(folder, worker);
  return {
    folder,
    version: plan.version,
    worker: measure(worker),
    ...(scan &&
      files &&
      list && {
        precache: {
          assets: total(files.filter(({ kind }) => kind === 'asset')),
          shell: total(files.filter(({ kind }) => kind === 'shell')),
          optional: total(files.filter(({ isOptional }) => isOptional)),
          list: { path: list.path, bytes: Buffer.byteLength(list.text) },
          ...(pack && { pack: { path: pack.path, bytes: pack.content.length } }),
          leftOut: scan.leftOut,
        },
      }),
    routes: manifest.routes ?? [],
    documents,
    warnings: [
      ...(scan && files ? findPrecacheWarnings(folder, scan, files, always) : []),
      ...(register && documents === 0
        ? ['no HTML document to register the worker in; call `connect()` in the page']
        : []),
      ...findLimitWarnings(manifest),
      ...findReachWarnings(manifest, base),
      ...worker.warnings,
    ],
    sources: worker.sources,
  };
}

/** What the document loads that a first visit most likely opens: the shell's, or the folder's index. */
async function listEntryPaths(
  folder: string,
  { files }: Scan,
  { shell }: LoadedManifest['manifest'],
  base: string,
): Promise<ReadonlySet<string>> {
  const name = shell?.document.replace(/^\.?\//, '') ?? 'index.html';
  const document = files.find(({ file, path }) => file === name || path === name);
  if (!document) return new Set();
  const html = await readFile(join(folder, document.file), 'utf8');
  return new Set(listLoadedPaths(html, document.path, base));
}

async function buildSelfDestroying({ folder, root }: BuildOptions): Promise<BuildResult> {
  const worker = await bundleWorker({
    entry: { code: selfDestroyEntry },
    root,
    mode: 'production',
  });
  await removeVersionFiles(folder);
  await writeWorker(folder, worker);
  return {
    folder,
    version: 'none',
    worker: measure(worker),
    routes: [],
    documents: 0,
    warnings: worker.warnings,
    sources: worker.sources,
  };
}

function workerOf(
  { file, manifest }: LoadedManifest,
  source: string,
  { aliases = [], define = {}, root }: WorkerSettings,
  mode: BundleOptions['mode'],
): BundleOptions {
  const entry =
    manifest.worker === undefined
      ? { code: defaultEntry }
      : { file: join(dirname(file), manifest.worker) };
  return { entry, planModule: source, aliases, define, root, mode };
}

async function writeWorker(folder: string, { code, map }: BundledWorker): Promise<void> {
  if (map !== undefined) await writeWhole(join(folder, 'sw.js.map'), map);
  await writeWhole(join(folder, 'sw.js'), code);
}

function measure({ code }: BundledWorker): BuildResult['worker'] {
  return { bytes: Buffer.byteLength(code), gzipBytes: gzipSync(code, { level: 9 }).length };
}

function total(files: readonly PrecacheFile[]): Amount {
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}
