import { html, nothing, type TemplateResult } from 'lit-html';

/** A value and what it may grow to. */
export interface GaugeOptions {
  /** What is measured, for those who do not see the column it stands in. */
  readonly label: string;
  readonly value: number;
  /** Absent where there is none: then there is no bar. */
  readonly limit: number | undefined;
  readonly format: (value: number) => string;
}

/** A value in words, with a bar where it has a limit. */
export function gauge({ label, value, limit, format }: GaugeOptions): TemplateResult {
  return html`<span class="gauge">
    <span
      >${format(value)}${
        limit === undefined ? nothing : html` <span class="soft">of ${format(limit)}</span>`
      }</span
    >
    ${
      limit === undefined
        ? nothing
        : html`<meter
            aria-label=${label}
            min="0"
            max=${Math.max(limit, 1)}
            .value=${value}
          ></meter>`
    }
  </span>`;
}
