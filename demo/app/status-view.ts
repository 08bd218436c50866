import type { CacheStatus, InstallProgressEvent, Status } from 'holdfast/page';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Connectivity } from './connectivity.js';
import { outboxPanel, outboxTable } from './outbox-view.js';
import type { PendingWrite } from './pending-write.js';
import { panel } from './panel.js';
import { formatBytes, formatCount, formatNumber, formatTime } from './format.js';

/** What the status page knows. */
export interface StatusViewOptions {
  readonly status: Status;
  readonly progress: InstallProgressEvent | undefined;
  readonly connectivity: Connectivity;
  readonly writes: readonly PendingWrite[];
}

const availabilityTexts = {
  controlled: 'The worker answers this page',
  registered: 'The worker is registered and answers from the next page on',
  unavailable: 'No worker: everything comes from the network',
} as const;

const kindTexts = { assets: 'Assets', shell: 'Shell', route: 'Route' } as const;

/** The body of the status page. */
export function statusView(options: StatusViewOptions): TemplateResult {
  const { status } = options;
  return html`
    <div class="status-grid">
      ${workerPanel(options)} ${versionPanel(options)} ${networkPanel(options)}
      ${outboxPanel(status)} ${storagePanel(status)}
    </div>
    ${outboxTable(options.writes)} ${cachesTable(status)} ${logTable(status)}
  `;
}

function workerPanel({ status }: StatusViewOptions): TemplateResult {
  const isGood = status.state.name === 'normal' && status.availability === 'controlled';
  return panel(
    'Worker',
    html`<p class="status-word ${isGood ? 'good' : 'warn'}" data-status="state">
        ${status.availability === 'unavailable' ? 'none' : status.state.name}
      </p>
      <p data-status="availability" data-value=${status.availability}>
        ${availabilityTexts[status.availability]}.
      </p>
      ${reasons(status).map((reason) => html`<p class="fine">${reason}</p>`)}`,
  );
}

function reasons({ reason, state }: Status): readonly string[] {
  return [reason, state.reason].filter((text) => text !== undefined);
}

function versionPanel({ status, progress }: StatusViewOptions): TemplateResult {
  return panel(
    'Version',
    html`<p class="status-word mono" data-status="version">${status.version ?? 'none'}</p>
      <dl class="facts">
        <div>
          <dt>New pages get</dt>
          <dd class="mono" data-status="active-version">${status.activeVersion ?? 'none'}</dd>
        </div>
        <div>
          <dt>Waiting</dt>
          <dd class="mono" data-status="waiting-version">${status.waitingVersion ?? 'none'}</dd>
        </div>
        <div>
          <dt>Stored</dt>
          <dd class="mono" data-status="versions">${status.versions.join(' ') || 'none'}</dd>
        </div>
      </dl>
      ${progress ? progressBar(progress) : nothing}`,
  );
}

function progressBar(progress: InstallProgressEvent): TemplateResult {
  const { files, totalFiles, bytes, totalBytes } = progress;
  return html`<label class="progress">
    <span class="fine"
      >Install of <span class="mono">${progress.version}</span>: ${files} of ${totalFiles} files,
      ${formatBytes(bytes)} of ${formatBytes(totalBytes)}</span
    >
    <progress max=${Math.max(totalBytes, 1)} .value=${bytes}></progress>
  </label>`;
}

function networkPanel({ status, connectivity }: StatusViewOptions): TemplateResult {
  const time = connectivity.serverTime();
  const isOnline = connectivity.isOnline();
  return panel(
    'Network',
    html`<p class="status-word ${isOnline ? 'good' : 'warn'}" data-status="network">
        ${isOnline ? 'online' : 'offline'}
      </p>
      <dl class="facts">
        <div>
          <dt>Server time</dt>
          <dd data-status="server-time">
            ${isOnline && time ? formatTime(time.nowMs) : 'offline'}
          </dd>
        </div>
        <div>
          <dt>Browser’s view</dt>
          <dd>${status.online ? 'online' : 'offline'}</dd>
        </div>
      </dl>`,
  );
}

function storagePanel({ storage }: Status): TemplateResult {
  if (!storage) return panel('Storage', html`<p>The browser does not tell.</p>`);
  const { usageBytes, quotaBytes } = storage;
  return panel(
    'Storage',
    html`<p class="status-word" data-status="storage">${formatBytes(usageBytes)}</p>
      <label class="progress">
        <span class="fine">in use by this site, of ${formatBytes(quotaBytes)}</span>
        <meter min="0" max=${Math.max(quotaBytes, 1)} .value=${usageBytes}></meter>
      </label>`,
  );
}

function cachesTable({ caches }: Status): TemplateResult {
  return html`<section aria-labelledby="caches">
    <h2 id="caches">Caches</h2>
    ${
      caches.length === 0
        ? html`<p>Nothing is stored yet.</p>`
        : html`<div class="table-frame" role="region" aria-labelledby="caches" tabindex="0">
            <table data-status="caches">
              <thead>
                <tr>
                  <th scope="col">Cache</th>
                  <th scope="col" class="number">Entries</th>
                  <th scope="col" class="number">Size</th>
                  <th scope="col">Limits</th>
                  <th scope="col">Evicted</th>
                </tr>
              </thead>
              <tbody>
                ${caches.map(
                  (cache) =>
                    html`<tr data-cache=${cache.cacheName}>
                      <th scope="row">
                        ${kindTexts[cache.kind]}
                        <span class="mono cache-of">${cache.of ?? 'of all versions'}</span>
                      </th>
                      <td class="number">${formatNumber(cache.entries)}</td>
                      <td class="number">
                        ${cache.sizeBytes === undefined ? '–' : formatBytes(cache.sizeBytes)}
                      </td>
                      <td>${describeLimits(cache)}</td>
                      <td data-evicted>${describeEvictions(cache)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
}

function describeLimits({ limits }: CacheStatus): string {
  const { maxEntries, maxBytes, maxAgeMs } = limits ?? {};
  const parts = [
    maxEntries !== undefined && formatCount(maxEntries, 'entry', 'entries'),
    maxBytes !== undefined && formatBytes(maxBytes),
    maxAgeMs !== undefined && formatCount(Math.round(maxAgeMs / 86_400_000), 'day', 'days'),
  ];
  return parts.filter(Boolean).join(', ') || '–';
}

/** Since the worker's start. */
function describeEvictions({ evictions }: CacheStatus): string {
  const parts = Object.entries(evictions ?? {}).map(
    ([reason, count]) => `${formatNumber(count)} by ${reason}`,
  );
  return parts.join(', ') || '–';
}

function logTable({ log }: Status): TemplateResult {
  return html`<section aria-labelledby="log">
    <h2 id="log">Events</h2>
    ${
      log.length === 0
        ? html`<p>Nothing to report.</p>`
        : html`<p class="fine">${formatCount(log.length, 'event', 'events')}, newest first.</p>
            <div class="table-frame" role="region" aria-labelledby="log" tabindex="0">
              <table data-status="log">
                <thead>
                  <tr>
                    <th scope="col">Time</th>
                    <th scope="col">Event</th>
                    <th scope="col">Subject</th>
                    <th scope="col">Detail</th>
                  </tr>
                </thead>
                <tbody>
                  ${log.toReversed().map(
                    (entry) =>
                      html`<tr>
                        <td>${formatTime(entry.atMs)}</td>
                        <td class="mono">${entry.code}</td>
                        <td class="mono">${entry.subject}</td>
                        <td class="wrapping">${entry.detail ?? ''}</td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
    }
  </section>`;
}
