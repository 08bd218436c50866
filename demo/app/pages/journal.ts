import { html, nothing, type TemplateResult } from 'lit-html';
import type { Visit } from '../../shared/visit.js';
import { ApiError } from '../api.js';
import { countryPath, readCountry } from '../atlas.js';
import { smallFlag } from '../flag.js';
import { formatAge, formatCount, formatDate } from '../format.js';
import { staleAfterMs } from '../journal.js';
import type { Page, PageContext } from '../page.js';
import { createVisitForm } from '../visit-form.js';

/** The journal: the visits, and a form for the next one. */
export function createJournalPage(url: URL, context: PageContext): Page {
  const { journal } = context;
  const form = createVisitForm(context, url.searchParams.get('country') ?? undefined);
  let confirming: string | undefined;
  let problem = '';

  function ask(id: string | undefined): void {
    confirming = id;
    context.refresh();
    document.querySelector<HTMLElement>('.visit-confirm .button')?.focus();
  }

  async function remove(id: string): Promise<void> {
    confirming = undefined;
    problem = '';
    try {
      await journal.remove(id);
      document.querySelector<HTMLElement>('#visits')?.focus();
    } catch (error) {
      const message = error instanceof ApiError ? error.message : String(error);
      problem = `The visit is not deleted. ${message}`;
    }
    context.refresh();
  }

  return {
    title: 'Journal',
    start() {
      void journal.load();
      return () => {};
    },
    view: () => html`
      <header class="page-header">
        <h1 tabindex="-1">Journal</h1>
        <p>${summary(context)}</p>
      </header>
      <div class="journal">
        ${form.view()}
        <section aria-labelledby="visits">
          <h2 id="visits" tabindex="-1">Visits</h2>
          <div role="status">${stalenessNote(context)}</div>
          <div role="alert">
            ${problem ? html`<p class="message message-error">${problem}</p>` : nothing}
          </div>
          ${visitList(context, confirming, ask, remove)}
        </section>
      </div>
    `,
  };
}

function summary({ journal }: PageContext): string {
  const state = journal.state();
  if (state.name !== 'ready' || state.visits.length === 0)
    return 'Where you were, and what stayed.';
  const countries = new Set(state.visits.map((visit) => visit.country)).size;
  const visits = formatCount(state.visits.length, 'visit', 'visits');
  return `${visits} to ${formatCount(countries, 'country', 'countries')}.`;
}

function stalenessNote({ journal, connectivity }: PageContext): TemplateResult | typeof nothing {
  const state = journal.state();
  if (state.name !== 'ready' || connectivity.isOnline()) return nothing;
  const ageMs = Date.now() - state.asOfMs;
  if (ageMs < staleAfterMs) return nothing;
  return html`<p class="message">Last seen ${formatAge(ageMs)}; there may be newer visits.</p>`;
}

function visitList(
  { journal }: PageContext,
  confirming: string | undefined,
  ask: (id: string | undefined) => void,
  remove: (id: string) => Promise<void>,
): TemplateResult {
  const state = journal.state();
  if (state.name === 'loading') return html`<p>Opening your journal…</p>`;
  if (state.name === 'failed') {
    return html`<p class="message message-error">
      Your journal is not on this device yet. ${state.message}
    </p>`;
  }
  if (state.visits.length === 0) {
    return html`<p class="empty">The first page is still empty. Where did you go last?</p>`;
  }
  return html`<ol class="visits">
    ${state.visits.map((visit) => visitItem(visit, visit.id === confirming, ask, remove))}
  </ol>`;
}

function visitItem(
  visit: Visit,
  isConfirming: boolean,
  ask: (id: string | undefined) => void,
  remove: (id: string) => Promise<void>,
): TemplateResult | typeof nothing {
  const country = readCountry(visit.country);
  if (!country) return nothing;
  const what = `${country.name}, ${formatDate(visit.date)}`;
  return html`<li class="visit" data-visit=${visit.id}>
    ${smallFlag(country, 56)}
    <div class="visit-text">
      <h3><a href=${countryPath(country)}>${country.name}</a></h3>
      <p class="visit-date"><time datetime=${visit.date}>${formatDate(visit.date)}</time></p>
      ${visit.note ? html`<p class="visit-note">${visit.note}</p>` : nothing}
    </div>
    ${
      isConfirming
        ? html`<div class="visit-confirm" role="group" aria-label="Delete ${what}?">
            <button class="button" @click=${() => ask(undefined)}>Keep</button>
            <button class="button danger" @click=${async () => remove(visit.id)}>Delete</button>
          </div>`
        : html`<button
            class="button quiet"
            @click=${() => ask(visit.id)}
            aria-label="Delete ${what}"
          >
            Delete
          </button>`
    }
  </li>`;
}
