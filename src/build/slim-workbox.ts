import type { Plugin } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

/** What the worker's `lend` puts on every strategy handler, and what only these need. */
const lentMethods: ReadonlySet<string> = new Set([
  'fetch',
  'fetchAndCachePut',
  'cacheMatch',
  'cachePut',
  '_ensureResponseSafeToCache',
]);

const namesId = '\0holdfast:cache-names';

/**
 * Leaves out of Workbox what a generated worker can never run: the handler's own network and cache access, which
 * ours stands in for, and the making of cache names, which the plan gives. A worker of the app's own keeps everything,
 * because it may use Workbox on its own.
 */
export function slimWorkbox(): Plugin {
  return {
    name: 'holdfast:slim-workbox',
    resolveId(source, importer) {
      return source.endsWith('/cacheNames.js') && importer?.includes('workbox-strategies')
        ? namesId
        : null;
    },
    load(id) {
      return id === namesId
        ? 'export const cacheNames = { getRuntimeName: (name) => name };'
        : null;
    },
    transform(code, id) {
      if (!/[\\/]workbox-strategies[\\/]StrategyHandler\.js$/.test(id)) return null;
      return { code: blankMethods(code), map: null };
    },
  };
}

/** Blanks keep every position, so the source map stays right without being told. */
function blankMethods(code: string): string {
  let slim = code;
  for (const statement of parseAst(code).body) {
    if (statement.type !== 'ClassDeclaration') continue;
    for (const member of statement.body.body) {
      if (member.type !== 'MethodDefinition' || member.key.type !== 'Identifier') continue;
      if (!lentMethods.has(member.key.name)) continue;
      const blank = code.slice(member.start, member.end).replaceAll(/[^\n]/g, ' ');
      slim = slim.slice(0, member.start) + blank + slim.slice(member.end);
    }
  }
  return slim;
}
