import { html, nothing, type TemplateResult } from 'lit-html';
import { ApiError, type Sent } from './api.js';
import { readCountry } from './atlas.js';
import type { Connectivity } from './connectivity.js';
import { createId } from './create-id.js';
import { emptyDraft, readDraft, writeDraft, type Draft } from './draft.js';
import type { Journal } from './journal.js';
import type { Outbox } from './outbox.js';
import type { PendingWrite } from './pending-write.js';
import { createPhotoField } from './photo-field.js';
import { countryField, dateField, noteField } from './visit-fields.js';

/** The form that adds a visit; it outlives the pages that show it. */
export interface VisitForm {
  view(): TemplateResult;
  /** Begins with a country, which a link names. */
  preset(countryId: string): void;
  /** Takes up a visit that was not delivered; sending it takes the place of the first try. */
  edit(write: PendingWrite): void;
  /** Whether something would go with the document: text is kept beyond it, a photo and a visit taken up again are not. */
  isUnsaved(): boolean;
  /** Drops a draft that the journal has: the page that sent it was left before it heard so. */
  dropDelivered(): void;
  /** Gives back what the page no longer shows. */
  close(): void;
}

/** What the form stands on. */
export interface VisitFormOptions {
  readonly connectivity: Connectivity;
  readonly journal: Journal;
  readonly outbox: Outbox;
  readonly onChange: () => void;
}

type Outcome =
  | { readonly name: 'idle' | 'sending' }
  | { readonly name: 'saved' | 'failed'; readonly message: string };

/** A visit that was not delivered, while it is changed. */
interface Retake {
  readonly write: PendingWrite;
  readonly draft: Draft;
  readonly isChanged: boolean;
}

/** Takes up the draft where it was left. */
export function createVisitForm(options: VisitFormOptions): VisitForm {
  const { journal, outbox, onChange } = options;
  let draft = readDraft();
  /** The draft waits for its turn meanwhile. */
  let retake: Retake | undefined;
  let outcome: Outcome = { name: 'idle' };
  const photoField = createPhotoField((photo) => change({ photo }), onChange);

  function keep(next: Draft | undefined): void {
    draft = next ?? emptyDraft();
    writeDraft(next);
  }

  function change(part: Partial<Draft>): void {
    if (outcome.name !== 'sending') outcome = { name: 'idle' };
    if (retake) retake = { ...retake, draft: { ...retake.draft, ...part }, isChanged: true };
    // A first attempt may have been stored unheard, and its id stands for what it said.
    else keep({ ...draft, ...part, id: createId() });
    onChange();
  }

  function preset(countryId: string): void {
    const country = readCountry(countryId)?.id;
    if (country === undefined || outcome.name === 'sending') return;
    keep({ ...draft, country, id: createId() });
  }

  function edit(write: PendingWrite): void {
    if (write.content.kind !== 'add') return;
    const { visit, photo } = write.content;
    if (outcome.name !== 'sending' && !retake?.isChanged) {
      // What the server refused it does not have; what was only given up it may have, and then the same id tells.
      const id = write.item.reason === 'refused' ? createId() : visit.id;
      retake = { write, draft: { ...visit, id, photo }, isChanged: false };
      outcome = { name: 'idle' };
      photoField.reset();
    } else if (outcome.name !== 'sending') {
      outcome = { name: 'failed', message: 'Save this visit first, or cancel.' };
    }
    onChange();
    document.querySelector<HTMLElement>('#country')?.focus();
  }

  function cancel(): void {
    if (outcome.name === 'sending') return;
    retake = undefined;
    outcome = { name: 'idle' };
    photoField.reset();
    onChange();
    document.querySelector<HTMLElement>('#country')?.focus();
  }

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (outcome.name === 'sending') return;
    // The fields cannot keep the focus while they are sent.
    event.submitter?.focus();
    outcome = { name: 'sending' };
    onChange();
    await photoField.ready();
    const { photo, ...visit } = retake?.draft ?? draft;
    try {
      const sent = await journal.add(visit, photo);
      outcome = { name: 'saved', message: describe(sent, visit.country) };
      if (retake) void outbox.discard(retake.write.item.id);
      else keep(undefined);
      retake = undefined;
      photoField.reset();
    } catch (error) {
      outcome = { name: 'failed', message: `Not saved. ${toMessage(error)}` };
    }
    onChange();
  }

  function dropDelivered(): void {
    if (outcome.name === 'sending') return;
    const entry = journal.entries().find(({ id }) => id === draft.id);
    if (!entry) return;
    keep(undefined);
    if (retake) return;
    const sent = entry.pending ? 'queued' : 'delivered';
    outcome = { name: 'saved', message: describe(sent, entry.country) };
    photoField.reset();
  }

  function problemOf(field: string): string | undefined {
    return retake?.write.refusal?.problems.find((problem) => problem.field === field)?.message;
  }

  function fields({ country, date, note, photo }: Draft): TemplateResult {
    return html`
      ${countryField({
        value: country,
        onValue: (value) => change({ country: value }),
        problem: problemOf('country'),
      })}
      ${dateField({
        value: date,
        onValue: (value) => change({ date: value }),
        problem: problemOf('date'),
      })}
      ${noteField({
        value: note,
        onValue: (value) => change({ note: value }),
        problem: problemOf('note'),
      })}
      ${photoField.view(photo, problemOf('photo'))}
    `;
  }

  return {
    preset,
    edit,
    isUnsaved: () => retake?.isChanged === true || draft.photo !== undefined,
    dropDelivered,
    close() {
      // What came of a visit is told once; of one that is still sent it is told on the way back.
      if (outcome.name !== 'sending') outcome = { name: 'idle' };
      photoField.close();
    },
    view() {
      const isSending = outcome.name === 'sending';
      return html`<section class="panel" aria-labelledby="add">
        <h2 id="add">${retake ? 'Change what was not saved' : 'Add a visit'}</h2>
        <div role="status">${offlineNote(options)}</div>
        <form class="visit-form" @submit=${save}>
          <div class="visit-fields" ?inert=${isSending}>${fields(retake?.draft ?? draft)}</div>
          <div class="actions">
            <button class="button primary" aria-disabled=${isSending}>
              ${isSending ? 'Saving…' : 'Save the visit'}
            </button>
            ${
              retake
                ? html`<button
                    class="button"
                    type="button"
                    aria-disabled=${isSending}
                    @click=${cancel}
                  >
                    Cancel
                  </button>`
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
      </section>`;
    },
  };
}

function offlineNote({ connectivity }: VisitFormOptions): TemplateResult | typeof nothing {
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
