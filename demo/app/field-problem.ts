import { html, nothing, type TemplateResult } from 'lit-html';

/** What the server says of one field, below the field; the field itself names it with `aria-describedby`. */
export function fieldProblem(
  field: string,
  message: string | undefined,
): TemplateResult | typeof nothing {
  if (message === undefined) return nothing;
  return html`<p class="field-problem" id="problem-${field}">The ${field} ${message}.</p>`;
}
