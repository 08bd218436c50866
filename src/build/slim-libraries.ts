import type { Plugin } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

/** What the worker's `lend` puts on every strategy handler, and what only these need. */
const lentMethods: ReadonlySet<string> = new Set([
  'fetch',
  'fetchAndCachePut',
  'cacheMatch',
  'cachePut',
  '_ensureResponseSafeToCache',
  'getCacheKey',
]);

/** Stand-ins for modules of Workbox, by the end of their path. */
const standIns: Readonly<Record<string, string>> = {
  '/cacheNames.js': 'export const cacheNames = { getRuntimeName: (name) => name };',
  '/WorkboxError.js': 'export class WorkboxError extends Error {}',
};
const standInPrefix = '\0holdfast:stand-in';

/**
 * Leaves out of its libraries what a generated worker can never run: of Workbox the handler's own network and cache access,
 * which ours stands in for, and the making of cache names, which the plan gives; of `idb` the shortcuts on the database
 * and the iterators. A worker of the app's own keeps everything, because it may use the libraries itself.
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
      if (/[\\/]workbox-strategies[\\/]StrategyHandler\.js$/.test(id)) {
        return { code: blank(code, findLentMethods(code)), map: null };
      }
      return /[\\/]idb[\\/]build[\\/]index\.js$/.test(id)
        ? { code: blank(code, findExtras(code)), map: null }
        : null;
    },
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function findLentMethods(code: string): readonly Span[] {
  return parseAst(code)
    .body.flatMap((statement) => (statement.type === 'ClassDeclaration' ? statement.body.body : []))
    .filter(
      (member) =>
        member.type === 'MethodDefinition' &&
        member.key.type === 'Identifier' &&
        lentMethods.has(member.key.name),
    );
}

/** Each group of extras in `idb` is hooked in by one call at the top level; what it needs falls away with it. */
function findExtras(code: string): readonly Span[] {
  return parseAst(code).body.filter(
    (statement) =>
      statement.type === 'ExpressionStatement' &&
      statement.expression.type === 'CallExpression' &&
      statement.expression.callee.type === 'Identifier' &&
      statement.expression.callee.name === 'replaceTraps',
  );
}

/** Blanks keep every position, so the source map stays right without being told. */
function blank(code: string, spans: readonly Span[]): string {
  let slim = code;
  for (const { start, end } of spans) {
    slim =
      slim.slice(0, start) + code.slice(start, end).replaceAll(/[^\n]/g, ' ') + slim.slice(end);
  }
  return slim;
}
