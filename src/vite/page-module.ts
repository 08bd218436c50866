/** Stands for the way from a chunk to the output's root, until the chunk has its place. */
const rootMark = '__HOLDFAST_ROOT__';

/** What the page's module needs to know. */
export interface PageModuleOptions {
  /** `false` connects to nothing. */
  readonly enabled: boolean;
  /** As in Vite: absolute, or `./` (`''`). */
  readonly base: string;
}

/**
 * `virtual:holdfast` as a module: one connection per page. With a relative base the worker is found from where the chunk
 * itself lies: the document's address may be any depth below the app's root, and changes as the app navigates.
 */
export function pageModule({ enabled, base }: PageModuleOptions): string {
  const isAbsolute = base.startsWith('/');
  const worker = isAbsolute
    ? JSON.stringify(`${base}sw.js`)
    : // Not as a literal in `new URL(…, import.meta.url)`: Vite would look for such a file at build time.
      `new URL(${JSON.stringify(`${rootMark}sw.js`)}, chunk)`;
  return [
    `import { connect as connectTo } from 'holdfast/page';`,
    ...(isAbsolute ? [] : ['const chunk = import.meta.url;']),
    'let connection;',
    'export function connect() {',
    `  connection ??= connectTo(${enabled ? `{ worker: ${worker} }` : '{ enabled: false }'});`,
    '  return connection;',
    '}',
    '',
  ].join('\n');
}

/** Fills in the way to the root once the chunk's place is known; `undefined` where there is nothing to fill in. */
export function placeRoot(code: string, fileName: string): string | undefined {
  if (!code.includes(rootMark)) return undefined;
  const depth = fileName.split('/').length - 1;
  return code.replaceAll(rootMark, depth === 0 ? './' : '../'.repeat(depth));
}
