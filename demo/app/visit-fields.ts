import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { maxNoteLength } from '../shared/visit.js';
import { allCountries, allRegions } from './atlas.js';
import { fieldProblem } from './field-problem.js';

/** A field's value, and what becomes of another one. */
export interface FieldOptions {
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** What the server says of the value, from its verb on. */
  readonly problem?: string | undefined;
}

/** Chooses among all countries. */
export function countryField({ value, onValue, problem }: FieldOptions): TemplateResult {
  return html`<div class="field">
    <label for="country">Country</label>
    <select
      id="country"
      name="country"
      required
      aria-invalid=${problem === undefined ? nothing : 'true'}
      aria-describedby=${problem === undefined ? nothing : 'problem-country'}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLSelectElement) onValue(event.target.value);
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
    ${fieldProblem('country', problem)}
  </div>`;
}

/** Chooses a day. */
export function dateField({ value, onValue, problem }: FieldOptions): TemplateResult {
  return html`<div class="field">
    <label for="date">Date</label>
    <input
      id="date"
      type="date"
      name="date"
      required
      min="1900-01-01"
      max="2100-12-31"
      aria-invalid=${problem === undefined ? nothing : 'true'}
      aria-describedby=${problem === undefined ? nothing : 'problem-date'}
      .value=${live(value)}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLInputElement) onValue(event.target.value);
      }}
    />
    ${fieldProblem('date', problem)}
  </div>`;
}

/** Takes the traveller's words; `id` and `label` tell two of them on one page apart. */
export function noteField({
  value,
  onValue,
  problem,
  id = 'note',
  label = 'Note',
}: FieldOptions & { readonly id?: string; readonly label?: string }): TemplateResult {
  return html`<div class="field">
    <label for=${id}
      >${label}
      <span class="fine">(optional, ${maxNoteLength - value.length} characters left)</span></label
    >
    <textarea
      id=${id}
      name="note"
      rows="5"
      maxlength=${maxNoteLength}
      placeholder="The smell of the harbour, the name of the café …"
      aria-invalid=${problem === undefined ? nothing : 'true'}
      aria-describedby=${problem === undefined ? nothing : 'problem-note'}
      .value=${live(value)}
      @input=${(event: InputEvent) => {
        if (event.target instanceof HTMLTextAreaElement) onValue(event.target.value);
      }}
    ></textarea>
    ${fieldProblem('note', problem)}
  </div>`;
}
