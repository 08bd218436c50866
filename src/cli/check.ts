import { relative } from 'node:path';
import {
  describeLimits,
  describeRoute,
  findManifest,
  formatDuration,
  formatSizeLimit,
  formatTable,
  loadManifest,
  type LoadedManifest,
} from '../build/index.js';
import { compile, resolvePrecacheOptions } from '../manifest/compile.js';
import { findLimitWarnings, stores } from '../manifest/limits.js';
import { findReachWarnings } from '../manifest/reach.js';
import type { Manifest } from '../manifest/types.js';
import type { Command } from './command.js';
import { explainUrls } from './explain-urls.js';

/**
 * Runs `holdfast check`: a manifest that breaks a rule throws, any other is shown with every default filled in, or explained
 * for the URLs that are asked for.
 */
export async function runCheck(command: Extract<Command, { name: 'check' }>): Promise<string> {
  const root = process.cwd();
  const loaded = await loadManifest(await findManifest(root, command.config));
  return command.urls.length > 0 ? explainUrls(command, loaded) : showManifest(loaded, root);
}

function showManifest({ file, manifest }: LoadedManifest, root: string): string {
  const { shell, offline = {}, worker } = manifest;
  const routes = describeRoutes(manifest);
  const warnings = [...findLimitWarnings(manifest), ...findReachWarnings(manifest)];
  return [
    `${relative(root, file)} is valid.`,
    '',
    ...(routes.length > 1 ? formatTable(routes) : ['No routes.']),
    '',
    ...formatTable([
      ['precache', describePrecache(manifest)],
      ['shell', shell ? `${shell.document} for ${listShellPaths(shell)}` : 'none'],
      [
        'offline',
        orNone(Object.entries(offline).map(([destination, path]) => `${destination} ${path}`)),
      ],
      ['storage', describeStorage(manifest)],
      ...describeOutboxes(manifest),
      ['update', compile(manifest).update.activate],
      ['static routes', describeStaticRoutes(manifest)],
      ['worker', worker ?? 'generated'],
    ]),
    ...(warnings.length > 0 ? ['', ...warnings.map((warning) => `warning: ${warning}`)] : []),
  ].join('\n');
}

function describeRoutes(manifest: Manifest): string[][] {
  const { routes: planned } = compile(manifest);
  return [
    ['route', 'methods', 'match', 'strategy', 'timeout', 'stores statuses', 'limits'],
    ...(manifest.routes ?? []).map((route, index) => {
      const { timeoutMs, statuses = [] } = planned[index] ?? {};
      return [
        ...describeRoute(route),
        timeoutMs === undefined ? '-' : formatDuration(timeoutMs),
        stores(route.strategy) ? statuses.join(' ') : '-',
        describeLimits(route) || '-',
      ];
    }),
  ];
}

function describePrecache({ precache }: Manifest): string {
  if (!precache) return 'none';
  const { include, exclude, optional, maxFileBytes, verify, ignoreSearch } =
    resolvePrecacheOptions(precache);
  return [
    include.join(' '),
    ...(optional.length > 0 ? [`optional ${optional.join(' ')}`] : []),
    ...(exclude.length > 0 ? [`without ${exclude.join(' ')}`] : []),
    `files up to ${formatSizeLimit(maxFileBytes)}`,
    verify === 'off' ? 'not verified' : `verified by ${verify}`,
    ...(ignoreSearch.length > 0 ? [`?${ignoreSearch.join(' ?')} ignored`] : []),
  ].join('; ');
}

/** What bounds the caches of all routes together. */
function describeStorage(manifest: Manifest): string {
  const { storage } = compile(manifest);
  if (!storage) return 'none';
  const { maxBytes, keepFreeBytes, opaqueBytes } = storage;
  return [
    maxBytes === undefined ? 'no limit in all' : `${formatSizeLimit(maxBytes)} in all`,
    ...(keepFreeBytes === undefined ? [] : [`${formatSizeLimit(keepFreeBytes)} kept free`]),
    `an opaque response counts for ${formatSizeLimit(opaqueBytes)}`,
  ].join('; ');
}

/** How the routes with an outbox send what it holds; the limits of it are with the route. */
function describeOutboxes(manifest: Manifest): string[][] {
  const lines = compile(manifest).routes.flatMap(({ name, outbox }) => {
    if (!outbox) return [];
    const order = outbox.order === 'route' ? 'one after the other' : 'side by side';
    const statuses = outbox.retryStatuses.join(' ');
    return [`${name} ${order}; ${statuses ? `again after ${statuses}` : 'every answer is final'}`];
  });
  return lines.length > 0
    ? lines.map((line, index) => [index === 0 ? 'outbox' : '', line])
    : [['outbox', 'none']];
}

/** What a browser that can may answer without the worker. */
function describeStaticRoutes(manifest: Manifest): string {
  if (manifest.staticRoutes === false) return 'off';
  const rules = compile(manifest).staticRoutes ?? [];
  const routes = rules.filter((rule) => rule.isNetwork).map((rule) => `route ${rule.route}`);
  return orNone([...(manifest.precache ? ['precached files'] : []), ...routes]);
}

function listShellPaths({ paths, except = [] }: NonNullable<Manifest['shell']>): string {
  return paths.join(' ') + (except.length > 0 ? ` except ${except.join(' ')}` : '');
}

function orNone(words: readonly string[]): string {
  return words.length > 0 ? words.join(', ') : 'none';
}
