import type { ResolvedConfig } from 'vite';

/** What Vite does to the code of an app's pages, for a worker file of the app's own. */
interface AppSettings {
  readonly aliases: ResolvedConfig['resolve']['alias'];
  /** Expressions by the names that they stand in for. */
  readonly define: Readonly<Record<string, string>>;
}

/** Reads Vite's aliases, `define` and `import.meta.env`. */
export function readAppSettings({
  define = {},
  env,
  resolve,
}: Pick<ResolvedConfig, 'define' | 'env' | 'resolve'>): AppSettings {
  const constants: Record<string, string> = { 'import.meta.env': JSON.stringify(env) };
  for (const [name, value] of Object.entries(env)) {
    constants[`import.meta.env.${name}`] = JSON.stringify(value);
  }
  for (const [name, value] of Object.entries(define) as [string, unknown][]) {
    // Text is an expression already; there is no JSON for `undefined`.
    const json = JSON.stringify(value) as string | undefined;
    constants[name] = typeof value === 'string' ? value : (json ?? 'undefined');
  }
  return { aliases: resolve.alias, define: constants };
}
