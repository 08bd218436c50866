import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown, type Plugin } from 'rolldown';

/** Hears of each file that is read, as an absolute path: also of those read before a failure. */
export type OnRead = (file: string) => void;

/**
 * Evaluates a module file of the app's, TypeScript or JavaScript, and gives its exports. It is bundled with all that it
 * imports of the app's own: Node keeps every module it has once imported, and would not see an edit. Packages are left to Node.
 */
export async function evaluate(file: string, onRead: OnRead): Promise<unknown> {
  const bundle = await rolldown({
    input: file,
    cwd: dirname(file),
    platform: 'node',
    plugins: [readFiles(onRead)],
    transform: { define: Object.fromEntries(places.map(({ text, name }) => [text, name])) },
    treeshake: false,
    logLevel: 'silent',
  });
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-manifest-'));
  try {
    const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
    const script = join(folder, 'manifest.mjs');
    await writeFile(script, output[0].code);
    return (await import(/* @vite-ignore */ pathToFileURL(script).href)) as unknown;
  } finally {
    await bundle.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What tells a module where it lies; bundled, each has to be told apart from the others. */
const places: readonly {
  readonly text: string;
  readonly name: string;
  readonly read: (file: string) => string;
}[] = [
  { text: 'import.meta.url', name: 'holdfastModuleUrl', read: (file) => pathToFileURL(file).href },
  { text: 'import.meta.filename', name: 'holdfastModuleFile', read: (file) => file },
  { text: 'import.meta.dirname', name: 'holdfastModuleFolder', read: dirname },
  { text: '__filename', name: 'holdfastModuleFile', read: (file) => file },
  { text: '__dirname', name: 'holdfastModuleFolder', read: dirname },
];

function readFiles(onRead: OnRead): Plugin {
  return {
    name: 'holdfast:manifest',
    async resolveId(source, importer, { isEntry, kind }) {
      if (isEntry || importer === undefined) return null;
      if (isBuiltin(source)) return { id: source, external: true };
      const found =
        source === 'holdfast'
          ? { id: resolveOwn(source) }
          : await this.resolve(source, importer, { kind });
      if (!found) throw missing(source, importer);
      const isInstalled = source === 'holdfast' || /[\\/]node_modules[\\/]/.test(found.id);
      if (!isInstalled) return found.id;
      // `require` takes no URL, and `import` no path of Windows.
      const id = kind === 'require-call' ? found.id : pathToFileURL(found.id).href;
      return { id, external: true };
    },
    load(id) {
      onRead(id);
      return null;
    },
    transform(code, id) {
      const used = places.filter(({ text }) => code.includes(text));
      const declared = new Map(used.map(({ name, read }) => [name, JSON.stringify(read(id))]));
      const declarations = [...declared].map(([name, value]) => `const ${name} = ${value};`);
      // A file without exports counts as CommonJS where its package says so, and would have an empty object for its default.
      const isModule = this.getModuleInfo(id)?.isEntry && !/\bexports\b/.test(code);
      return [...declarations, code].join(' ') + (isModule ? '\nexport {};' : '');
    },
  };
}

/** The bundler puts the stack into its message. */
function missing(source: string, importer: string): Error {
  const error = new Error(`"${source}", which ${importer} imports, is not there`);
  error.stack = '';
  return error;
}

/** This very package, also where the app has not installed it (`npx holdfast`). */
function resolveOwn(source: string): string {
  return createRequire(import.meta.url).resolve(source);
}
