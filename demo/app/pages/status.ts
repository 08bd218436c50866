import type { Connection, Status } from 'holdfast/page';
import { html, nothing, type TemplateResult } from 'lit-html';
import { formatTime } from '../format.js';
import type { Outbox } from '../outbox.js';
import type { Page, PageContext } from '../page.js';
import { cachesTable } from '../status/caches.js';
import { createLiveStatus, type LiveStatus } from '../status/live-status.js';
import { toLogLines } from '../status/log-lines.js';
import { logTable } from '../status/log.js';
import { countWrites, outboxTable } from '../status/outbox.js';
import { overview } from '../status/overview.js';
import { section, type SectionActions } from '../status/section.js';
import { toVersionRows } from '../status/version-rows.js';
import { versionsTable } from '../status/versions.js';

/** Lines of the log that are shown at first. */
const shortLogLines = 10;

type Part = 'versions' | 'outbox';

/** What the worker keeps and how it fares, live. */
export function createStatusPage(context: PageContext): Page {
  const { connection, connectivity, install, journal, outbox, refresh, tabs } = context;
  const live = createLiveStatus(connection, { onRead: readTheRest, onChange: refresh });
  let outcome: { readonly part: Part; readonly text: string } | undefined;
  let isBusy = false;
  let isLogWhole = false;

  async function readTheRest({ outbox: counts }: Status): Promise<void> {
    tabs.ask();
    // The network may take its time; what the worker says is shown at once.
    void connectivity.check().then(refresh);
    // Reading it brings every body along, photos too, so an empty one is left alone.
    if ((counts && countWrites(counts) > 0) || outbox.writes().length > 0) await outbox.load();
  }

  async function run(part: Part, command: () => Promise<string>): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    outcome = { part, text: 'Working…' };
    refresh();
    let text: string;
    try {
      text = await command();
    } catch (error) {
      text = `That did not work: ${error instanceof Error ? error.message : String(error)}`;
    }
    isBusy = false;
    outcome = { part, text };
    refresh();
    await live.read();
  }

  function button(part: Part, text: string, command: () => Promise<string>): TemplateResult {
    return html`<button
      class="button"
      aria-disabled=${isBusy}
      @click=${async () => run(part, command)}
    >
      ${text}
    </button>`;
  }

  function actions(part: Part, buttons: TemplateResult): SectionActions {
    return { buttons, outcome: outcome?.part === part ? outcome.text : '' };
  }

  function body(status: Status): TemplateResult {
    const update = live.update();
    const rows = toVersionRows({
      status,
      update,
      progress: install.progress(),
      tabs: tabs.versions(),
    });
    const isOutdated = rows.some(
      ({ role, isOwn }) => role === 'waiting' || (role === 'in-charge' && !isOwn),
    );
    const lines = toLogLines(status.log);
    const state = journal.state();
    return html`
      ${overview(status, connectivity)}
      ${section({
        id: 'versions',
        title: 'Versions',
        actions: actions(
          'versions',
          html`${button('versions', 'Check for update', async () => check(connection))}
          ${isOutdated ? button('versions', 'Update now', async () => accept(connection)) : nothing}`,
        ),
        body: versionsTable(rows),
      })}
      ${section({ id: 'caches', title: 'Caches', body: cachesTable(status.caches) })}
      ${section({
        id: 'outbox',
        title: 'Outbox',
        actions: actions(
          'outbox',
          outbox.writes().length === 0
            ? html``
            : button('outbox', 'Send now', async () => flush(outbox)),
        ),
        body: outboxTable(outbox.writes(), state.name === 'ready' ? state.visits : []),
      })}
      ${section({
        id: 'events',
        title: 'Events',
        body: html`${logTable(isLogWhole ? lines : lines.slice(0, shortLogLines))}
        ${lines.length > shortLogLines ? logButton(lines.length) : nothing}`,
      })}
    `;
  }

  function logButton(count: number): TemplateResult {
    function toggle(): void {
      isLogWhole = !isLogWhole;
      refresh();
    }
    return html`<button class="button" aria-expanded=${isLogWhole} @click=${toggle}>
      ${isLogWhole ? 'Show the newest only' : `Show all ${count}`}
    </button>`;
  }

  return {
    title: 'Status',
    start: live.start,
    view() {
      const snapshot = live.snapshot();
      return html`
        <header class="page-header status-header">
          <h1 tabindex="-1">Status</h1>
          <p>What is stored on this device, and which version answers.</p>
          ${snapshot ? liveControl(live, snapshot.atMs) : nothing}
        </header>
        ${snapshot ? body(snapshot.status) : html`<p>Asking the worker…</p>`}
      `;
    },
  };
}

const modeTexts = {
  live: 'Live',
  paused: 'Paused',
  held: 'Not refreshed while an update waits',
} as const;

/** Says how fresh all this is. Whoever reads slowly, or listens, can make it stand still. */
function liveControl(live: LiveStatus, atMs: number): TemplateResult {
  const mode = live.mode();
  const isPaused = mode === 'paused';
  return html`<div class="live" data-live=${mode}>
    <p>
      <span class="live-dot" aria-hidden="true"></span>${modeTexts[mode]}, as of ${formatTime(atMs)}
    </p>
    ${
      mode === 'held'
        ? nothing
        : html`<button class="button" @click=${isPaused ? live.resume : live.pause}>
            ${isPaused ? 'Go on' : 'Pause'}
          </button>`
    }
  </div>`;
}

async function check(connection: Connection): Promise<string> {
  return (await connection.update.check())
    ? 'There is a new version.'
    : 'This is the newest version.';
}

async function accept(connection: Connection): Promise<string> {
  return (await connection.update.accept())
    ? 'A reload brings the new version.'
    : 'This tab is on the newest installed version.';
}

async function flush(outbox: Outbox): Promise<string> {
  await outbox.flush();
  const left = outbox.writes().length;
  return left === 0 ? 'All is sent.' : `${left} not sent yet.`;
}
