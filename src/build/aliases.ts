import { join } from 'node:path';
import type { Plugin } from 'rolldown';

/** A name that an app's imports have for another place, as in Vite's resolved configuration. */
export interface Alias {
  /** A string stands for itself and for all paths below it. */
  readonly find: string | RegExp;
  readonly replacement: string;
}

/** Resolves imports by the first alias that fits, as Vite does in pages; resolvers of a single alias are not asked. */
export function applyAliases(aliases: readonly Alias[], root: string): Plugin {
  return {
    name: 'holdfast:aliases',
    async resolveId(source, importer, options) {
      const alias = aliases.find(({ find }) => fits(find, source));
      if (!alias || importer === undefined) return null;
      const target = source.replace(alias.find, alias.replacement);
      // In Vite a path such as `/src` counts from the root, if there is such a file.
      for (const place of target.startsWith('/') ? [join(root, target), target] : [target]) {
        const found = await this.resolve(place, importer, { ...options, skipSelf: true });
        if (found) return found;
      }
      return null;
    },
  };
}

function fits(find: Alias['find'], source: string): boolean {
  return typeof find === 'string'
    ? source === find || source.startsWith(`${find}/`)
    : source.search(find) >= 0;
}
