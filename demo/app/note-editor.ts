import { html, nothing, type TemplateResult } from 'lit-html';
import type { Visit } from '../shared/visit.js';
import { ApiError } from './api.js';
import type { PageContext } from './page.js';
import { noteField } from './visit-fields.js';

/** Changes the note of one visit at a time, in its place in the list. */
export interface NoteEditor {
  /** `mine` is a note that was not delivered, and `replaces` the write that held it. */
  open(visit: Visit, mine?: { readonly note: string; readonly replaces: string }): void;
  isOpen(visitId: string): boolean;
  view(): TemplateResult;
}

interface Editing {
  readonly visitId: string;
  /** The version that the traveller has seen. */
  readonly version: number;
  readonly note: string;
  readonly replaces?: string;
  readonly problem?: string;
  readonly isSaving?: boolean;
}

/** Closed at first. */
export function createNoteEditor(context: PageContext): NoteEditor {
  let editing: Editing | undefined;

  function change(part: Partial<Editing>): void {
    editing = editing && { ...editing, ...part };
    context.refresh();
  }

  function close(): void {
    const visitId = editing?.visitId;
    editing = undefined;
    context.refresh();
    focusEntry(visitId);
  }

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!editing || editing.isSaving) return;
    const { visitId, note, version, replaces } = editing;
    change({ isSaving: true });
    try {
      await context.journal.change(visitId, { note, version });
      if (replaces !== undefined) void context.outbox.discard(replaces);
      close();
    } catch (error) {
      const current = error instanceof ApiError ? error.refusal?.current : undefined;
      change({
        isSaving: false,
        problem: toProblem(error, current),
        // Saving again means: over what the server has now.
        ...(current && { version: current.version }),
      });
    }
  }

  return {
    open(visit, mine) {
      const { id: visitId, version } = visit;
      editing = { visitId, version, note: visit.note, ...mine };
      context.refresh();
      document.querySelector<HTMLElement>('#changed-note')?.focus();
    },
    isOpen: (visitId) => editing?.visitId === visitId,
    view() {
      if (!editing) return html``;
      const { note, problem, isSaving } = editing;
      return html`<form class="note-editor" @submit=${save}>
        ${noteField({
          id: 'changed-note',
          label: 'New note',
          value: note,
          onValue: (value) => change({ note: value }),
        })}
        <div role="alert">
          ${problem === undefined ? nothing : html`<p class="message message-error">${problem}</p>`}
        </div>
        <div class="actions">
          <button class="button primary" ?disabled=${isSaving}>
            ${isSaving ? 'Saving…' : 'Save the note'}
          </button>
          <button class="button" type="button" @click=${close}>Cancel</button>
        </div>
      </form>`;
    },
  };
}

/** Goes on from where the traveller was, when what had the focus is gone. */
export function focusEntry(visitId: string | undefined): void {
  const entry = document.querySelector<HTMLElement>(`[data-visit="${visitId ?? ''}"] h3 a`);
  (entry ?? document.querySelector<HTMLElement>('#visits'))?.focus();
}

function toProblem(error: unknown, current: Visit | undefined): string {
  if (current) {
    return `${(error as Error).message} It says now: “${current.note}”. Save again to replace that.`;
  }
  return `Not saved. ${error instanceof Error ? error.message : String(error)}`;
}
