import { html, nothing, type TemplateResult } from 'lit-html';
import { formatBytes, formatCount } from '../format.js';
import { installBar } from '../install-bar.js';
import { table } from './table.js';
import type { VersionRow } from './version-rows.js';

const roleTexts = {
  'in-charge': 'In charge: new tabs get it',
  waiting: 'Waits to take over',
  installing: 'Being stored',
  kept: 'Kept while a tab needs it',
} as const;

/** Each version with its part, and the tabs that are on it. */
export function versionsTable(rows: readonly VersionRow[]): TemplateResult {
  if (rows.length === 0) return html`<p class="empty">No version is stored on this device.</p>`;
  return table({
    name: 'versions',
    caption: 'An open tab keeps the version that it was loaded with, until it is reloaded.',
    columns: [
      { name: 'Version', cell: ({ version }) => html`<span class="mono">${version}</span>` },
      { name: 'State', cell: describeState },
      { name: 'Open tabs', cell: describeTabs },
    ],
    rows,
    key: ({ version }) => version,
  });
}

function describeState({ role, progress, changes }: VersionRow): TemplateResult {
  return html`<span data-role=${role}>${roleTexts[role]}</span>
    ${progress ? installBar(progress) : nothing}
    ${
      changes
        ? html`<span class="sub"
            >${formatCount(changes.files, 'file', 'files')} new or changed,
            ${formatBytes(changes.bytes)}</span
          >`
        : nothing
    }`;
}

function describeTabs({ tabs, isOwn }: VersionRow): string {
  if (!isOwn) return tabs === 0 ? 'none' : String(tabs);
  return tabs < 2 ? 'this one' : `${tabs}, this one included`;
}
