import { html, nothing, type TemplateResult } from 'lit-html';
import { ApiError, type Sent } from './api.js';
import { readCountry } from './atlas.js';
import { createId } from './create-id.js';
import { emptyDraft, type Draft } from './draft.js';
import type { PageContext } from './page.js';
import type { PendingWrite } from './pending-write.js';
import { createPhotoField } from './photo-field.js';
import { countryField, dateField, noteField } from './visit-fields.js';

/** The form that adds a visit. */
export interface VisitForm {
  view(): TemplateResult;
  /** Takes up a visit that was not delivered; sending it takes the place of the first try. */
  edit(write: PendingWrite): void;
  /** Gives back what the page no longer shows. */
  close(): void;
}

type Outcome =
  | { readonly name: 'idle' | 'sending' }
  | { readonly name: 'saved' | 'failed'; readonly message: string };

/** Takes up the draft where it was left; `preset` is a country's id and goes before the draft's. */
export function createVisitForm(context: PageContext, preset: string | undefined): VisitForm {
  const chosen = preset === undefined ? undefined : readCountry(preset);
  let draft: Draft = { ...context.drafts.read(), ...(chosen && { country: chosen.id }) };
  /** The write that this one replaces; the draft waits for its turn meanwhile. */
  let replaced: PendingWrite | undefined;
  let outcome: Outcome = { name: 'idle' };
  // Kept until it is stored, so that a second attempt cannot store the visit twice.
  let id = createId();
  const photoField = createPhotoField((photo) => change({ photo }), context.refresh);

  function change(part: Partial<Draft>): void {
    draft = { ...draft, ...part };
    outcome = { name: 'idle' };
    if (!replaced) {
      id = createId();
      context.drafts.write(draft);
    }
    context.refresh();
  }

  function edit(write: PendingWrite): void {
    if (write.content.kind !== 'add') return;
    const { visit, photo } = write.content;
    replaced = write;
    draft = { country: visit.country, date: visit.date, note: visit.note, photo };
    // What the server refused it does not have; what was only given up it may have, and then the same id tells.
    id = write.item.reason === 'refused' ? createId() : visit.id;
    outcome = { name: 'idle' };
    context.refresh();
    document.querySelector<HTMLElement>('#country')?.focus();
  }

  function leaveEdit(): void {
    replaced = undefined;
    draft = context.drafts.read();
    id = createId();
  }

  function cancel(): void {
    leaveEdit();
    outcome = { name: 'idle' };
    context.refresh();
    document.querySelector<HTMLElement>('#country')?.focus();
  }

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (outcome.name === 'sending') return;
    outcome = { name: 'sending' };
    context.refresh();
    // A photo that becomes ready is a change, which would let the button be pressed once more.
    await photoField.ready();
    outcome = { name: 'sending' };
    context.refresh();
    const { country, date, note, photo } = draft;
    try {
      const sent = await context.journal.add({ id, country, date, note }, photo);
      outcome = { name: 'saved', message: describe(sent, country) };
      if (replaced) {
        void context.outbox.discard(replaced.item.id);
        leaveEdit();
      } else {
        context.drafts.write(undefined);
        draft = emptyDraft();
        id = createId();
      }
    } catch (error) {
      outcome = { name: 'failed', message: `Not saved. ${toMessage(error)}` };
    }
    context.refresh();
  }

  function problemOf(field: string): string | undefined {
    return replaced?.refusal?.problems.find((problem) => problem.field === field)?.message;
  }

  return {
    edit,
    close: photoField.close,
    view: () =>
      html`<section class="panel" aria-labelledby="add">
        <h2 id="add">${replaced ? 'Change what was not saved' : 'Add a visit'}</h2>
        <div role="status">${offlineNote(context)}</div>
        <form class="visit-form" @submit=${save}>
          ${countryField({
            value: draft.country,
            onValue: (country) => change({ country }),
            problem: problemOf('country'),
          })}
          ${dateField({
            value: draft.date,
            onValue: (date) => change({ date }),
            problem: problemOf('date'),
          })}
          ${noteField({
            value: draft.note,
            onValue: (note) => change({ note }),
            problem: problemOf('note'),
          })}
          ${photoField.view(draft.photo, problemOf('photo'))}
          <div class="actions">
            <button class="button primary" ?disabled=${outcome.name === 'sending'}>
              ${outcome.name === 'sending' ? 'Saving…' : 'Save the visit'}
            </button>
            ${
              replaced
                ? html`<button class="button" type="button" @click=${cancel}>Cancel</button>`
                : nothing
            }
          </div>
          <div role="status">
            ${
              'message' in outcome
                ? html`<p class="message message-${outcome.name === 'saved' ? 'good' : 'error'}">
                    ${outcome.message}
                  </p>`
                : nothing
            }
          </div>
        </form>
      </section>`,
  };
}

function offlineNote({ connectivity }: PageContext): TemplateResult | typeof nothing {
  if (connectivity.isOnline() || !hasWorker()) return nothing;
  return html`<p class="message" data-message="offline">
    You are offline. What you save waits on this device, and is sent as soon as the server can be
    reached.
  </p>`;
}

/** Over plain http, and in some private windows, there are no workers at all. */
function hasWorker(): boolean {
  return 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;
}

function describe(sent: Sent, countryId: string): string {
  const country = readCountry(countryId)?.name ?? 'The visit';
  return sent === 'delivered'
    ? `${country} is in your journal.`
    : `${country} waits on this device, and is sent as soon as the server can be reached.`;
}

function toMessage(error: unknown): string {
  if (!(error instanceof ApiError)) return String(error);
  if (error.reason === 'unreachable') {
    return `${error.message} What you typed is kept; save it when you are online again.`;
  }
  if (error.reason === 'full') return `${error.message} What you typed is kept.`;
  const stored = error.refusal?.current;
  return stored
    ? `${error.message} The journal has it with the note “${stored.note}”.`
    : error.message;
}
