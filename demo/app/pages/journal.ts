import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Visit } from '../../shared/visit.js';
import type { Entry } from '../entries.js';
import { entryView, type EntryActions } from '../entry-view.js';
import { formatCount, formatMoment } from '../format.js';
import { staleAfterMs } from '../journal.js';
import { focusEntry, type NoteEditor } from '../note-editor.js';
import type { Page, PageContext } from '../page.js';
import type { PendingWrite } from '../pending-write.js';
import { refusedView, type RefusedActions } from '../refused-view.js';
import { replaceQuery } from '../router.js';

/** The journal: the visits, those on their way included, and a form for the next one. */
export function createJournalPage(url: URL, context: PageContext): Page {
  const { journal, outbox, noteEditor, visitForm } = context;
  let confirming: string | undefined;
  let problem = '';

  const preset = url.searchParams.get('country');
  if (preset !== null) {
    visitForm.preset(preset);
    // Once: what is written from here on goes before it, also after a reload and on the way back.
    replaceQuery(new URLSearchParams());
  }

  function ask(id: string | undefined): void {
    const asked = confirming;
    confirming = id;
    context.refresh();
    if (id !== undefined) document.querySelector<HTMLElement>('.visit-confirm .button')?.focus();
    else if (outbox.writes().some(({ item }) => item.id === asked)) focusRefused(asked);
    else focusEntry(asked);
  }

  /** Runs what may be refused at once, and says so above the list. */
  async function attempt(subject: string, work: () => Promise<unknown>): Promise<void> {
    confirming = undefined;
    problem = '';
    try {
      await work();
    } catch (error) {
      problem = `${subject} ${error instanceof Error ? error.message : String(error)}`;
    }
    context.refresh();
  }

  const entryActions: EntryActions = {
    ask,
    edit: (visit) => noteEditor.open(visit),
    async remove({ id }) {
      await attempt('The visit is not deleted.', async () => journal.remove(id));
      focusEntry(id);
    },
    async takeBack({ id }, { write }) {
      confirming = undefined;
      await outbox.discard(write.item.id);
      focusEntry(id);
    },
  };

  const refusedActions: RefusedActions = {
    ask,
    edit: (write) => takeUp(write, context),
    async retry({ item }) {
      await outbox.retry(item.id);
      focusRefused();
    },
    async discard({ item }) {
      confirming = undefined;
      await outbox.discard(item.id);
      focusRefused();
    },
    async keepMine({ item, content }, { id, version }) {
      if (content.kind !== 'edit') return;
      const { note } = content.change;
      await attempt('The note is not saved.', async () => {
        await journal.change(id, { note, version });
        await outbox.discard(item.id);
      });
      focusRefused();
    },
    resume: outbox.resume,
  };

  return {
    title: 'Journal',
    start() {
      void journal.load();
      void outbox.load();
      return visitForm.close;
    },
    view: () => html`
      <header class="page-header">
        <h1 tabindex="-1">Journal</h1>
        <p>${summary(context)}</p>
      </header>
      <div class="journal">
        ${visitForm.view()}
        <div class="journal-lists">
          ${refusedView({ writes: outbox.writes(), visits: readVisits(context), confirming, actions: refusedActions })}
          <section aria-labelledby="visits">
            <h2 id="visits" tabindex="-1">Visits</h2>
            <div role="status">${stalenessNote(context)}</div>
            <div role="alert">
              ${problem ? html`<p class="message message-error">${problem}</p>` : nothing}
            </div>
            ${journalNote(context)}
            ${visitList(journal.entries(), confirming, noteEditor, entryActions)}
          </section>
        </div>
      </div>
    `,
  };
}

/** Opens what was refused where it is changed: a visit in the form, a note in its place. */
function takeUp(write: PendingWrite, context: PageContext): void {
  const { item, content, refusal } = write;
  if (content.kind === 'add') {
    context.visitForm.edit(write);
  } else if (content.kind === 'edit') {
    const known = readVisits(context).find(({ id }) => id === content.visitId);
    const visit = refusal?.current ?? known;
    if (visit) context.noteEditor.open(visit, { note: content.change.note, replaces: item.id });
  }
}

/** A write that was dealt with is gone, and its buttons with it; one that is kept has them back. */
function focusRefused(keptId?: string): void {
  const button = document.querySelector<HTMLElement>(`[data-refused="${keptId}"] .button.quiet`);
  (button ?? document.querySelector<HTMLElement>('#refused, #visits'))?.focus();
}

function readVisits({ journal }: PageContext): readonly Visit[] {
  const state = journal.state();
  return state.name === 'ready' ? state.visits : [];
}

function summary({ journal }: PageContext): string {
  const entries = journal.entries();
  if (entries.length === 0) return 'Where you were, and what stayed.';
  const countries = new Set(entries.map((entry) => entry.country)).size;
  const waiting = entries.filter(({ pending }) => pending).length;
  const visits = formatCount(entries.length, 'visit', 'visits');
  const where = formatCount(countries, 'country', 'countries');
  return `${visits} to ${where}${waiting > 0 ? `, ${waiting} waiting to be sent` : ''}.`;
}

function stalenessNote({ journal, connectivity }: PageContext): TemplateResult | typeof nothing {
  const state = journal.state();
  if (state.name !== 'ready' || connectivity.isOnline()) return nothing;
  if (Date.now() - state.asOfMs < staleAfterMs) return nothing;
  // Not how long ago: the words would change by themselves, and be spoken anew each time.
  const seen = formatMoment(state.asOfMs, Date.now());
  return html`<p class="message">As of ${seen}; there may be newer visits.</p>`;
}

/** What there is to say where the server's part of the list is missing or empty. */
function journalNote({ journal }: PageContext): TemplateResult | typeof nothing {
  const state = journal.state();
  if (state.name === 'loading') return html`<p>Opening your journal…</p>`;
  if (state.name === 'failed') {
    return html`<p class="message message-error">
      Your journal is not on this device yet. ${state.message}
    </p>`;
  }
  if (journal.entries().length > 0) return nothing;
  return html`<p class="empty">The first page is still empty. Where did you go last?</p>`;
}

function visitList(
  entries: readonly Entry[],
  confirming: string | undefined,
  editor: NoteEditor,
  actions: EntryActions,
): TemplateResult | typeof nothing {
  if (entries.length === 0) return nothing;
  // By id: what is delivered meanwhile must not push a note under change, and its focus, into another entry.
  return html`<ol class="visits">
    ${repeat(
      entries,
      ({ id }) => id,
      (entry) =>
        entryView({
          entry,
          isConfirming: entry.id === confirming,
          editor: editor.isOpen(entry.id) ? editor.view() : undefined,
          actions,
        }),
    )}
  </ol>`;
}
