import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Plugin, ResolvedConfig, Rollup } from 'vite';
import {
  build,
  createProgressLine,
  findManifest,
  formatSummary,
  loadManifest,
  registerScriptUrl,
  type LoadedManifest,
} from '../build/index.js';
import { HoldfastError } from '../errors.js';
import { readAppSettings } from './app-settings.js';
import { serveWorker } from './dev-server.js';
import { isHashedByBundler } from './emitted.js';
import { resolvePluginOptions, type HoldfastPluginOptions } from './options.js';
import { pageModule, placeRoot } from './page-module.js';
import { explainStrangers, strangerScriptPath } from './strangers.js';
import { trimError, withoutStack } from './without-stack.js';

export type { HoldfastPluginOptions } from './options.js';

const pageId = '\0virtual:holdfast';

/** What the outputs of a build have written. */
interface Written {
  readonly folder: string;
  /** The files in it that carry a hash. */
  readonly hashed: Set<string>;
}

/**
 * Adds the app's service worker to a Vite build: `sw.js` at the root of the output, made from the manifest in Vite's root.
 * Works with Vite 5 to 8 and with any `base` but another origin's. Server-side builds are left alone.
 * @throws {HoldfastError} code `"build/options"` when an option is unknown or of another type
 * @example
 * ```ts
 * // vite.config.ts
 * import { defineConfig } from 'vite';
 * import { holdfast } from 'holdfast/vite';
 *
 * export default defineConfig({ plugins: [holdfast()] });
 * ```
 */
