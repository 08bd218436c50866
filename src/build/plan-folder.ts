import { compile, resolvePrecacheOptions, type PrecachedFiles } from '../manifest/compile.js';
import type { Plan, PrecacheFile } from '../manifest/plan.js';
import { assetPattern } from './asset-pattern.js';
import { hasHashedName } from './classify.js';
import { registerScriptPath } from './html.js';
import { encodeList, hashFiles, type EncodedList } from './list.js';
import { namingFile, type LoadedManifest } from './load-manifest.js';
import { withFolder } from './output.js';
import type { OnProgress } from './progress.js';
import { listFiles, scanFolder, type LeftOutFile, type Scan } from './scan.js';
import { listUrlPaths } from './url-path.js';

/** What a build would make of a folder. */
export interface FolderPlan {
  readonly plan: Plan;
  /** Scope-relative paths of the precached files, percent-encoded; empty without a precache. */
  readonly files: ReadonlySet<string>;
  /** Those of the folder's other files, and why they are not precached. */
  readonly leftOut: ReadonlyMap<string, LeftOutFile['reason']>;
}

/**
 * Compiles a manifest with the files of an output folder, as `build` does, and writes nothing. Which files count as assets is
 * guessed from their names.
 * @param folder absolute; built by Holdfast already, or not yet
 * @throws {HoldfastError} as `build`
 */
export function planFolder(
  folder: string,
  loaded: LoadedManifest,
  onProgress?: OnProgress,
): Promise<FolderPlan> {
  return withFolder(folder, () => planFiles(folder, loaded, onProgress));
}

async function planFiles(
  folder: string,
  { file, manifest }: LoadedManifest,
  onProgress?: OnProgress,
): Promise<FolderPlan> {
  if (!manifest.precache) {
    return { plan: compile(manifest), files: new Set(), leftOut: new Map() };
  }
  const always = await listFiles(folder, [registerScriptPath]);
  const scan = await scanFolder(folder, { ...resolvePrecacheOptions(manifest.precache), always });
  const files = await hashFiles(folder, scan.files, hasHashedName, onProgress);
  const plan = namingFile(file, () =>
    compile(manifest, toPrecachedFiles(files, encodeList(files), scan, false)),
  );
  return {
    plan,
    files: new Set(files.map(({ path }) => path)),
    leftOut: new Map(
      scan.leftOut.flatMap((one) => listUrlPaths(one.file).map((path) => [path, one.reason])),
    ),
  };
}

/** What the plan has to know of the files. */
export function toPrecachedFiles(
  files: readonly PrecacheFile[],
  list: EncodedList,
  { leftOut }: Scan,
  isPacked: boolean,
): PrecachedFiles {
  const pathsOf = (kind: PrecacheFile['kind']): string[] =>
    files.filter((file) => file.kind === kind).map(({ path }) => path);
  const assets = assetPattern(pathsOf('asset'));
  return {
    version: list.version,
    list: { path: list.path, sha256: list.sha256 },
    shell: pathsOf('shell'),
    isPacked,
    optional: files.filter(({ isOptional }) => isOptional).map(({ path }) => path),
    leftOut: leftOut.map(({ file }) => file),
    ...(assets !== undefined && { assets }),
  };
}
