import type { Unit } from './scenario.js';
import type { SubjectName } from './subject.js';

/** The compared as they are called in text. */
export const subjectTitles: Readonly<Record<SubjectName, string>> = {
  raw: 'raw',
  workbox: 'Workbox',
  serwist: 'Serwist',
  holdfast: 'Holdfast',
};

/** A figure with as many digits as say something; `-` for none. */
export function formatNumber(value: number | undefined, unit: Unit): string {
  if (value === undefined) return '-';
  const digits = unit === 'bytes' || unit === 'requests' || value >= 1000 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** How many times the other a figure is; `undefined` where one is missing, or there is nothing to divide by. */
export function toRatio(value: number | undefined, other: number | undefined): number | undefined {
  if (value === undefined || other === undefined || other === 0) return undefined;
  return value / other;
}

/** A ratio with two digits that count, at least; `-` for none. */
export function formatRatio(ratio: number | undefined): string {
  if (ratio === undefined) return '-';
  return ratio < 0.1 ? ratio.toFixed(3) : ratio.toFixed(2);
}

/** A share, as of noise. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
