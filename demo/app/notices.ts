import type { Connection, UpdateEvent } from 'holdfast/page';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Connectivity } from './connectivity.js';
import { formatBytes } from './format.js';

/** The bar that tells of the connection and of new versions. */
export interface Notices {
  view(): TemplateResult;
}

/** Listens to the worker; `onChange` draws again. */
export function createNotices(
  connection: Connection,
  connectivity: Connectivity,
  onChange: () => void,
): Notices {
  let update: UpdateEvent | undefined;
  let updating: 'no' | 'running' | 'failed' = 'no';
  let isReadyNoteOpen = false;

  connection.on('update', (event) => {
    update = event;
    updating = 'no';
    onChange();
  });
  connection.on('offline-ready', () => {
    isReadyNoteOpen = true;
    onChange();
  });

  async function accept(): Promise<void> {
    updating = 'running';
    onChange();
    try {
      await connection.update.accept();
    } catch {
      updating = 'failed';
      onChange();
    }
  }

  function dismiss(): void {
    update = undefined;
    isReadyNoteOpen = false;
    onChange();
  }

  // Each live region stays in the document, so that what appears in it is announced.
  return {
    view: () => html`
      <div class="offline-strip" role="status">
        ${
          connectivity.isOnline()
            ? nothing
            : html`<p>You are offline. What you have seen before is still here.</p>`
        }
      </div>
      <div class="notices" role="status">
        ${update ? updateBar(update, updating, accept, dismiss) : nothing}
        ${isReadyNoteOpen && !update ? readyNote(dismiss) : nothing}
      </div>
    `,
  };
}

function updateBar(
  { changes }: UpdateEvent,
  updating: 'no' | 'running' | 'failed',
  accept: () => Promise<void>,
  dismiss: () => void,
): TemplateResult {
  const news = changes?.bytes
    ? `An update of ${formatBytes(changes.bytes)} is ready.`
    : 'A new version is ready.';
  return html`<div class="notice" data-notice="update">
    <p>${updating === 'failed' ? 'The update did not work. Try again in a moment.' : news}</p>
    <button class="button primary" ?disabled=${updating === 'running'} @click=${accept}>
      ${updating === 'running' ? 'Updating…' : 'Update'}
    </button>
    <button class="button quiet" @click=${dismiss}>Later</button>
  </div>`;
}

function readyNote(dismiss: () => void): TemplateResult {
  return html`<div class="notice" data-notice="offline-ready">
    <p>Passport is stored on this device and now opens without a network.</p>
    <button class="button quiet" @click=${dismiss}>OK</button>
  </div>`;
}
