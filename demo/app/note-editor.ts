import { html, nothing, type TemplateResult } from 'lit-html';
import type { Visit } from '../shared/visit.js';
import { ApiError } from './api.js';
import type { Journal } from './journal.js';
import type { Outbox } from './outbox.js';
import { noteField } from './visit-fields.js';

/** Changes the note of one visit at a time, in its place in the list; it outlives the pages that show it. */
export interface NoteEditor {
  /** Stays where it is while another note is not saved. `mine` is a note that was not delivered, and `replaces` the write that held it. */
  open(visit: Visit, mine?: { readonly note: string; readonly replaces: string }): void;
  isOpen(visitId: string): boolean;
  /** Whether something would go with the document. */
  isUnsaved(): boolean;
  view(): TemplateResult;
}

/** What the editor stands on. */
export interface NoteEditorOptions {
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly onChange: () => void;
}

interface Editing {
  readonly visitId: string;
  /** The version that the traveller has seen. */
  readonly version: number;
  /** What is not lost if the editor is. */
  readonly keptNote: string;
  readonly note: string;
  readonly replaces?: string;
  readonly problem?: string;
  readonly isSaving?: boolean;
}

/** Closed at first. */
export function createNoteEditor({ journal, outbox, onChange }: NoteEditorOptions): NoteEditor {
  let editing: Editing | undefined;

  function change(part: Partial<Editing>): void {
    editing = editing && { ...editing, ...part };
    onChange();
  }

  function close(): void {
    const visitId = editing?.visitId;
    const { activeElement } = document;
    // Who has gone on to something else by now stays there.
    const isHere = activeElement === document.body || activeElement?.closest('.note-editor');
    editing = undefined;
    onChange();
    if (isHere) focusEntry(visitId);
  }

  function cancel(): void {
    if (!editing?.isSaving) close();
  }

  /** A note of a visit that is gone is not shown, and cannot be saved either. */
  function isUnsaved(): boolean {
    return (
      editing !== undefined &&
      (editing.isSaving === true || editing.note !== editing.keptNote) &&
      journal.entries().some(({ id }) => id === editing?.visitId)
    );
  }

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!editing || editing.isSaving) return;
    const { visitId, note, version, replaces } = editing;
    // The field cannot keep the focus while it is sent.
    event.submitter?.focus();
    change({ isSaving: true });
    try {
      await journal.change(visitId, { note, version });
      if (replaces !== undefined) void outbox.discard(replaces);
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
      if (isUnsaved()) {
        change({ problem: 'Save this note first, or cancel.' });
      } else {
        const { id: visitId, version } = visit;
        const note = mine?.note ?? visit.note;
        editing = { visitId, version, keptNote: note, note, ...mine };
        onChange();
      }
      document.querySelector<HTMLElement>('#changed-note')?.focus();
    },
    isOpen: (visitId) => editing?.visitId === visitId,
    isUnsaved,
    view() {
      if (!editing) return html``;
      const { note, problem, isSaving = false } = editing;
      return html`<form class="note-editor" @submit=${save}>
        <div ?inert=${isSaving}>
          ${noteField({
            id: 'changed-note',
            label: 'New note',
            value: note,
            onValue: (value) => change({ note: value }),
          })}
        </div>
        <div role="alert">
          ${problem === undefined ? nothing : html`<p class="message message-error">${problem}</p>`}
        </div>
        <div class="actions">
          <button class="button primary" aria-disabled=${isSaving}>
            ${isSaving ? 'Saving…' : 'Save the note'}
          </button>
          <button class="button" type="button" aria-disabled=${isSaving} @click=${cancel}>
            Cancel
          </button>
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
