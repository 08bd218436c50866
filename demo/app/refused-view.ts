import { html, nothing, type TemplateResult } from 'lit-html';
import type { Visit } from '../shared/visit.js';
import { formatCount } from './format.js';
import type { PendingWrite } from './pending-write.js';
import { question } from './question.js';
import { describeReason, describeWrite } from './write-words.js';

/** What can be done with a write that is not sent any more. */
export interface RefusedActions {
  /** Asks before a write is lost; `undefined` closes the question. */
  readonly ask: (itemId: string | undefined) => void;
  /** Takes it up again to change it. */
  readonly edit: (write: PendingWrite) => void;
  readonly retry: (write: PendingWrite) => Promise<void>;
  readonly discard: (write: PendingWrite) => Promise<void>;
  /** Puts the traveller's note over the one that the server has now. */
  readonly keepMine: (write: PendingWrite, current: Visit) => Promise<void>;
  /** Sends what waits for a sign-in. */
  readonly resume: (route: string) => Promise<void>;
}

/** What the view shows. */
export interface RefusedViewOptions {
  readonly writes: readonly PendingWrite[];
  /** The visits as the server has them. */
  readonly visits: readonly Visit[];
  /** The id of the write that is asked about. */
  readonly confirming: string | undefined;
  readonly actions: RefusedActions;
}

/** Writes that only the traveller can help on: dead ones, and those that wait for a sign-in. */
export function needsAttention({ item }: PendingWrite): boolean {
  return item.state === 'dead' || item.state === 'blocked';
}

/** The list of what did not get through, with its ways out; nothing where all is well. */
export function refusedView(options: RefusedViewOptions): TemplateResult | typeof nothing {
  const { writes, actions } = options;
  const dead = writes.filter(({ item }) => item.state === 'dead');
  const blocked = writes.filter(({ item }) => item.state === 'blocked');
  if (dead.length + blocked.length === 0) return nothing;
  return html`<section class="refused" aria-labelledby="refused">
    <h2 id="refused" tabindex="-1">Not delivered</h2>
    ${[...new Set(blocked.map(({ item }) => item.route))].map((route) => blockedNote(route, blocked, actions))}
    <ul class="visits">
      ${dead.map((write) => refusedItem(write, options))}
    </ul>
  </section>`;
}

function blockedNote(
  route: string,
  blocked: readonly PendingWrite[],
  { resume }: RefusedActions,
): TemplateResult {
  const count = blocked.filter(({ item }) => item.route === route).length;
  return html`<div class="message" data-message="blocked">
    <p>
      The server asks for a sign-in before it takes ${formatCount(count, 'entry', 'entries')}.
      Passport has none of its own: once you have got past whatever asks, send them again.
    </p>
    <button class="button" @click=${async () => resume(route)}>Send them now</button>
  </div>`;
}

function refusedItem(
  write: PendingWrite,
  { visits, confirming, actions }: RefusedViewOptions,
): TemplateResult {
  const { item, content, refusal, photoUrl } = write;
  const visitId = content.kind === 'edit' || content.kind === 'delete' ? content.visitId : '';
  const stored = visits.find(({ id }) => id === visitId);
  const title = describeWrite(write, stored);
  const note =
    content.kind === 'add'
      ? content.visit.note
      : content.kind === 'edit'
        ? content.change.note
        : '';
  const current = item.reason === 'refused' ? refusal?.current : undefined;
  return html`<li class="visit visit-refused" data-refused=${item.id}>
    <div class="visit-text">
      <h3>${title}</h3>
      <p class="refused-reason">${describeReason(write)}</p>
      ${current ? versions(note, current) : note ? html`<p class="visit-note">${note}</p>` : nothing}
      ${photoUrl ? html`<img class="photo" src=${photoUrl} alt="Photo: ${title}" />` : nothing}
    </div>
    ${
      item.id === confirming
        ? question({
            verb: 'Discard',
            what: title,
            onKeep: () => actions.ask(undefined),
            onConfirm: async () => actions.discard(write),
          })
        : html`<div class="visit-actions" role="group" aria-label=${title}>
            ${buttons(write, stored, current, actions)}
          </div>`
    }
  </li>`;
}

/** A conflict: both notes, so that the traveller can choose. */
function versions(mine: string, current: Visit): TemplateResult {
  return html`<dl class="versions">
    <div data-version="mine">
      <dt>Yours</dt>
      <dd>${mine || 'No note'}</dd>
    </div>
    <div data-version="server">
      <dt>On the server</dt>
      <dd>${current.note || 'No note'}</dd>
    </div>
  </dl>`;
}

function buttons(
  write: PendingWrite,
  stored: Visit | undefined,
  current: Visit | undefined,
  { ask, edit, retry, discard, keepMine }: RefusedActions,
): TemplateResult {
  const { kind } = write.content;
  const canEdit = kind === 'add' || (kind === 'edit' && (stored ?? current) !== undefined);
  const isConflict = kind === 'edit' && current !== undefined;
  return html`
    ${
      canEdit
        ? html`<button class="button primary" @click=${() => edit(write)}>Edit</button>`
        : nothing
    }
    ${
      isConflict
        ? html`<button class="button" @click=${async () => keepMine(write, current)}>
            Keep mine
          </button>`
        : html`<button class="button" @click=${async () => retry(write)}>Send again</button>`
    }
    ${
      isConflict
        ? html`<button class="button quiet" @click=${async () => discard(write)}>
            Keep the server’s
          </button>`
        : html`<button class="button quiet" @click=${() => ask(write.item.id)}>Discard</button>`
    }
  `;
}
