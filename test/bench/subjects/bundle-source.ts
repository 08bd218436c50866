import { minify } from 'terser';
import { rolldown } from 'rolldown';

/**
 * Bundles and minifies a worker for subjects that leave this to the app, as hard as Holdfast's own build does.
 * @param source a module; bare imports are resolved from this package
 */
export async function bundleSource(source: string): Promise<string> {
  const entry = '\0bench:worker';
  const bundle = await rolldown({
    input: { sw: entry },
    cwd: import.meta.dirname,
    platform: 'browser',
    plugins: [
      {
        name: 'bench:worker',
        resolveId(id, importer) {
          if (id === entry) return id;
          return importer === entry ? this.resolve(id, import.meta.filename) : null;
        },
        load: (id) => (id === entry ? source : null),
      },
    ],
    transform: { target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' } },
  });
  try {
    const { output } = await bundle.generate({
      format: 'iife',
      codeSplitting: false,
      minify: true,
      comments: false,
    });
    const { code } = await minify(output[0].code, {
      ecma: 2020,
      toplevel: true,
      compress: {
        ecma: 2020,
        passes: 3,
        unsafe_arrows: true,
        pure_getters: true,
        keep_fargs: false,
      },
    });
    return code ?? output[0].code;
  } finally {
    await bundle.close();
  }
}
