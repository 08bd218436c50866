import { joinPattern } from './join.js';
import { resolveExpire, resolveStorage } from './limits.js';
import { resolveOutbox } from './outbox.js';
import { compilePattern, compileShellPath, readPatternText } from './pattern.js';
import type { Plan, PlannedPrecache, PlannedRoute, PlannedShell } from './plan.js';
import { ManifestError } from './problems.js';
import type { ManifestProblem } from './problems.js';
import { compileStaticRoutes } from './static-routes.js';
import type {
  Destination,
  Manifest,
  MatchOptions,
  OfflineOptions,
  PrecacheOptions,
  RouteOptions,
  ShellOptions,
} from './types.js';
import { parseSize, parseTimeout } from './units.js';
import { findNearest, showValue } from './wording.js';

/** What the build knows of the precached files. Paths are scope-relative and percent-encoded. */
export interface PrecachedFiles {
  /** The first 16 hex digits of the list's SHA-256. */
  readonly version: string;
  readonly list: { readonly path: string; readonly sha256: string };
  readonly shell: readonly string[];
  /** Whether the list names a pack. */
  readonly isPacked: boolean;
  /** Paths of the files, of either kind, that an install does not wait for. */
  readonly optional: readonly string[];
  /** The output's other files, by name. */
  readonly leftOut: readonly string[];
  /** Source of a regular expression that every asset's path matches; absent without assets. */
  readonly assets?: string;
}

/** `PrecacheOptions` with every default filled in. */
export interface ResolvedPrecacheOptions {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly optional: readonly string[];
  readonly maxFileBytes: number;
  readonly verify: 'sha256' | 'off';
  readonly ignoreSearch: readonly string[];
}

/** What a manifest that says nothing of it gets. */
export const precacheDefaults: Omit<ResolvedPrecacheOptions, 'include'> = Object.freeze({
  exclude: Object.freeze([]),
  optional: Object.freeze([]),
  maxFileBytes: 2 * 1024 * 1024,
  verify: 'sha256',
  ignoreSearch: Object.freeze(['utm_*', 'fbclid', 'gclid']),
});

/** Fills in the defaults and resolves the units; frozen. */
export function resolvePrecacheOptions(options: PrecacheOptions): ResolvedPrecacheOptions {
  const { maxFileBytes, ...rest } = options;
  return Object.freeze({
    ...precacheDefaults,
    ...rest,
    ...(maxFileBytes !== undefined && { maxFileBytes: parseSize(maxFileBytes) }),
  });
}

/**
 * Compiles a parsed manifest to what the worker runs on. Without `files`, as in dev, nothing is precached: the plan
 * has no precache, shell or offline files, whatever the manifest says.
 * @throws {ManifestError} "manifest/invalid" when the shell's document or an offline file is not precached, or optional
 */
export function compile(manifest: Manifest, files?: PrecachedFiles): Plan {
  const { precache, shell, offline = {}, routes = [], update } = manifest;
  const planned = routes.map(toPlannedRoute);
  const { activate = 'immediately', keepVersions = 0 } = update ?? {};
  const storage = resolveStorage(manifest);
  const outbox = planned.some((route) => route.outbox) ? resolveOutbox({}) : undefined;
  const fallbacks = Object.keys(offline) as Destination[];
  const staticRoutes =
    manifest.staticRoutes === false ? undefined : compileStaticRoutes(routes, fallbacks);
  if (!precache || !files) {
    const version = precache ? 'dev' : 'none';
    return {
      format: 1,
      version,
      routes: planned,
      offline: {},
      ...(storage && { storage }),
      ...(outbox && { outbox }),
      ...(staticRoutes && staticRoutes.length > 0 && { staticRoutes }),
      update: { activate, keepVersions },
    };
  }
  const resolved = resolvePrecachedPaths({ shell, offline }, files);
  return {
    format: 1,
    version: files.version,
    precache: toPlannedPrecache(precache, files),
    ...(shell && { shell: toPlannedShell(shell, resolved.document) }),
    routes: [...planned, ...(fallbacks.length > 0 ? [toOfflineRoute(fallbacks)] : [])],
    offline: resolved.offline,
    ...(storage && { storage }),
    ...(outbox && { outbox }),
    ...(staticRoutes && { staticRoutes }),
    update: { activate, keepVersions },
  };
}

