import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { Country } from '../../shared/country.js';
import { allCountries, allRegions, countryPath } from '../atlas.js';
import { smallFlag } from '../flag.js';
import { formatCount } from '../format.js';
import type { Page, PageContext } from '../page.js';
import { replaceQuery } from '../router.js';
import { createSearch } from '../search.js';

const search = createSearch(allCountries);

/** The start page: every country, to search through and to filter. */
export function createCountriesPage(url: URL, context: PageContext): Page {
  let query = url.searchParams.get('q') ?? '';
  let region = allRegions.find((name) => name === url.searchParams.get('region')) ?? '';

  function change(next: { query?: string; region?: string }): void {
    query = next.query ?? query;
    region = next.region ?? region;
    replaceQuery(new URLSearchParams({ ...(query && { q: query }), ...(region && { region }) }));
    context.refresh();
  }

  function onSearchKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const first = document.querySelector<HTMLAnchorElement>('.card');
    if (event.key === 'Escape') change({ query: '' });
    else if (event.key === 'ArrowDown') first?.focus();
    else if (event.key === 'Enter' && query !== '' && first) context.navigate(first.pathname);
    else return;
    event.preventDefault();
  }

  return {
    title: 'Countries',
    view() {
      const visited = readVisited(context);
      const found = search(query).filter((country) => region === '' || country.region === region);
      return html`
        <section class="hero">
          <h1 tabindex="-1">Where have you been?</h1>
          <p class="hero-line">${heroLine(visited)}</p>
          <div class="search" role="search">
            <label for="search">Search by name, capital or region</label>
            <input
              id="search"
              type="search"
              autocomplete="off"
              spellcheck="false"
              placeholder="Côte d’Ivoire, Bern, Europe …"
              aria-describedby="search-count"
              .value=${live(query)}
              @input=${(event: InputEvent) => {
                if (event.target instanceof HTMLInputElement) change({ query: event.target.value });
              }}
              @keydown=${onSearchKey}
            />
          </div>
        </section>
        <fieldset class="filter">
          <legend>Region</legend>
          ${['', ...allRegions].map((name) => regionChoice(name, name === region, change))}
        </fieldset>
        <p id="search-count" class="count" role="status">
          ${
            found.length === 0
              ? 'No country found. Try a shorter word, or all regions.'
              : formatCount(found.length, 'country', 'countries')
          }
        </p>
        ${
          query === '' && region === ''
            ? allRegions.map((name) => regionSection(name, found, visited))
            : grid(found, visited)
        }
      `;
    },
  };
}

function heroLine(visited: ReadonlySet<string>): string {
  if (visited.size === 0) {
    return `${allCountries.length} countries and territories, and room for your own story of each.`;
  }
  return `${visited.size} of ${allCountries.length} countries are stamped in your journal.`;
}

function readVisited({ journal }: PageContext): ReadonlySet<string> {
  return new Set(journal.entries().map((entry) => entry.country));
}

function regionChoice(
  name: string,
  isChosen: boolean,
  change: (next: { region: string }) => void,
): TemplateResult {
  return html`<label class="chip">
    <input
      type="radio"
      name="region"
      value=${name}
      .checked=${live(isChosen)}
      @change=${() => change({ region: name })}
    />
    <span>${name || 'All'}</span>
  </label>`;
}

function regionSection(
  region: string,
  countries: readonly Country[],
  visited: ReadonlySet<string>,
): TemplateResult {
  const members = countries.filter((country) => country.region === region);
  return html`<section class="region">
    <h2>${region} <span class="region-count">${members.length}</span></h2>
    ${grid(members, visited)}
  </section>`;
}

function grid(countries: readonly Country[], visited: ReadonlySet<string>): TemplateResult {
  return html`<ul class="grid">
    ${countries.map(
      (country) =>
        html`<li>
          <a class="card" href=${countryPath(country)}>
            ${smallFlag(country)}
            <span class="card-text">
              <span class="card-name">${country.name}</span>
              <span class="card-capital">${country.capitals.join(', ') || country.region}</span>
            </span>
            ${visited.has(country.id) ? html`<span class="stamp">Visited</span>` : nothing}
          </a>
        </li>`,
    )}
  </ul>`;
}
