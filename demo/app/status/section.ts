import { html, nothing, type TemplateResult } from 'lit-html';

/** A part of the status page. */
export interface SectionOptions {
  readonly id: string;
  readonly title: string;
  readonly actions?: SectionActions;
  readonly body: TemplateResult;
}

/** The buttons of a part, and what came of the one that was pressed last. */
export interface SectionActions {
  readonly buttons: TemplateResult;
  readonly outcome: string;
}

/** A heading with its buttons, and what belongs under it. */
export function section({ id, title, actions, body }: SectionOptions): TemplateResult {
  return html`<section class="status-section" aria-labelledby=${id}>
    <div class="section-header">
      <h2 id=${id}>${title}</h2>
      ${
        actions
          ? html`<p class="fine" role="status">${actions.outcome}</p>
              <div class="actions">${actions.buttons}</div>`
          : nothing
      }
    </div>
    ${body}
  </section>`;
}
