import type { CacheStatus } from 'holdfast/page';
import { html, type TemplateResult } from 'lit-html';
import { formatAge, formatBytes, formatCount, formatNumber } from '../format.js';
import { gauge } from './gauge.js';
import { table } from './table.js';

/** Each cache against its limits. */
export function cachesTable(caches: readonly CacheStatus[]): TemplateResult {
  if (caches.length === 0) return html`<p class="empty">Nothing is stored yet.</p>`;
  return table({
    name: 'caches',
    caption: 'Sizes are uncompressed. Evictions are counted since the worker’s start.',
    columns: [
      { name: 'Cache', cell: describeCache },
      { name: 'Entries', cell: describeEntries },
      { name: 'Size', cell: describeSize },
      { name: 'Age', cell: describeAge },
      { name: 'Evicted', cell: describeEvictions },
    ],
    rows: caches,
    key: ({ cacheName }) => cacheName,
  });
}

function describeCache(cache: CacheStatus): TemplateResult {
  return html`${nameOf(cache)} <span class="sub">${subtitleOf(cache)}</span>`;
}

function nameOf({ kind, of = '' }: CacheStatus): string {
  if (kind === 'route') return of;
  return kind === 'shell' ? 'Shell' : 'Assets';
}

function subtitleOf({ kind, of = '' }: CacheStatus): string | TemplateResult {
  if (kind === 'route') return 'route';
  return kind === 'shell' ? html`of <span class="mono">${of}</span>` : 'of all versions';
}

function describeEntries(cache: CacheStatus): TemplateResult {
  return gauge({
    label: `Entries of ${nameOf(cache)}`,
    value: cache.entries,
    limit: cache.limits?.maxEntries,
    format: formatNumber,
  });
}

function describeSize(cache: CacheStatus): TemplateResult | string {
  if (cache.sizeBytes === undefined) return 'unknown';
  return gauge({
    label: `Size of ${nameOf(cache)}`,
    value: cache.sizeBytes,
    limit: cache.limits?.maxBytes,
    format: formatBytes,
  });
}

function describeAge({ limits, oldestAtMs }: CacheStatus): TemplateResult | string {
  if (!limits) return '';
  const { maxAgeMs } = limits;
  const limit =
    maxAgeMs === undefined
      ? 'no limit'
      : `up to ${formatCount(Math.round(maxAgeMs / 86_400_000), 'day', 'days')}`;
  if (oldestAtMs === undefined) return limit;
  return html`${limit} <span class="sub">oldest ${formatAge(Date.now() - oldestAtMs)}</span>`;
}

function describeEvictions({ evictions }: CacheStatus): string {
  const parts = Object.entries(evictions ?? {}).map(
    ([reason, count]) => `${formatNumber(count)} by ${reason}`,
  );
  return parts.join(', ');
}
