import { html, type TemplateResult } from 'lit-html';

/** One column; the first one of a table names its rows. */
interface Column<TRow> {
  readonly name: string;
  /** What stands in it; `''` where there is nothing to say. */
  readonly cell: (row: TRow) => string | TemplateResult;
}

/** What a table shows. */
export interface TableOptions<TRow> {
  /** Names the table to style sheets and tests. */
  readonly name: string;
  readonly caption: string;
  readonly columns: readonly Column<TRow>[];
  readonly rows: readonly TRow[];
  /** Tells rows apart. */
  readonly key: (row: TRow) => string;
}

/**
 * A table that narrow screens show as one card a row. The roles are those that its elements have by themselves: some browsers
 * forget them where a style sheet lays the elements out in another way.
 */
export function table<TRow>(options: TableOptions<TRow>): TemplateResult {
  const { name, caption, columns, rows, key } = options;
  return html`<table role="table" data-status=${name}>
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) => html`<th role="columnheader" scope="col">${column.name}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (row) =>
          html`<tr role="row" data-row=${key(row)}>
            ${columns.map((column, index) =>
              index === 0
                ? html`<th role="rowheader" scope="row">${column.cell(row)}</th>`
                : cell(column.name, column.cell(row)),
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function cell(column: string, content: string | TemplateResult): TemplateResult {
  return html`<td role="cell" class=${content === '' ? 'cell-empty' : ''} data-label=${column}>
    <div>${content === '' ? '–' : content}</div>
  </td>`;
}
