import { html, type TemplateResult } from 'lit-html';
import type { Pending } from './entries.js';

const kindTexts = { add: '', edit: 'changed note', delete: 'will be deleted' } as const;
// Between two attempts and during one it is the same to a traveller: it is not there yet.
const stateTexts = {
  waiting: 'Waiting',
  sending: 'Waiting',
  blocked: 'Held back',
  dead: 'Not sent',
} as const;

/** Says that an entry is not yet on the server as it is shown. */
export function pendingMark({ kind, write }: Pending): TemplateResult {
  const { state } = write.item;
  const text = kindTexts[kind];
  return html`<p class="pending-mark" data-state=${state}>
    ${stateTexts[state]}${text ? `: ${text}` : ''}
  </p>`;
}
