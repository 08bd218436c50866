import { mayMatchIn } from '../manifest/covers.js';
import { compilePattern, readPatternText } from '../manifest/pattern.js';
import type { PlannedStaticAssets, PlannedStaticPattern, PrecacheFile } from '../manifest/plan.js';
import { toStaticPattern } from '../manifest/static-routes.js';
import type { Manifest, RouteOptions } from '../manifest/types.js';
import { neverInRanges } from './static-files.js';

// A browser takes 1024 conditions in all, and tries one after the other.
const maxFamilies = 32;

/** All files of one folder that have the same extension. */
interface Family {
  /** Scope-relative, with its slash. */
  readonly folder: string;
  /** With its dot. */
  readonly extension: string;
  readonly files: PrecacheFile[];
}

/** What a browser may look up by itself, and which files that is. */
export interface StaticAssets {
  readonly planned?: PlannedStaticAssets;
  readonly paths: ReadonlySet<string>;
}

/**
 * Finds the folders in which a browser may look for all files of one extension by one condition: every file there is an asset
 * that an install waits for, and nothing but the network would answer at another URL.
 * @param base what the app's addresses start with, as in `BuildOptions`
 */
export function findStaticAssets(
  files: readonly PrecacheFile[],
  { offline = {}, routes = [], staticRoutes = true }: Manifest,
  base: string,
): StaticAssets {
  const found = new Set<Family>();
  const except = new Set<RouteOptions>();
  // The offline document stands in for navigations alone, which are the worker's.
  const hasStandIns = Object.keys(offline).some((destination) => destination !== 'document');
  const families = staticRoutes && !hasStandIns ? listFamilies(files) : [];
  for (const family of families.filter(isWhole)) {
    const rivals = routes.filter((route) => mayAnswerIn(family.folder, route, base));
    if (!rivals.every(isForeign)) continue;
    found.add(family);
    for (const route of rivals) except.add(route);
  }
  return {
    ...(found.size > 0 && {
      planned: {
        paths: [...found].map(({ folder, extension }) => `${escape(folder)}:file${extension}`),
        except: [...except].map(toStaticPattern) as readonly PlannedStaticPattern[],
      },
    }),
    paths: new Set([...found].flatMap((family) => family.files.map(({ path }) => path))),
  };
}

function listFamilies(files: readonly PrecacheFile[]): readonly Family[] {
  const families = new Map<string, Family>();
  for (const file of files) {
    const [, folder, extension] = /^((?:.*\/)?)[^/]+(\.\w+)$/s.exec(file.path) ?? [];
    if (folder === undefined || extension === undefined) continue;
    const key = folder + extension;
    const family = families.get(key) ?? { folder, extension, files: [] };
    families.set(key, family);
    family.files.push(file);
  }
  return [...families.values()]
    .toSorted((left, right) => right.files.length - left.files.length)
    .slice(0, maxFamilies);
}

function isWhole({ extension, files }: Family): boolean {
  return (
    neverInRanges.test(extension) &&
    files.every(({ kind, isOptional }) => kind === 'asset' && !isOptional)
  );
}

function mayAnswerIn(folder: string, { match }: RouteOptions, base: string): boolean {
  const { methods = ['GET'] } = typeof match === 'string' ? {} : match;
  if (!methods.includes('GET')) return false;
  const pattern = compilePattern(readPatternText(match));
  if (pattern.base === 'scope') return mayMatchIn(folder, pattern);
  return base.startsWith('/') ? mayMatchIn(base + folder, pattern) : true;
}

/** Whether the route names its origin, so that most likely it is another than the app's; a browser has to find out. */
function isForeign(route: RouteOptions): boolean {
  return toStaticPattern(route)?.base === 'url';
}

/** What is syntax in a URLPattern is escaped. */
function escape(path: string): string {
  return path.replaceAll(/[+*?:{}()\\]/g, String.raw`\$&`);
}
