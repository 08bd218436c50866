import { createRequire } from 'node:module';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { minify } from 'terser';
import { rolldown, type Plugin, type RolldownLog } from 'rolldown';
import { HoldfastError } from '../errors.js';
import { applyAliases, type Alias } from './aliases.js';
import { privateNames } from './private-names.js';
import { slimLibraries } from './slim-libraries.js';

/** What to bundle, and for whom. */
export interface BundleOptions {
  /** A worker file of the app's own (absolute), or the source of one. */
  readonly entry: { readonly file: string } | { readonly code: string };
  /** Source of `virtual:holdfast/plan`; absent where the entry has no use for it. */
  readonly planModule?: string;
  /** For a worker of the app's own. Default: none. */
  readonly aliases?: readonly Alias[];
  /** Likewise: expressions by the names that they stand in for. Default: none. */
  readonly define?: Readonly<Record<string, string>>;
  /** The app's folder: bare imports of the entry are resolved from here, and source maps name files from here. */
  readonly root: string;
  /** `'production'`: minified, with a source map beside it. `'dev'`: readable, with the source map in it. */
  readonly mode: 'production' | 'dev';
}

/** A worker in one classic script. */
export interface BundledWorker {
  readonly code: string;
  /** Absent in dev, where it is part of `code`. */
  readonly map?: string;
  readonly warnings: readonly string[];
  /** Absolute paths of the app's own files it was made from. */
  readonly sources: readonly string[];
}

const entryId = '\0holdfast:entry';
const planId = '\0holdfast:plan';

/**
 * Bundles a worker. The same input gives the same bytes, wherever the app lies.
 * @throws {HoldfastError} code `"build/bundle"` with the bundler's own words
 */
export async function bundleWorker(options: BundleOptions): Promise<BundledWorker> {
  const { aliases = [], define = {}, entry, root, mode } = options;
  const warnings: string[] = [];
  const unresolved: string[] = [];
  try {
    const bundle = await rolldown({
      input: { sw: 'file' in entry ? entry.file : entryId },
      cwd: root,
      platform: 'browser',
      plugins: [
        resolveHoldfast(options),
        'code' in entry ? slimLibraries() : applyAliases(aliases, root),
      ],
      transform: {
        target: 'es2022',
        define: { ...('file' in entry && define), 'process.env.NODE_ENV': '"production"' },
      },
      treeshake: {
        moduleSideEffects: [
          // Workbox's `_version.js` files only announce themselves.
          { test: /[\\/]node_modules[\\/]workbox-[\w-]+[\\/]/, sideEffects: false },
          { test: new RegExp(`^${escapeExpression(ownFolder())}`), sideEffects: false },
          // An app that calls itself free of side effects means its pages; a worker's listeners are all side effect.
          { test: /^(?!.*[\\/]node_modules[\\/])/, sideEffects: true },
        ],
      },
      onLog: (level, log) => {
        if (log.code === 'UNRESOLVED_IMPORT') unresolved.push(describe(log));
        else if (level === 'warn') warnings.push(describe(log));
      },
    });
    try {
      const { output } = await bundle.generate({
        format: 'iife',
        codeSplitting: false,
        minify: mode === 'production',
        comments: mode === 'dev' ? { legal: false } : false,
        sourcemap: mode === 'production' ? 'hidden' : 'inline',
        sourcemapPathTransform: (source, mapFile) => {
          return toMapSource(source, mapFile, root);
        },
      });
      // A classic script has no imports: what the bundler would leave outside could never be loaded.
      if (unresolved.length > 0) throw new Error(unresolved.join('\n'));
      const [{ code: bundled, map: bundledMap }] = output;
      const { code, map } =
        mode === 'production'
          ? await compress(bundled, bundledMap?.toString(), 'code' in entry)
          : { code: bundled, map: undefined };
      const watched = await bundle.watchFiles;
      return {
        code: mode === 'production' ? `${code.trimEnd()}\n//# sourceMappingURL=sw.js.map\n` : code,
        ...(map !== undefined && { map }),
        warnings,
        sources: watched.filter(isAppFile),
      };
    } finally {
      await bundle.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const subject = 'file' in entry ? `The worker ${entry.file}` : 'The worker';
    throw new HoldfastError(
      'build/bundle',
      `${subject} could not be bundled: ${stripVTControlCharacters(reason).trimEnd()}`,
      { cause: error },
    );
  }
}

const privateName = new RegExp(`^(?:${privateNames.join('|')})$`);

/**
 * Terser takes what Rolldown's minifier leaves: about two per cent, of a file that every visitor downloads; and as much again
 * where the script is a generated one, whose members need not keep their names.
 */
async function compress(
  bundled: string,
  bundledMap: string | undefined,
  isGenerated: boolean,
): Promise<{ code: string; map?: string }> {
  const { code, map } = await minify(bundled, {
    ecma: 2020,
    toplevel: true,
    compress: {
      ecma: 2020,
      passes: 5,
      // True of our own code; an app's may call `new` on a function, read a property for what its getter does, or count arguments.
      unsafe_arrows: isGenerated,
      pure_getters: isGenerated || 'strict',
      keep_fargs: !isGenerated,
    },
    // Terser's own list of names that browsers know is of every API there ever was, in pages too.
    ...(isGenerated && { mangle: { properties: { regex: privateName, builtins: true } } }),
    ...(bundledMap !== undefined && { sourceMap: { content: bundledMap, asObject: false } }),
  });
  return { code: code ?? bundled, ...(typeof map === 'string' && { map }) };
}

/** The worker's parts are this very package's, whatever the app's own `node_modules` hold. */
function resolveHoldfast({ entry, planModule }: BundleOptions): Plugin {
  return {
    name: 'holdfast:worker',
    resolveId(source) {
      if (source === 'holdfast/worker') return resolveOwn(source);
      if (source === 'virtual:holdfast/plan' && planModule !== undefined) return planId;
      return source === entryId ? entryId : null;
    },
    load(id) {
      if (id === planId) return planModule ?? null;
      return id === entryId && 'code' in entry ? entry.code : null;
    },
  };
}

function isAppFile(file: string): boolean {
  return isAbsolute(file) && !/[\\/]node_modules[\\/]/.test(file) && !file.startsWith(ownFolder());
}

function resolveOwn(subpath: string): string {
  return createRequire(import.meta.url).resolve(subpath);
}

function ownFolder(): string {
  return dirname(dirname(resolveOwn('holdfast/worker')));
}

/** Names a source without naming the machine it was built on. */
function toMapSource(source: string, mapFile: string, root: string): string {
  if (source.includes('\0') || source.includes('holdfast:')) {
    return source.includes(planId.slice(1)) ? 'holdfast/plan.js' : 'holdfast/entry.js';
  }
  const file = resolve(dirname(mapFile), source);
  const path = file.split(/[\\/]/).join('/');
  const own = relative(ownFolder(), file);
  if (!own.startsWith('..') && !isAbsolute(own)) return `holdfast/${own.split(/[\\/]/).join('/')}`;
  const installed = path.lastIndexOf('/node_modules/');
  if (installed >= 0) return path.slice(installed + 1);
  const local = relative(root, file);
  return isAbsolute(local) || local.startsWith('..')
    ? path.slice(path.lastIndexOf('/') + 1)
    : local.split(/[\\/]/).join('/');
}

function escapeExpression(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|]/g, '\\$&');
}

function describe(log: RolldownLog): string {
  return stripVTControlCharacters(log.message)
    .replace(', treating it as an external dependency', '')
    .trimEnd();
}
