import { html } from 'lit-html';
import type { Page } from '../page.js';

/** The page of an address that means no country. */
export function createMissingPage(pathname: string): Page {
  return {
    title: 'Not on the map',
    view: () => html`
      <section class="missing">
        <p class="missing-code" aria-hidden="true">404</p>
        <h1 tabindex="-1">Not on the map</h1>
        <p>No country lives at <code>${pathname}</code>.</p>
        <p><a class="button primary" href="/">All countries</a></p>
      </section>
    `,
  };
}