function toPlannedRoute(route: RouteOptions): PlannedRoute {
  const { destination, methods = ['GET'] }: MatchOptions =
    typeof route.match === 'string' ? {} : route.match;
  return {
    name: route.name,
    url: joinPattern(compilePattern(readPatternText(route.match))),
    methods: [...new Set(methods)],
    ...(destination !== undefined && { destinations: [...new Set([destination].flat())] }),
    strategy: route.strategy,
    ...(route.timeout !== undefined && { timeoutMs: parseTimeout(route.timeout) }),
    statuses: [...new Set(route.cacheable?.statuses ?? [200])],
    ...(route.expire && { expire: resolveExpire(route.expire) }),
    ...(route.outbox && { outbox: resolveOutbox(route.outbox) }),
  };
}

/** Takes what no route wants, so that a destination with a fallback gets it on any path of the app's origin. */
function toOfflineRoute(destinations: readonly Destination[]): PlannedRoute {
  return {
    name: 'offline',
    url: joinPattern({ base: 'root' }),
    methods: ['GET'],
    destinations,
    strategy: 'network-only',
    statuses: [200],
  };
}

function toPlannedPrecache(options: PrecacheOptions, files: PrecachedFiles): PlannedPrecache {
  const { verify, ignoreSearch } = resolvePrecacheOptions(options);
  return {
    list: files.list,
    shell: files.shell,
    ...(files.assets !== undefined && { assets: files.assets }),
    isPacked: files.isPacked,
    hasOptional: files.optional.length > 0,
    verify,
    ignoreSearch,
  };
}

function toPlannedShell({ paths, except = [] }: ShellOptions, document: string): PlannedShell {
  return {
    document,
    paths: paths.map(compileShellPath),
    except: except.map(compileShellPath),
  };
}

/** Finds the files behind `shell.document` and `offline`, however their names are encoded. */
function resolvePrecachedPaths(
  {
    shell,
    offline,
  }: { readonly shell: ShellOptions | undefined; readonly offline: OfflineOptions },
  files: PrecachedFiles,
): { readonly document: string; readonly offline: OfflineOptions } {
  const problems: ManifestProblem[] = [];
  const known = new Map(files.shell.map((path) => [decodePath(path), path]));
  const assets = files.assets === undefined ? undefined : new RegExp(files.assets, 'u');
  const optional = new Set(files.optional.map(decodePath));
  const leftOut = new Set(files.leftOut);
  const find = (path: string, where: string): string => {
    const relative = path.slice(1);
    if (optional.has(decodePath(relative))) {
      problems.push({
        path: where,
        message: `${showValue(path)} is an optional file, which an install does not wait for; match it by precache.include and not by precache.optional`,
      });
      return relative;
    }
    const found = known.get(decodePath(relative));
    if (found !== undefined) return found;
    if (assets?.test(relative)) return relative;
    const nearest = findNearest(
      path,
      [...known.keys()].filter((name) => !optional.has(name)).map((name) => `/${name}`),
    );
    const [problem, remedy] = leftOut.has(decodePath(relative))
      ? ['among the precached files', `add ${showValue(relative)} to precache.include`]
      : ["in the build's output", 'make such a file there, with Vite by one in its public folder'];
    problems.push({
      path: where,
      message: `${showValue(path)} is not ${problem}; ${nearest === undefined ? remedy : `did you mean ${showValue(nearest)}? Else ${remedy}`}`,
    });
    return relative;
  };
  const document = shell ? find(shell.document, 'shell.document') : '';
  const resolved = Object.entries(offline).map(([destination, path]) => [
    destination,
    find(path, `offline.${destination}`),
  ]);
  if (problems.length > 0) throw new ManifestError(problems);
  return { document, offline: Object.fromEntries(resolved) as OfflineOptions };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
