import type { OutboxItem, Status } from 'holdfast/page';
import { html, nothing, type TemplateResult } from 'lit-html';
import { formatAge, formatBytes, formatCount, formatNumber, formatTime } from './format.js';
import { panel } from './panel.js';
import type { PendingWrite } from './pending-write.js';

/** The outbox in numbers. */
export function outboxPanel({ outbox }: Status): TemplateResult {
  if (!outbox) return panel('Outbox', html`<p>The worker does not tell.</p>`);
  const { waiting, sending, blocked, dead, sizeBytes, oldestAtMs } = outbox;
  const total = waiting + sending + blocked + dead;
  const rows = [
    ['Waiting', waiting],
    ['Being sent', sending],
    ['Held back', blocked],
    ['Not delivered', dead],
  ] as const;
  return panel(
    'Outbox',
    html`<p class="status-word ${total === 0 ? 'good' : 'warn'}" data-status="outbox">
        ${total === 0 ? 'empty' : formatCount(total, 'entry', 'entries')}
      </p>
      <dl class="facts">
        ${rows.map(
          ([label, count]) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${formatNumber(count)}</dd>
            </div>`,
        )}
        <div>
          <dt>Size</dt>
          <dd>${formatBytes(sizeBytes)}</dd>
        </div>
        ${
          oldestAtMs === undefined
            ? nothing
            : html`<div>
                <dt>Oldest</dt>
                <dd>${formatAge(Date.now() - oldestAtMs)}</dd>
              </div>`
        }
      </dl>`,
  );
}

/** Each write with how it fares; nothing where there is none. */
export function outboxTable(writes: readonly PendingWrite[]): TemplateResult | typeof nothing {
  if (writes.length === 0) return nothing;
  return html`<section aria-labelledby="outbox">
    <h2 id="outbox">Outbox</h2>
    <div class="table-frame" role="region" aria-labelledby="outbox" tabindex="0">
      <table data-status="outbox-items">
        <thead>
          <tr>
            <th scope="col">Write</th>
            <th scope="col">State</th>
            <th scope="col" class="number">Attempts</th>
            <th scope="col">Next attempt</th>
            <th scope="col" class="number">Size</th>
            <th scope="col">Made</th>
            <th scope="col">The server said</th>
          </tr>
        </thead>
        <tbody>
          ${writes.map(row)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function row({ item, refusal }: PendingWrite): TemplateResult {
  return html`<tr data-item=${item.id}>
    <th scope="row" class="mono wrapping">${item.method} ${new URL(item.url).pathname}</th>
    <td>
      ${item.state}${item.reason ? html` <span class="fine">(${item.reason})</span>` : nothing}
    </td>
    <td class="number">${formatNumber(item.attempts)}</td>
    <td>${describeNext(item)}</td>
    <td class="number">${formatBytes(item.sizeBytes)}</td>
    <td>${formatAge(Date.now() - item.createdAtMs)}</td>
    <td class="wrapping">${refusal ? `${refusal.status}: ${refusal.sentence}` : '–'}</td>
  </tr>`;
}

function describeNext({ nextAttemptAtMs }: OutboxItem): string {
  if (nextAttemptAtMs === undefined) return '–';
  return nextAttemptAtMs <= Date.now() ? 'now' : formatTime(nextAttemptAtMs);
}
