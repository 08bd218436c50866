import { html, nothing, type TemplateResult } from 'lit-html';
import type { Country } from '../../shared/country.js';
import { countryPath, readCountry } from '../atlas.js';
import type { Entry } from '../entries.js';
import { largeFlag, smallFlag } from '../flag.js';
import { formatDate, formatList, formatNumber } from '../format.js';
import type { Page, PageContext } from '../page.js';
import { pendingMark } from '../pending-mark.js';
import { readPhrase, type PhraseView } from '../phrase.js';

/** One country: its facts, its neighbours, and what the journal says of it. */
export function createCountryPage(country: Country, context: PageContext): Page {
  let phrase: PhraseView | undefined;

  return {
    title: country.name,
    start() {
      let isLeft = false;
      void readPhrase(country.id).then((answer) => {
        phrase = answer;
        if (!isLeft) context.refresh();
      });
      return () => {
        isLeft = true;
      };
    },
    view: () => html`
      <article class="country">
        <p class="back"><a href="/">← All countries</a></p>
        <header class="country-header">
          ${largeFlag(country)}
          <div>
            <p class="eyebrow">${country.subregion || country.region}</p>
            <h1 tabindex="-1">${country.name}</h1>
            <p class="official-name">${country.officialName}</p>
            ${nativeNames(country)}
          </div>
        </header>
        <p class="machine-line" aria-hidden="true">${machineLine(country)}</p>
        <div class="country-body">
          <section aria-labelledby="facts">
            <h2 id="facts">At a glance</h2>
            ${facts(country)}
          </section>
          <div class="country-side">
            ${phrase ? phraseCard(phrase) : nothing} ${visits(country, context)}
          </div>
        </div>
        ${neighbours(country)}
      </article>
    `,
  };
}

function nativeNames({ name, nativeNames: names }: Country): TemplateResult | typeof nothing {
  const others = names.filter(({ common }) => common !== name);
  if (others.length === 0) return nothing;
  return html`<ul class="native-names" aria-label="Native names">
    ${others.map(
      ({ tag, language, common }) =>
        html`<li>
          <bdi lang=${tag}>${common}</bdi>${
            language ? html` <span class="native-language">${language}</span>` : nothing
          }
        </li>`,
    )}
  </ul>`;
}

function facts(country: Country): TemplateResult {
  const rows: readonly (readonly [string, string])[] = [
    [country.capitals.length > 1 ? 'Capitals' : 'Capital', formatList(country.capitals)],
    ['Region', [country.subregion, country.region].filter(Boolean).join(', ')],
    ['Area', country.areaKm2 === undefined ? '' : `${formatNumber(country.areaKm2)} km²`],
    [
      country.languages.length > 1 ? 'Languages' : 'Language',
      formatList(country.languages.map(({ name }) => name)),
    ],
    [
      country.currencies.length > 1 ? 'Currencies' : 'Currency',
      formatList(
        country.currencies.map(({ name, code, symbol }) => `${name} (${code}, ${symbol})`),
      ),
    ],
    ['Calling code', formatList(country.callingCodes)],
    ['Internet domain', formatList(country.topLevelDomains)],
    ['Status', status(country)],
    ['Coast', country.landlocked ? 'Landlocked' : 'By the sea'],
    ['Position', position(country)],
  ];
  return html`<dl class="facts">
    ${rows
      .filter(([, value]) => value !== '')
      .map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`;
}

function status({ independent, unMember }: Country): string {
  const standing =
    independent === undefined ? 'Disputed' : independent ? 'Independent' : 'Not independent';
  return `${standing}, ${unMember ? 'member of the United Nations' : 'no UN member'}`;
}

function position({ latitude, longitude }: Country): string {
  const north = `${Math.abs(latitude).toFixed(1)}° ${latitude < 0 ? 'S' : 'N'}`;
  return `${north}, ${Math.abs(longitude).toFixed(1)}° ${longitude < 0 ? 'W' : 'E'}`;
}

/** Dressed as the machine-readable line of a passport; the page cuts it to its own width. */
function machineLine({ id, slug }: Country): string {
  return `P<${id}${slug.replaceAll('-', '<')}`.toUpperCase().padEnd(120, '<');
}

function phraseCard({ language, tag, text, reading, meaning, date }: PhraseView): TemplateResult {
  return html`<section class="panel phrase" aria-labelledby="phrase">
    <h2 id="phrase">Phrase of the day</h2>
    <p class="phrase-text"><bdi lang=${tag}>${text}</bdi></p>
    <p>${reading ? html`<i>${reading}</i> · ` : nothing}“${meaning}” in ${language}</p>
    <p class="fine">${formatDate(date)}</p>
  </section>`;
}

const noVisitTexts = {
  loading: 'Opening your journal…',
  ready: 'None yet.',
  failed: 'Your journal is not at hand.',
} as const;

function visits(country: Country, { journal }: PageContext): TemplateResult {
  const own = journal.entries().filter((entry) => entry.country === country.id);
  return html`<section class="panel" aria-labelledby="visits">
    <h2 id="visits">Your visits</h2>
    ${
      own.length === 0
        ? html`<p>${noVisitTexts[journal.state().name]}</p>`
        : html`<ul class="plain-list">
            ${own.map(visitLine)}
          </ul>`
    }
    <p><a class="button primary" href="/journal?country=${country.id}">Add a visit</a></p>
  </section>`;
}

function visitLine({ date, note, photoUrl, pending }: Entry): TemplateResult {
  const isGoing = pending?.kind === 'delete';
  return html`<li>
    <time datetime=${date}>${formatDate(date)}</time>
    ${pending ? pendingMark(pending) : nothing}
    ${note ? html`<p class="visit-note ${isGoing ? 'struck' : ''}">${note}</p>` : nothing}
    ${
      photoUrl
        ? html`<img
            class="photo"
            src=${photoUrl}
            alt="Photo: ${formatDate(date)}"
            loading="lazy"
            decoding="async"
          />`
        : nothing
    }
  </li>`;
}

function neighbours({ borders, name }: Country): TemplateResult {
  const countries = borders
    .map(readCountry)
    .filter((neighbour): neighbour is Country => neighbour !== undefined)
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
  return html`<section aria-labelledby="neighbours">
    <h2 id="neighbours">Neighbours</h2>
    ${
      countries.length === 0
        ? html`<p>${name} has no land borders.</p>`
        : html`<ul class="grid grid-small">
            ${countries.map(
              (neighbour) =>
                html`<li>
                  <a class="card" href=${countryPath(neighbour)}>
                    ${smallFlag(neighbour, 40)}
                    <span class="card-name">${neighbour.name}</span>
                  </a>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}
