import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { maxNoteLength } from '../shared/visit.js';
import { allCountries, allRegions } from './atlas.js';
import { fieldProblem } from './field-problem.js';
import { formatNumber } from './format.js';

/** A field's value, and what becomes of another one. */
export interface FieldOptions {
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** What the server says of the value, from its verb on. */
  readonly problem?: string | undefined;
}

/** Chooses among all countries. */
export function countryField({ value, onValue, problem }: FieldOptions): TemplateResult {
  const control = html`<select
    id="country"
    name="country"
    required
    aria-invalid=${ariaInvalid(problem)}
    aria-describedby=${ariaDescribedBy('country', problem)}
    @change=${takeValue(onValue)}
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
  </select>`;
  return field('country', html`<label for="country">Country</label>`, control, problem);
}

/** Chooses a day. */
export function dateField({ value, onValue, problem }: FieldOptions): TemplateResult {
  const control = html`<input
    id="date"
    type="date"
    name="date"
    required
    min="1900-01-01"
    max="2100-12-31"
    aria-invalid=${ariaInvalid(problem)}
    aria-describedby=${ariaDescribedBy('date', problem)}
    .value=${live(value)}
    @change=${takeValue(onValue)}
  />`;
  return field('date', html`<label for="date">Date</label>`, control, problem);
}

/** Takes the traveller's words; `id` and `label` tell two of them on one page apart. */
export function noteField({
  value,
  onValue,
  problem,
  id = 'note',
  label = 'Note',
}: FieldOptions & { readonly id?: string; readonly label?: string }): TemplateResult {
  const heading = html`<label for=${id}>${label} <span class="fine">(optional)</span></label>`;
  const control = html`<textarea
      id=${id}
      name="note"
      rows="5"
      maxlength=${maxNoteLength}
      placeholder="The smell of the harbour, the name of the café …"
      aria-invalid=${ariaInvalid(problem)}
      aria-describedby=${problem === undefined ? `${id}-limit` : `${id}-limit problem-note`}
      .value=${live(value)}
      @input=${takeValue(onValue)}
    ></textarea>
    <p class="fine">
      <span id="${id}-limit">At most ${formatNumber(maxNoteLength)} characters</span
      ><span aria-hidden="true">, ${formatNumber(maxNoteLength - value.length)} left</span>
    </p>`;
  return field('note', heading, control, problem);
}

function field(
  name: string,
  label: TemplateResult,
  control: TemplateResult,
  problem: string | undefined,
): TemplateResult {
  return html`<div class="field">${label} ${control} ${fieldProblem(name, problem)}</div>`;
}

function ariaInvalid(problem: string | undefined): 'true' | typeof nothing {
  return problem === undefined ? nothing : 'true';
}

function ariaDescribedBy(name: string, problem: string | undefined): string | typeof nothing {
  return problem === undefined ? nothing : `problem-${name}`;
}

function takeValue(onValue: (value: string) => void): (event: Event) => void {
  return ({ currentTarget }) => onValue((currentTarget as HTMLInputElement).value);
}
