import { html } from "lit";
import type { TemplateResult } from "lit";
import { formatCount, formatFixed } from "../text/formatNumber.ts";

export interface PointTable {
  readonly panels: readonly { readonly title: string; readonly positions: Float32Array | Float64Array }[];
  readonly pointGroups: readonly string[];
  readonly pointTexts: readonly string[];
  readonly people: readonly string[];
  readonly selected: number | null;
  readonly page: number;
  readonly onPage: (page: number) => void;
  readonly onChoose: (index: number) => void;
}

const ROWS_PER_PAGE = 50;

/** Every point as a row, fifty a page. */
export function renderPointTable(table: PointTable): TemplateResult {
  const count = table.pointGroups.length;
  const pages = Math.max(1, Math.ceil(count / ROWS_PER_PAGE));
  const page = Math.min(table.page, pages - 1);
  const first = page * ROWS_PER_PAGE;
  const rows = Array.from({ length: Math.min(ROWS_PER_PAGE, count - first) }, (_, k) => first + k);
  return html`
    <div class="pages">
      <button type="button" ?disabled=${page === 0} @click=${() => table.onPage(page - 1)}>Previous</button>
      <span>${formatCount(first + 1)}–${formatCount(first + rows.length)} of ${formatCount(count)}</span>
      <button type="button" ?disabled=${page >= pages - 1} @click=${() => table.onPage(page + 1)}>Next</button>
    </div>
    <div class="scroll" role="region" tabindex="0" aria-label="Table of points">
      <table>
        <thead>
          <tr>
            <th scope="col">Point</th><th scope="col">Class</th><th scope="col">Person</th><th scope="col">Text</th>
            ${table.panels.map((panel) => html`<th scope="col" class="number">${panel.title}: x</th><th scope="col" class="number">y</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((i) => html`<tr>
            <th scope="row"><button type="button" aria-pressed=${table.selected === i} aria-label=${`Choose point ${i + 1}`} @click=${() => table.onChoose(i)}>${i + 1}</button></th>
            <td>${table.pointGroups[i]}</td><td>${table.people[i] ?? "–"}</td><td>${table.pointTexts[i] ?? "–"}</td>
            ${table.panels.map(({ positions }) => html`<td class="number">${formatFixed(positions[2 * i] ?? null, 2)}</td><td class="number">${formatFixed(positions[2 * i + 1] ?? null, 2)}</td>`)}
          </tr>`)}
        </tbody>
      </table>
    </div>`;
}
