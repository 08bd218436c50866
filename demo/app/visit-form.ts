import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { maxNoteLength } from '../shared/visit.js';
import { ApiError } from './api.js';
import { allCountries, allRegions, readCountry } from './atlas.js';
import { readDraft, toIsoDate, writeDraft, type Draft } from './draft.js';
import type { PageContext } from './page.js';

/** The form that adds a visit. */
export interface VisitForm {
  view(): TemplateResult;
}

type Outcome =
  | { readonly name: 'idle' | 'sending' }
  | { readonly name: 'saved' | 'failed'; readonly message: string };

/** Takes up the draft where it was left; `preset` is a country's id and goes before the draft's. */
export function createVisitForm(context: PageContext, preset: string | undefined): VisitForm {
  let draft = readDraft();
  let outcome: Outcome = { name: 'idle' };
  // Kept until it is stored, so that a second attempt cannot store the visit twice.
  let id = createId();
  const chosen = preset === undefined ? undefined : readCountry(preset);
  if (chosen) draft = { ...draft, country: chosen.id };

  function change(part: Partial<Draft>): void {
    draft = { ...draft, ...part };
    id = createId();
    outcome = { name: 'idle' };
    writeDraft(draft);
    context.refresh();
  }

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (outcome.name === 'sending') return;
    outcome = { name: 'sending' };
    context.refresh();
    try {
      await context.journal.add({ id, ...draft });
      const country = readCountry(draft.country)?.name ?? '';
      outcome = { name: 'saved', message: `${country} is in your journal.` };
      draft = { country: '', date: toIsoDate(new Date()), note: '' };
      id = createId();
      writeDraft(undefined);
    } catch (error) {
      outcome = { name: 'failed', message: toMessage(error) };
    }
    context.refresh();
  }

  return {
    view: () =>
      html`<section class="panel" aria-labelledby="add">
        <h2 id="add">Add a visit</h2>
        <div role="status">
          ${
            context.connectivity.isOnline()
              ? nothing
              : html`<p class="message" data-message="offline">
                  You are offline, and a visit can only be saved online. What you type is kept on
                  this device.
                </p>`
          }
        </div>
        <form class="visit-form" @submit=${save}>
          ${countryField(draft.country, change)} ${dateField(draft.date, change)}
          ${noteField(draft.note, change)}
          <button class="button primary" ?disabled=${outcome.name === 'sending'}>
            ${outcome.name === 'sending' ? 'Saving…' : 'Save the visit'}
          </button>
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

function countryField(value: string, change: (part: Partial<Draft>) => void): TemplateResult {
  return html`<label class="field">
    <span>Country</span>
    <select
      name="country"
      required
      @change=${(event: Event) => {
        if (event.target instanceof HTMLSelectElement) change({ country: event.target.value });
      }}
    >
      <option value="" .selected=${live(value === '')}>Choose…</option>
      ${allRegions.map(
        (region) =>
          html`<optgroup label=${region}>
            ${allCountries
              .filter((country) => country.region === region)
              .map(
                (country) =>
                  html`<option value=${country.id} .selected=${live(country.id === value)}>
                    ${country.name}
                  </option>`,
              )}
          </optgroup>`,
      )}
    </select>
  </label>`;
}

function dateField(value: string, change: (part: Partial<Draft>) => void): TemplateResult {
  return html`<label class="field">
    <span>Date</span>
    <input
      type="date"
      name="date"
      required
      min="1900-01-01"
      max="2100-12-31"
      .value=${live(value)}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) change({ date: event.target.value });
      }}
    />
  </label>`;
}

function noteField(value: string, change: (part: Partial<Draft>) => void): TemplateResult {
  return html`<label class="field">
    <span
      >Note
      <span class="fine">(optional, ${maxNoteLength - value.length} characters left)</span></span
    >
    <textarea
      name="note"
      rows="5"
      maxlength=${maxNoteLength}
      placeholder="The smell of the harbour, the name of the café …"
      .value=${live(value)}
      @input=${(event: InputEvent) => {
        if (event.target instanceof HTMLTextAreaElement) change({ note: event.target.value });
      }}
    ></textarea>
  </label>`;
}

function toMessage(error: unknown): string {
  if (error instanceof ApiError && error.reason === 'unreachable') {
    return 'Not saved: the server cannot be reached. What you typed is kept; save it when you are online again.';
  }
  return `Not saved. ${error instanceof Error ? error.message : String(error)}`;
}

/** A random UUID. `crypto.randomUUID` asks for a secure context, which plain http to another machine is not. */
function createId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
