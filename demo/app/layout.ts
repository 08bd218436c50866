import { html, type TemplateResult } from 'lit-html';
import type { Page } from './page.js';
import type { ThemeChoice } from './theme.js';

/** What stands around a page. */
export interface LayoutOptions {
  readonly page: Page;
  readonly pathname: string;
  readonly notices: TemplateResult;
  readonly theme: ThemeChoice;
  readonly refresh: () => void;
}

const places = [
  { path: '/', name: 'Countries' },
  { path: '/journal', name: 'Journal' },
  { path: '/status', name: 'Status' },
] as const;

const themeNames = { system: 'Auto', light: 'Light', dark: 'Dark' } as const;

/** The frame of every page: skip link, header, main, footer. */
export function layout(options: LayoutOptions): TemplateResult {
  return html`
    <a class="skip-link" href="#main" @click=${skipToMain}>Skip to the content</a>
    <header class="site-header">
      <div class="site-header-inner">
        <a class="brand" href="/"><span class="brand-mark" aria-hidden="true"></span>Passport</a>
        <nav aria-label="Main">
          <ul class="site-nav">
            ${places.map((place) => navigationLink(place, options.pathname))}
          </ul>
        </nav>
        ${themeButton(options)}
      </div>
    </header>
    ${options.notices}
    <main id="main" tabindex="-1">${options.page.view()}</main>
    <footer class="site-footer">
      <p>
        Countries from
        <a href="https://github.com/mledoze/countries">mledoze/countries</a> (ODbL), flags from
        <a href="https://github.com/lipis/flag-icons">flag-icons</a> (MIT). Kept offline by
        Holdfast: see the <a href="/status">status</a>.
      </p>
    </footer>
  `;
}

/** Followed as an address it would be one more step of the history, for which the router makes the page anew. */
function skipToMain(event: MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}

function navigationLink(place: (typeof places)[number], pathname: string): TemplateResult {
  const isHere =
    pathname === place.path || (place.path === '/' && pathname.startsWith('/countries'));
  return html`<li>
    <a
      href=${place.path}
      aria-current=${isHere ? (pathname === place.path ? 'page' : 'true') : 'false'}
      >${place.name}</a
    >
  </li>`;
}

function themeButton({ theme, refresh }: LayoutOptions): TemplateResult {
  const name = themeNames[theme.current()];
  function change(): void {
    theme.next();
    refresh();
  }
  return html`<button class="theme-button" @click=${change} aria-label="Colours: ${name}. Change">
    <span class="theme-dot" aria-hidden="true"></span
    ><span class="theme-name" aria-hidden="true">${name}</span>
  </button>`;
}
