import { formatRatio, subjectTitles } from '../format.js';
import type { SubjectName } from '../subject.js';
import type { Headline } from './headlines.js';
import { createScale, type Scale } from './scale.js';

const width = 720;
const plot = { left: 216, right: 640, top: 76 };
const rowHeight = 38;
const barHeight = 16;

const style = `
    text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; font-size: 13px; fill: #1f2328; }
    .heading { font-size: 16px; font-weight: 600; }
    .value { font-weight: 600; text-anchor: end; }
    .label { text-anchor: end; }
    .name, .axis { font-size: 11px; fill: #59636e; }
    .name { text-anchor: end; }
    .tick { text-anchor: middle; }
    .bar { fill: #218bff; }
    .grid { stroke: #d1d9e0; }
    .workbox { stroke: #1f2328; stroke-width: 2; }
    .serwist { fill: #bc4c00; stroke: #ffffff; }
    .raw { fill: #ffffff; stroke: #1f2328; stroke-width: 2; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .name, .axis { fill: #9198a1; }
      .bar { fill: #1f6feb; }
      .grid { stroke: #3d444d; }
      .workbox { stroke: #f0f6fc; }
      .serwist { fill: #ffa657; stroke: #0d1117; }
      .raw { fill: #0d1117; stroke: #f0f6fc; }
    }
  `;

/** Bars of Holdfast in times of Workbox, the others as marks beside them; an SVG that needs nothing else. */
export function drawChart(headlines: readonly Headline[]): string {
  const scale = createScale(headlines.flatMap(({ ratios }) => Object.values(ratios)));
  const bottom = plot.top + headlines.length * rowHeight;
  const height = bottom + 48;
  const lines = [
    ...drawLegend(),
    ...drawAxis(scale, bottom),
    ...headlines.flatMap((headline, index) =>
      drawRow(headline, scale, plot.top + index * rowHeight),
    ),
    drawLine('workbox', toX(scale, 1), plot.top, bottom),
    ...headlines.flatMap((headline, index) =>
      drawMarks(headline, scale, plot.top + index * rowHeight),
    ),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    `  <title id="title">Holdfast in times of Workbox</title>`,
    `  <desc id="description">${escapeXml(describeChart(headlines, ['serwist', 'raw']))}</desc>`,
    `  <style>${style}</style>`,
    ...lines.map((line) => `  ${line}`),
    '</svg>',
    '',
  ].join('\n');
}

/** What the chart shows, in words; of the others only those that are named. */
export function describeChart(
  headlines: readonly Headline[],
  others: readonly Exclude<SubjectName, 'holdfast'>[] = [],
): string {
  if (headlines.length === 0) return 'Nothing has been measured yet.';
  const sentences = headlines.map(({ ratios, title }) => {
    const asides = others.flatMap((name) => {
      const ratio = ratios[name];
      return ratio === undefined ? [] : [`${subjectTitles[name]} ${formatRatio(ratio)}`];
    });
    const aside = asides.length > 0 ? ` (${asides.join(', ')})` : '';
    return `${title} ${formatRatio(ratios.holdfast)}${aside}`;
  });
  return `Holdfast in times of Workbox, less is better. ${sentences.join('; ')}.`;
}

/** A text as XML may have it between tags or in an attribute. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function drawLegend(): string[] {
  const y = 50;
  return [
    drawText('heading', 12, 26, 'Holdfast in times of Workbox: less is better'),
    drawBar(plot.left, y - 5, 14),
    drawText('', plot.left + 20, y, 'Holdfast'),
    drawLine('workbox', plot.left + 94, y - 12, y + 3),
    drawText('', plot.left + 102, y, 'Workbox = 1'),
    drawMark('serwist', plot.left + 214, y - 5),
    drawText('', plot.left + 226, y, 'Serwist'),
    drawMark('raw', plot.left + 302, y - 5),
    drawText('', plot.left + 314, y, 'raw, by hand'),
  ];
}

function drawAxis(scale: Scale, bottom: number): string[] {
  return [
    ...scale.ticks.flatMap((tick) => [
      drawLine('grid', toX(scale, tick), plot.top, bottom),
      drawText('axis tick', toX(scale, tick), bottom + 16, String(tick)),
    ]),
    drawText('axis', plot.left, bottom + 36, `${scale.kind} scale`),
  ];
}

function drawRow({ name, ratios, title }: Headline, scale: Scale, top: number): string[] {
  const middle = top + rowHeight / 2;
  const ends = [toX(scale, scale.base), toX(scale, ratios.holdfast)];
  const left = Math.min(...ends);
  return [
    drawText('label', plot.left - 12, middle - 2, title),
    drawText('name', plot.left - 12, middle + 12, name),
    drawBar(left, middle, Math.max(...ends) - left),
    drawText('value', width - 12, middle + 5, formatRatio(ratios.holdfast)),
  ];
}

function drawMarks({ ratios }: Headline, scale: Scale, top: number): string[] {
  return (['serwist', 'raw'] as const).flatMap((name) => {
    const ratio = ratios[name];
    return ratio === undefined ? [] : [drawMark(name, toX(scale, ratio), top + rowHeight / 2)];
  });
}

/** Told apart by their shapes, so that nobody has to by their colours. */
function drawMark(name: 'raw' | 'serwist', x: number, y: number): string {
  if (name === 'raw') return `<circle class="raw" cx="${digits(x)}" cy="${y}" r="4" />`;
  const [left, right] = [digits(x - 6), digits(x + 6)];
  return `<path class="serwist" d="M${left} ${y}L${digits(x)} ${y - 6}L${right} ${y}L${digits(x)} ${y + 6}Z" />`;
}

function drawBar(left: number, middle: number, length: number): string {
  // Seen even where it has no length.
  const shown = digits(Math.max(length, 1));
  return `<rect class="bar" x="${digits(left)}" y="${middle - barHeight / 2}" width="${shown}" height="${barHeight}" rx="2" />`;
}

function drawLine(className: string, x: number, top: number, bottom: number): string {
  return `<line class="${className}" x1="${digits(x)}" y1="${top}" x2="${digits(x)}" y2="${bottom}" />`;
}

function drawText(className: string, x: number, y: number, text: string): string {
  const attribute = className === '' ? '' : ` class="${className}"`;
  return `<text${attribute} x="${digits(x)}" y="${y}">${escapeXml(text)}</text>`;
}

function toX(scale: Scale, ratio: number): number {
  return plot.left + scale.place(ratio) * (plot.right - plot.left);
}

function digits(pixels: number): number {
  return Number(pixels.toFixed(1));
}
