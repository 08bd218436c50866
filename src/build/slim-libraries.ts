import type { Plugin } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

/**
 * What to cut out of which library file: every statement, method or property that begins with one of these. Both libraries
 * are pinned to one version in `package.json`, and a test sees to it that each cut finds its place in it.
 */
export const cuts: Readonly<Record<string, readonly string[]>> = {
  // Our own network and cache access stand in for the handler's, and nothing asks it for hooks but the cuts below.
  'workbox-strategies/StrategyHandler.js': [
    'async fetch(',
    'async fetchAndCachePut(',
    'async cacheMatch(',
    'async cachePut(',
    'async _ensureResponseSafeToCache(',
    'async getCacheKey(',
    'hasCallback(',
    'async runCallbacks(',
    'this._cacheKeys =',
    // State for plugins, which only an app's own have a use for.
    '*iterateCallbacks(',
    'this._strategy =',
    'this._plugins =',
    'this._pluginStateMap =',
    'for (const plugin of this._plugins)',
    // The event waits for `handleAll` itself.
    'this._handlerDeferred =',
    'this.event.waitUntil(',
    'destroy(',
    // One of the options, all of which are assigned.
    'this.event =',
  ],
  // Hooks that no feature of ours has, and ways of calling a strategy that only apps use.
  'workbox-strategies/Strategy.js': [
    'await handler.runCallbacks(',
    'if (error instanceof Error)',
    'for (const callback of handler.iterateCallbacks(',
    'handler.destroy(',
    'handle(options)',
    'if (options instanceof FetchEvent)',
    'const params =',
    'params',
    'this.plugins =',
    'this.fetchOptions =',
    'this.matchOptions =',
  ],
  // A default for those that are given no rule of what to store; ours are.
  'workbox-strategies/NetworkFirst.js': ['if (!this.plugins.some('],
  'workbox-strategies/StaleWhileRevalidate.js': ['if (!this.plugins.some('],
  // Shortcuts on the database, iterators and cursors: the worker's stores are read and written whole or by key.
  'idb/build/index.js': [
    'replaceTraps(',
    'if (getCursorAdvanceMethods()',
    'set(target',
    'has(target',
    "if (prop === 'store')",
    'reverseTransformCache.set(promise',
    // A request and a transaction come to one end, and are gone with their listeners.
    'unlisten(',
    // What is wrapped already never comes here, and nobody compares two wrappings of one thing.
    'if (transactionDoneMap.has(',
    'if (transformCache.has(',
    'transformCache.set(',
  ],
};

/** Stand-ins for modules of Workbox, by the end of their path. */
const standIns: Readonly<Record<string, string>> = {
  // The plan gives cache names in full.
  '/cacheNames.js': 'export const cacheNames = { getRuntimeName: (name) => name };',
  '/WorkboxError.js': 'export class WorkboxError extends Error {}',
};
const standInPrefix = '\0holdfast:stand-in';

/**
 * Leaves out of its libraries what a generated worker can never run. A worker of the app's own keeps everything, because
 * it may use the libraries itself.
 */
export function slimLibraries(): Plugin {
  return {
    name: 'holdfast:slim-libraries',
    resolveId(source, importer) {
      const end = source.slice(source.lastIndexOf('/'));
      return importer?.includes('workbox-strategies') && end in standIns
        ? standInPrefix + end
        : null;
    },
    load(id) {
      return id.startsWith(standInPrefix)
        ? (standIns[id.slice(standInPrefix.length)] ?? null)
        : null;
    },
    transform(code, id) {
      const path = id.replaceAll('\\', '/');
      const file = Object.keys(cuts).find((end) => path.endsWith(`/node_modules/${end}`));
      return file === undefined ? null : { code: cutOut(code, cuts[file]!), map: null };
    },
  };
}

/** Blanks every node that begins with one of the given texts; positions stay, so the source map needs no telling. */
export function cutOut(code: string, beginnings: readonly string[]): string {
  let slim = code;
  visit(parseAst(code), (type, start, end) => {
    const text = code.slice(start, end);
    if (!/Statement$|^VariableDeclaration$|^MethodDefinition$|^Property$/.test(type)) return true;
    if (!beginnings.some((beginning) => text.startsWith(beginning))) return true;
    const until = code[end] === ',' ? end + 1 : end;
    slim =
      slim.slice(0, start) + code.slice(start, until).replaceAll(/[^\n]/g, ' ') + slim.slice(until);
    return false;
  });
  return slim;
}

/** Walks a syntax tree from above; `look` says whether to go on below a node. */
function visit(node: object, look: (type: string, start: number, end: number) => boolean): void {
  const { type, start, end } = node as { type?: string; start?: number; end?: number };
  const isNode = type !== undefined && start !== undefined && end !== undefined;
  if (isNode && !look(type, start, end)) return;
  for (const child of Object.values(node)) {
    if (typeof child === 'object' && child !== null) visit(child as object, look);
  }
}
