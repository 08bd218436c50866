import { mayMatchIn } from '../manifest/covers.js';
import { compilePattern, readPatternText } from '../manifest/pattern.js';
import type { PrecacheFile, StaticFiles } from '../manifest/plan.js';
import { toStaticPattern } from '../manifest/static-routes.js';
import type { Manifest, RouteOptions } from '../manifest/types.js';
import { toCacheKey } from '../protocol/cache-key.js';
import { toLiteral } from '../protocol/url-pattern.js';
import { compareText } from './url-path.js';

// Browsers take 1024 conditions in all, but every cold start compiles each of them: in Chromium 156 some 17 µs apiece.
const maxFamilies = 32;
const maxFiles = 64;

/** Media and documents to page through are asked for in ranges, which a browser's own answer from a cache does not know. */
const neverInRanges = /\.(?:css|m?js|json|wasm|svg|png|jpe?g|webp|avif|gif|ico|woff2?|[ot]tf)$/i;

/** All files of one folder that have the same extension. */
interface Family {
  /** Scope-relative, with its slash. */
  readonly folder: string;
  /** With its dot. */
  readonly extension: string;
  readonly files: PrecacheFile[];
}

/**
 * Chooses what a browser may answer with by itself, from the cache it is stored in: assets, which mean the same to tabs of
 * every version, and documents, of which a navigation gets the newest. Assets by whole folders where that is safe; of the
 * others and the documents, where there are too many, first what the entry document loads, then documents, then the shortest paths.
 * @param base what the app's addresses start with, as in `BuildOptions`
 * @returns `undefined` for nothing
 */
export function findStaticFiles(
  files: readonly PrecacheFile[],
  manifest: Manifest,
  base: string,
): StaticFiles | undefined {
  if (manifest.staticRoutes === false) return undefined;
  const { families, except } = findFamilies(files, manifest, base);
  const known = new Set(families.flatMap((family) => family.files));
  const chosen = files
    .filter((file) => mayBeStatic(file) && !known.has(file))
    .toSorted((left, right) => rank(left) - rank(right) || left.path.length - right.path.length)
    .slice(0, maxFiles);
  const pathsOf = (kind: PrecacheFile['kind']): readonly string[] =>
    chosen
      .filter((file) => file.kind === kind)
      .map(({ path }) => toLiteral(toCacheKey(path, { href: '' })));
  const documents = pathsOf('shell').toSorted(compareText);
  const assets = [
    ...families.map(({ folder, extension }) => `${toLiteral(folder)}:file${extension}`),
    ...pathsOf('asset'),
  ].toSorted(compareText);
  return documents.length + assets.length > 0 ? { documents, assets, except } : undefined;
}

/**
 * Finds the folders in which a browser may look for all files of one extension by one condition: every file there is an asset
 * that an install waits for, and nothing but the network would answer at another URL.
 */
function findFamilies(
  files: readonly PrecacheFile[],
  { offline = {}, routes = [] }: Manifest,
  base: string,
): { readonly families: readonly Family[]; readonly except: StaticFiles['except'] } {
  const families: Family[] = [];
  const except = new Set<RouteOptions>();
  // The offline document stands in for navigations alone, which are the worker's.
  const hasStandIns = Object.keys(offline).some((destination) => destination !== 'document');
  for (const family of hasStandIns ? [] : listFamilies(files)) {
    if (!family.files.every((file) => file.kind === 'asset' && mayBeStatic(file))) continue;
    const rivals = routes.filter((route) => mayAnswerIn(family.folder, route, base));
    if (!rivals.every(isForeign) || families.length === maxFamilies) continue;
    families.push(family);
    for (const route of rivals) except.add(route);
  }
  return { families, except: [...except].map(toWholePattern) };
}

/** The largest first. */
function listFamilies(files: readonly PrecacheFile[]): readonly Family[] {
  const families = new Map<string, Family>();
  for (const file of files) {
    const [, folder, extension] = /^((?:.*\/)?)[^/]+(\.\w+)$/s.exec(file.path) ?? [];
    if (folder === undefined || extension === undefined) continue;
    const family = families.get(folder + extension) ?? { folder, extension, files: [] };
    families.set(folder + extension, family);
    family.files.push(file);
  }
  return [...families.values()].toSorted((left, right) => right.files.length - left.files.length);
}

function mayBeStatic({ kind, path, isOptional }: PrecacheFile): boolean {
  return !isOptional && (kind === 'asset' ? neverInRanges.test(path) : /\.html?$/i.test(path));
}

function rank({ isEntry, kind }: PrecacheFile): number {
  return isEntry ? 0 : kind === 'shell' ? 1 : 2;
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

/** A component that is left out would be the worker's own where none in front of it is given. */
function toWholePattern(route: RouteOptions): StaticFiles['except'][number] {
  const { pattern } = toStaticPattern(route)!;
  return { protocol: '*', hostname: '*', port: '*', pathname: '*', ...pattern };
}
