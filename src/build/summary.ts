import { relative } from 'node:path';
import { resolveExpire, stores } from '../manifest/limits.js';
import { resolveOutbox } from '../manifest/outbox.js';
import { readPatternText } from '../manifest/pattern.js';
import type { PlannedOutbox } from '../manifest/plan.js';
import type { MatchOptions, RouteOptions } from '../manifest/types.js';
import type { Amount, BuildResult } from './engine.js';
import type { LeftOutFile } from './scan.js';
import { formatCount, formatDuration, formatSize, formatSizeLimit, formatTable } from './text.js';

const shownLeftOut = 3;

/** What a build did, in a few lines for people; plain text, no line break at the end. */
export function formatSummary(result: BuildResult): string {
  const { folder, version, worker, precache, routes, documents, warnings } = result;
  const place = relative(process.cwd(), folder);
  const facts: string[][] = [
    ['worker', `sw.js  ${formatSize(worker.bytes)}, ${formatSize(worker.gzipBytes)} gzipped`],
    ...(precache ? formatPrecache(precache) : []),
    ...(documents > 0 ? [['registered', `in ${formatCount(documents, 'HTML document')}`]] : []),
    ...label(
      'routes',
      formatTable(routes.map((route) => [...describeRoute(route), describeLimits(route)])),
    ),
    ...label('warning', warnings),
  ];
  const name = version === 'none' ? '' : `, version ${version}`;
  const where = place.startsWith('..') ? folder : place === '' ? '.' : place;
  return [`Holdfast: ${where}${name}`, ...formatTable(facts, 2)].join('\n');
}

/** A route in cells for people: name, methods, pattern, strategy. */
export function describeRoute({ name, match, strategy }: RouteOptions): string[] {
  const options: MatchOptions = typeof match === 'string' ? {} : match;
  const destinations = [options.destination ?? []].flat();
  return [
    name,
    (options.methods ?? ['GET']).join(' '),
    readPatternText(match) + (destinations.length > 0 ? ` (${destinations.join(', ')})` : ''),
    strategy,
  ];
}

/**
 * The limits of a route's cache for people, `500 entries, 50 MB, 30 d`, or of its outbox, `1000 writes, 50 MB, 7 d`; empty
 * for a route that has neither.
 */
export function describeLimits({ strategy, expire, outbox }: RouteOptions): string {
  if (outbox) return describeOutboxLimits(resolveOutbox(outbox));
  if (!stores(strategy)) return '';
  const { maxEntries, maxBytes, maxAgeMs } = resolveExpire(expire ?? {});
  const limits = [
    ...(maxEntries === undefined ? [] : [formatCount(maxEntries, 'entry', 'entries')]),
    ...(maxBytes === undefined ? [] : [formatSizeLimit(maxBytes)]),
    ...(maxAgeMs === undefined ? [] : [formatDuration(maxAgeMs)]),
  ];
  return limits.length > 0 ? limits.join(', ') : 'no limits';
}

function describeOutboxLimits(outbox: PlannedOutbox): string {
  const { maxEntries, maxBytes, retainForMs, deadAfterAttempts } = outbox;
  return [
    formatCount(maxEntries, 'write'),
    formatSizeLimit(maxBytes),
    formatDuration(retainForMs),
    ...(deadAfterAttempts === undefined ? [] : [formatCount(deadAfterAttempts, 'attempt')]),
  ].join(', ');
}

function formatPrecache({
  assets,
  shell,
  optional,
  list,
  pack,
  leftOut,
}: NonNullable<BuildResult['precache']>): string[][] {
  const kinds = `${formatKind(assets, 'asset')}, ${formatKind(shell, 'shell')}`;
  const some = optional.files > 0 ? `; ${formatKind(optional, 'of them optional')}` : '';
  const sum = { files: assets.files + shell.files, bytes: assets.bytes + shell.bytes };
  return [
    ['precache', `${formatAmount(sum)}: ${kinds}${some}`],
    ['list', `${list.path}  ${formatSize(list.bytes)}`],
    ...(pack ? [['pack', `${pack.path}  ${formatSize(pack.bytes)}`]] : []),
    ...label('left out', formatLeftOut(leftOut)),
  ];
}

function formatLeftOut(leftOut: readonly LeftOutFile[]): string[] {
  return (['not-included', 'excluded'] as const).flatMap((reason) => {
    const some = leftOut.filter((file) => file.reason === reason);
    if (some.length === 0) return [];
    const bytes = some.reduce((sum, file) => sum + file.bytes, 0);
    const why = reason === 'excluded' ? 'by `exclude`' : 'matched by no `include`';
    const largest = some
      .slice(0, shownLeftOut)
      .map((file) => `${file.file} ${formatSize(file.bytes)}`)
      .join(', ');
    const more = some.length > shownLeftOut ? ', …' : '';
    return [`${formatAmount({ files: some.length, bytes })} ${why}: ${largest}${more}`];
  });
}

function formatAmount({ files, bytes }: Amount): string {
  return `${formatCount(files, 'file')}, ${formatSize(bytes)}`;
}

function formatKind({ files, bytes }: Amount, kind: string): string {
  return `${files} ${kind} (${formatSize(bytes)})`;
}

/** The first line carries the label, the others stand under it. */
function label(text: string, lines: readonly string[]): string[][] {
  return lines.map((line, index) => [index === 0 ? text : '', line]);
}
