import { html, type TemplateResult } from 'lit-html';
import type { Country } from '../shared/country.js';

/** A country's flag beside its name, and so without words of its own; fetched once it comes into view. */
export function smallFlag(country: Country, width = 64): TemplateResult {
  return html`<img
    class="flag"
    src="/flags/${country.code}.svg"
    alt=""
    width=${width}
    height=${(width * 3) / 4}
    loading="lazy"
    decoding="async"
  />`;
}

/** The flag as the page's picture. */
export function largeFlag(country: Country): TemplateResult {
  return html`<img
    class="flag flag-large"
    src="/flags/${country.code}.svg"
    alt="Flag of ${country.name}"
    width="320"
    height="240"
  />`;
}
