import type { InstallProgressEvent } from 'holdfast/page';
import { html, type TemplateResult } from 'lit-html';
import { formatBytes, formatCount } from './format.js';

/** How far an install is, in words and as a bar. */
export function installBar({
  files,
  totalFiles,
  bytes,
  totalBytes,
}: InstallProgressEvent): TemplateResult {
  return html`<span class="gauge">
    <span
      >${files} of ${formatCount(totalFiles, 'file', 'files')},
      <span class="soft">${formatBytes(bytes)} of ${formatBytes(totalBytes)}</span></span
    >
    <progress
      aria-label="Install of the app"
      max=${Math.max(totalBytes, 1)}
      .value=${bytes}
    ></progress>
  </span>`;
}
