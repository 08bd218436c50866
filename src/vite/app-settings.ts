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
  const variables = Object.entries(env).map(([name, value]): [string, string] => [
    `import.meta.env.${name}`,
    JSON.stringify(value),
  ]);
  const constants = Object.entries(define).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'),
  ]);
  return {
    aliases: resolve.alias,
    define: {
      'import.meta.env': JSON.stringify(env),
      ...Object.fromEntries([...variables, ...constants]),
    },
  };
}
