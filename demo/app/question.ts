import { html, type TemplateResult } from 'lit-html';

/** What is asked before something is lost. */
export interface QuestionOptions {
  /** What is about to be done. */
  readonly verb: 'Delete' | 'Discard';
  /** To what. */
  readonly what: string;
  readonly onKeep: () => void;
  readonly onConfirm: () => Promise<void>;
}

/** Stands in for an entry's buttons until it is answered. */
export function question({ verb, what, onKeep, onConfirm }: QuestionOptions): TemplateResult {
  return html`<div class="visit-actions visit-confirm" role="group" aria-label="${verb} ${what}?">
    <button class="button" @click=${onKeep}>Keep</button>
    <button class="button danger" @click=${onConfirm}>${verb}</button>
  </div>`;
}
