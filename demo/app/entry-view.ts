import { html, nothing, type TemplateResult } from 'lit-html';
import type { Visit } from '../shared/visit.js';
import { countryPath, readCountry } from './atlas.js';
import type { Entry, Pending } from './entries.js';
import { smallFlag } from './flag.js';
import { formatDate } from './format.js';
import { pendingMark } from './pending-mark.js';
import { question } from './question.js';

/** What can be done with an entry. */
export interface EntryActions {
  /** Asks before something is lost; `undefined` closes the question. */
  readonly ask: (entryId: string | undefined) => void;
  readonly remove: (visit: Visit) => Promise<void>;
  readonly edit: (visit: Visit) => void;
  /** Takes back what waits. */
  readonly takeBack: (entry: Entry, pending: Pending) => Promise<void>;
}

/** What the list knows of an entry besides itself. */
export interface EntryViewOptions {
  readonly entry: Entry;
  readonly isConfirming: boolean;
  /** Stands in for the note while it is changed. */
  readonly editor: TemplateResult | undefined;
  readonly actions: EntryActions;
}

/** One entry of the journal. */
export function entryView({
  entry,
  isConfirming,
  editor,
  actions,
}: EntryViewOptions): TemplateResult | typeof nothing {
  const country = readCountry(entry.country);
  if (!country) return nothing;
  const what = `${country.name}, ${formatDate(entry.date)}`;
  const { pending } = entry;
  return html`<li
    class="visit ${pending ? 'visit-pending' : ''}"
    data-visit=${entry.id}
    data-pending=${pending?.kind ?? nothing}
  >
    ${smallFlag(country, 56)}
    <div class="visit-text">
      <h3>
        <a href=${countryPath(country)} class=${pending?.kind === 'delete' ? 'struck' : ''}
          >${country.name}</a
        >
      </h3>
      <p class="visit-date"><time datetime=${entry.date}>${formatDate(entry.date)}</time></p>
      ${pending ? pendingMark(pending) : nothing} ${editor ?? note(entry)}
      ${
        entry.photoUrl
          ? html`<img
              class="photo"
              src=${entry.photoUrl}
              alt="Photo: ${what}"
              loading="lazy"
              decoding="async"
            />`
          : nothing
      }
    </div>
    ${editor ? nothing : isConfirming ? confirmation(entry, what, actions) : buttons(entry, what, actions)}
  </li>`;
}

function note({ note: text, pending }: Entry): TemplateResult | typeof nothing {
  if (text === '') return nothing;
  return html`<p class="visit-note ${pending?.kind === 'delete' ? 'struck' : ''}">${text}</p>`;
}

const takeBackTexts = { add: 'Discard', edit: 'Undo the change', delete: 'Keep it' } as const;

function buttons(entry: Entry, what: string, actions: EntryActions): TemplateResult {
  const { pending, stored } = entry;
  if (pending) {
    const text = takeBackTexts[pending.kind];
    return html`<div class="visit-actions">
      <button
        class="button quiet"
        aria-label="${text}: ${what}"
        @click=${async () =>
          pending.kind === 'add' ? actions.ask(entry.id) : actions.takeBack(entry, pending)}
      >
        ${text}
      </button>
    </div>`;
  }
  return html`<div class="visit-actions">
    <button
      class="button quiet"
      aria-label="Edit the note: ${what}"
      @click=${() => stored && actions.edit(stored)}
    >
      Edit
    </button>
    <button class="button quiet" aria-label="Delete ${what}" @click=${() => actions.ask(entry.id)}>
      Delete
    </button>
  </div>`;
}

function confirmation(entry: Entry, what: string, actions: EntryActions): TemplateResult {
  const { pending, stored } = entry;
  return question({
    verb: pending ? 'Discard' : 'Delete',
    what,
    onKeep: () => actions.ask(undefined),
    async onConfirm() {
      if (pending) await actions.takeBack(entry, pending);
      else if (stored) await actions.remove(stored);
    },
  });
}
