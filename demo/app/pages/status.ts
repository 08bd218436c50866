import type { Connection, InstallProgressEvent, Status } from 'holdfast/page';
import { html } from 'lit-html';
import type { Outbox } from '../outbox.js';
import type { Page, PageContext } from '../page.js';
import { statusView } from '../status-view.js';

const refreshMs = 2000;

/** What the worker keeps and how it fares, live. */
export function createStatusPage({ connection, connectivity, outbox, refresh }: PageContext): Page {
  let status: Status | undefined;
  let progress: InstallProgressEvent | undefined;
  let outcome = '';
  let isBusy = false;

  async function read(): Promise<void> {
    // An answer of the network may take its time; what the worker says is shown at once.
    void connectivity.check().then(refresh);
    status = await connection.status();
    refresh();
    // Reading it brings every body along, photos too, so an empty one is left alone.
    const { waiting = 0, sending = 0, blocked = 0, dead = 0 } = status.outbox ?? {};
    if (waiting + sending + blocked + dead + outbox.writes().length > 0) await outbox.load();
  }

  async function run(command: () => Promise<string>): Promise<void> {
    isBusy = true;
    outcome = '';
    refresh();
    try {
      outcome = await command();
    } catch (error) {
      outcome = `That did not work: ${error instanceof Error ? error.message : String(error)}`;
    }
    isBusy = false;
    await read();
  }

  return {
    title: 'Status',
    start() {
      const stops = [
        connection.on('install-progress', (event) => {
          progress = event;
          refresh();
        }),
        ...(['update', 'offline-ready', 'outbox', 'state'] as const).map((type) =>
          connection.on(type, () => void read()),
        ),
      ];
      const timer = setInterval(() => {
        if (document.visibilityState === 'visible') void read();
      }, refreshMs);
      void read();
      return () => {
        clearInterval(timer);
        for (const stop of stops) stop();
      };
    },
    view: () => html`
      <header class="page-header">
        <h1 tabindex="-1">Status</h1>
        <p>What is stored on this device, and which version answers.</p>
      </header>
      <div class="status-actions">
        <button
          class="button primary"
          ?disabled=${isBusy}
          @click=${async () => run(async () => check(connection))}
        >
          Check for update
        </button>
        <button
          class="button"
          ?disabled=${isBusy}
          @click=${async () => run(async () => accept(connection))}
        >
          Update now
        </button>
        <button
          class="button"
          ?disabled=${isBusy || outbox.writes().length === 0}
          @click=${async () => run(async () => flush(outbox))}
        >
          Send now
        </button>
        <p role="status">${isBusy ? 'Working…' : outcome}</p>
      </div>
      ${status ? statusView({ status, progress, connectivity, writes: outbox.writes() }) : html`<p>Asking the worker…</p>`}
    `,
  };
}

async function check(connection: Connection): Promise<string> {
  return (await connection.update.check())
    ? 'There is a new version.'
    : 'This is the newest version.';
}

async function accept(connection: Connection): Promise<string> {
  return (await connection.update.accept())
    ? 'Loading the new version…'
    : 'This tab is on the newest installed version.';
}

async function flush(outbox: Outbox): Promise<string> {
  await outbox.flush();
  const left = outbox.writes().length;
  return left === 0 ? 'All is sent.' : `${left} not sent yet.`;
}
