import { html, type TemplateResult } from 'lit-html';

/** A box with a heading, as the status page is made of. */
export function panel(title: string, body: TemplateResult): TemplateResult {
  return html`<section class="panel">
    <h2>${title}</h2>
    ${body}
  </section>`;
}
