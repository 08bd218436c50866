import { html, nothing, type TemplateResult } from 'lit-html';
import { formatNumber, formatTime } from '../format.js';
import type { LogLine } from './log-lines.js';
import { table } from './table.js';

/** The worker's events. */
export function logTable(lines: readonly LogLine[]): TemplateResult {
  if (lines.length === 0) {
    return html`<p class="empty">Nothing has gone wrong since the worker’s start.</p>`;
  }
  return table({
    name: 'log',
    caption: 'What the worker has noted since its start, newest first.',
    columns: [
      { name: 'Event', cell: describeEvent },
      {
        name: 'Subject',
        cell: ({ entry }) => html`<span class="mono">${toPath(entry.subject)}</span>`,
      },
      { name: 'Detail', cell: ({ entry }) => entry.detail ?? '' },
      { name: 'Time', cell: ({ entry }) => formatTime(entry.atMs) },
    ],
    rows: lines,
    key: ({ entry }) => `${entry.code} ${entry.atMs}`,
  });
}

function describeEvent({ entry, times }: LogLine): TemplateResult {
  return html`<span class="mono">${entry.code}</span>${
      times > 1 ? html` <span class="soft">${formatNumber(times)} times</span>` : nothing
    }`;
}

/** The app's own addresses, of which a log is full, are easier to tell apart without their origin. */
function toPath(subject: string): string {
  return subject.startsWith(`${location.origin}/`)
    ? subject.slice(location.origin.length)
    : subject;
}