export function holdfast(options: HoldfastPluginOptions = {}): Plugin {
  const resolved = resolvePluginOptions(options);
  let config: ResolvedConfig;
  let manifest: LoadedManifest | 'self-destroy' | undefined;
  let written: Written | undefined;
  /** One after the other: the outputs of a build may be written side by side. */
  let finished: ReturnType<typeof finish> = Promise.resolve([]);

  const isBuild = (): boolean => config.command === 'build';
  const hasWorker = (): boolean => !resolved.selfDestroy && (isBuild() || resolved.dev !== false);

  return {
    name: 'holdfast',

    config(_config, { command }) {
      // Found only when a page asks for the virtual module, it would cost a reload in the middle of the work.
      return command === 'serve' ? { optimizeDeps: { include: ['holdfast/page'] } } : undefined;
    },

    configResolved(value) {
      config = value;
      if (isBuild() && !/^(?:\/(?!\/)|\.\/|$)/.test(config.base)) {
        throw trimError(
          new HoldfastError(
            'build/options',
            `Vite's \`base\` is ${JSON.stringify(config.base)}; a worker governs only its own origin, so write a path such as "/app/" or "./".`,
          ),
        );
      }
    },

    configureServer(server) {
      serveWorker(server, resolved);
    },

    configurePreviewServer(server) {
      explainStrangers(server);
    },

    async buildStart() {
      if (!isBuild() || isServerSide(this, config)) return;
      if (resolved.selfDestroy) {
        manifest = 'self-destroy';
        return;
      }
      // Read before the bundling, so that a mistake in it is told at once.
      const file = await withoutStack(findManifest(config.root, resolved.config));
      manifest = await withoutStack(loadManifest(file, (read) => this.addWatchFile(read)));
    },

    resolveId(source) {
      if (source === 'virtual:holdfast') return pageId;
      if (source !== 'virtual:holdfast/plan') return undefined;
      throw trimError(
        new HoldfastError(
          'build/bundle',
          '`virtual:holdfast/plan` is there only in the worker file that `worker` in the manifest names; pages import `virtual:holdfast`.',
        ),
      );
    },

    load(id) {
      return id === pageId ? pageModule({ enabled: hasWorker(), base: config.base }) : undefined;
    },

    renderChunk(code, chunk) {
      const placed = placeRoot(code, chunk.fileName);
      return placed === undefined ? undefined : { code: placed, map: null };
    },

    transformIndexHtml: {
      order: 'post',
      handler(_html, { path }) {
        const scripts = [
          ...(isBuild() ? [] : [`${config.base}${strangerScriptPath}`]),
          // Also in a build, where the engine would do it: plugins that compress or sign documents run before it.
          ...(resolved.register && hasWorker()
            ? [registerScriptUrl(path.slice(1), config.base)]
            : []),
        ];
        return scripts.map((src) => ({
          tag: 'script',
          attrs: { type: 'module', src },
          injectTo: 'head',
        }));
      },
    },

    writeBundle: {
      order: 'post',
      sequential: true,
      async handler(output, bundle) {
        if (isServerSide(this, config)) return;
        const outDir = resolve(config.root, config.build.outDir);
        // As the bundlers do, which know no root: from the current folder.
        const target = resolve(output.dir ?? dirname(output.file ?? join(outDir, 'file')));
        // Below it, an output is a part of the app, such as the scripts for old browsers.
        written ??= { folder: isBelow(target, outDir) ? outDir : target, hashed: new Set() };
        const { folder, hashed } = written;
        for (const file of Object.values(bundle)) {
          const { fileName } = file;
          const pattern = patternOf(file, output);
          if (isHashedByBundler({ fileName, names: namesOf(file), pattern }))
            hashed.add(relative(folder, join(target, fileName)).split(sep).join('/'));
        }
        // While it watches, Vite waits for no `closeBundle`: an error there ends the process, and the next build begins meanwhile.
        if (!config.build.watch) return;
        finished = finished.catch(() => []).then(() => finish(written));
        for (const file of await finished) this.addWatchFile(file);
      },
    },

    // Not at the start of a build: Rolldown starts one for each output.
    buildEnd(error) {
      if (error) written = undefined;
    },

    renderError() {
      written = undefined;
    },

    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        if (config.build.watch) return;
        const output = written;
        written = undefined;
        await finish(output);
      },
    },
  };

  /** @returns the app's files that the worker was made from */
  async function finish(output: Written | undefined): Promise<readonly string[]> {
    if (!output || !manifest) return [];
    const { folder, hashed } = output;
    const { onProgress, clear } = createProgressLine(process.stderr);
    const result = await withoutStack(
      build({
        folder,
        manifest,
        root: config.root,
        ...readAppSettings(config),
        base: config.base,
        register: resolved.register,
        isHashed: (file) => hashed.has(file),
        onProgress,
      }),
    ).finally(clear);
    config.logger.info(`\n${formatSummary(result)}`);
    return result.sources;
  }
}

function isBelow(folder: string, top: string): boolean {
  const way = relative(top, folder);
  return !isAbsolute(way) && way.split(sep)[0] !== '..';
}

type OutputFile = Rollup.OutputBundle[string];

/** Vite 5 has one configuration for all; from Vite 6 on, each environment says what it is for. */
function isServerSide(context: object, config: ResolvedConfig): boolean {
  const { environment } = context as { environment?: { config?: { consumer?: unknown } } };
  return environment?.config?.consumer === 'server' || Boolean(config.build.ssr);
}

function namesOf(file: OutputFile): readonly string[] {
  if (file.type === 'chunk') return [file.name];
  // `names` is younger than Vite 5.
  const { names = [], originalFileNames = [] } = file as Partial<Rollup.OutputAsset>;
  return [...names, ...originalFileNames];
}

function patternOf(
  file: OutputFile,
  { entryFileNames, chunkFileNames, assetFileNames }: Rollup.NormalizedOutputOptions,
): string | undefined {
  try {
    if (file.type === 'asset') {
      return typeof assetFileNames === 'function'
        ? assetFileNames(file as Rollup.PreRenderedAsset)
        : assetFileNames;
    }
    const names = file.isEntry ? entryFileNames : chunkFileNames;
    return typeof names === 'function' ? names(file) : names;
  } catch {
    // A function of the app's that wants more than the finished file; without its pattern nothing counts as hashed.
    return undefined;
  }
}
