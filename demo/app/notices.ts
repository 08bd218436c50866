import type { Connection, OutboxEvent, UpdateEvent } from 'holdfast/page';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Connectivity } from './connectivity.js';
import { formatBytes, formatCount } from './format.js';
import { installBar } from './install-bar.js';
import type { Install } from './install.js';
import type { Outbox } from './outbox.js';
import { needsAttention } from './refused-view.js';

/** The bar that tells of the connection and of new versions. */
export interface Notices {
  view(): TemplateResult;
}

/** What there may be to tell of. */
export interface NoticesOptions {
  readonly connection: Connection;
  readonly connectivity: Connectivity;
  readonly install: Install;
  readonly outbox: Outbox;
  /** Draws again. */
  readonly onChange: () => void;
}

/** An install that takes less than this is done before a note of it is read. */
const slowInstallMs = 500;

/** Listens to the worker. */
export function createNotices({
  connection,
  connectivity,
  install,
  outbox,
  onChange,
}: NoticesOptions): Notices {
  let update: UpdateEvent | undefined;
  let updating: 'no' | 'running' | 'failed' = 'no';
  let isReadyNoteOpen = false;
  let outcome = '';
  let slowInstall: ReturnType<typeof setTimeout> | undefined;
  let isInstallSlow = false;

  connection.on('update', (event) => {
    update = event;
    updating = 'no';
    onChange();
  });
  connection.on('offline-ready', () => {
    isReadyNoteOpen = true;
    onChange();
  });
  connection.on('install-progress', () => {
    slowInstall ??= setTimeout(() => {
      if (isFirstInstall(install)) outcome = 'Passport is being stored on this device.';
      isInstallSlow = true;
      onChange();
    }, slowInstallMs);
  });

  connection.on('outbox', (event) => {
    outcome = outcomeTexts[event.type];
    onChange();
  });

  async function accept(): Promise<void> {
    if (updating === 'running') return;
    updating = 'running';
    onChange();
    try {
      await connection.update.accept();
      // The browser asks before it reloads what is not saved, and the traveller may stay.
      updating = 'no';
    } catch {
      updating = 'failed';
    }
    onChange();
  }

  function dismiss(): void {
    update = undefined;
    isReadyNoteOpen = false;
    onChange();
    // The button is gone with its notice.
    document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
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
      <div class="offline-strip" role="status">${refusedNote(outbox)}</div>
      <p class="visually-hidden" role="status">${outcome}</p>
      <div class="notices" role="status">
        ${update ? updateBar(update, updating, accept, dismiss) : nothing}
        ${isReadyNoteOpen && !update ? readyNote(dismiss) : nothing}
      </div>
      <div class="notices">${isInstallSlow ? installNote(install) : nothing}</div>
    `,
  };
}

/** What is seen in the list is said here, for those who do not see it. */
const outcomeTexts: Readonly<Record<OutboxEvent['type'], string>> = {
  queued: 'An entry of your journal waits to be sent.',
  delivered: 'An entry of your journal is delivered.',
  failed: 'An entry of your journal was not taken by the server.',
  blocked: 'The server asks for a sign-in before it takes your entries.',
  expired: 'An entry of your journal could not be delivered.',
};

/** The journal itself shows them in full. */
function refusedNote(outbox: Outbox): TemplateResult | typeof nothing {
  const count = outbox.writes().filter(needsAttention).length;
  if (count === 0 || location.pathname === '/journal') return nothing;
  return html`<p data-notice="refused">
    ${formatCount(count, 'entry', 'entries')} of your journal could not be delivered.
    <a href="/journal">Look at the journal</a>
  </p>`;
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
    <button class="button primary" aria-disabled=${updating === 'running'} @click=${accept}>
      ${updating === 'running' ? 'Updating…' : 'Update'}
    </button>
    <button class="button quiet" @click=${dismiss}>Later</button>
  </div>`;
}

/** A newer version is stored without a word: the traveller has one already. */
function isFirstInstall(install: Install): boolean {
  return install.progress() !== undefined && navigator.serviceWorker.controller === null;
}

/** Outside the live regions, which would speak at every file. The status page shows it in its own place. */
function installNote(install: Install): TemplateResult | typeof nothing {
  const progress = install.progress();
  if (!progress || !isFirstInstall(install) || location.pathname === '/status') return nothing;
  return html`<section class="notice" aria-label="Install" data-notice="install">
    <p>Passport is being stored on this device.</p>
    ${installBar(progress)}
  </section>`;
}

function readyNote(dismiss: () => void): TemplateResult {
  return html`<div class="notice" data-notice="offline-ready">
    <p>Passport is stored on this device and now opens without a network.</p>
    <button class="button quiet" @click=${dismiss}>OK</button>
  </div>`;
}
