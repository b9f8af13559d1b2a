/** The form for a text table, with its first lines as they would be read. */
import type { TableLayout } from "@kalium/ecg";
import { html, nothing, svg } from "lit";
import type { TemplateResult } from "lit";
import { formatFixed } from "../text/formatNumber.ts";
import { previewTable, type PreviewTable } from "./previewTable.ts";
import { renderUnitFields } from "./unitFields.ts";
import { LEAD_NAMES, type WizardQuestion } from "./wizardQuestion.ts";

const DELIMITERS = [[",", "Comma ,"], [";", "Semicolon ;"], ["\t", "Tab"], [" ", "Blanks"]] as const;
/** Enough for a person to see whether columns fall into place. */
const SHOWN_LINES = 8;

export function renderTableForm(question: WizardQuestion, layout: TableLayout, onChange: (change: (layout: TableLayout) => TableLayout) => void): TemplateResult {
  const set = (part: Partial<TableLayout>): void => onChange((current) => {
    const next = { ...current, ...part };
    // Another delimiter makes another number of columns; names of columns that are gone are let go.
    const { columnCount } = previewTable(question.preview, { ...next, columnLeads: [] });
    return { ...next, columnLeads: Array.from({ length: Math.max(columnCount, 1) }, (_, column) => next.columnLeads[column] ?? null) };
  });
  const preview = previewTable(question.preview, layout);
  const value = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;
  const line = (event: Event): number => Math.max(1, Math.round((event.target as HTMLInputElement).valueAsNumber) || 1);
  return html`
    <div class="fields">
      <label class="field"><span class="name">Columns are separated by</span>
        <select name="delimiter" @change=${(event: Event) => set({ delimiter: value(event) as TableLayout["delimiter"] })}>
          ${DELIMITERS.map(([sign, label]) => html`<option value=${sign} ?selected=${layout.delimiter === sign}>${label}</option>`)}
        </select>
      </label>
      <label class="field"><span class="name">Decimal sign</span>
        <select name="decimal" @change=${(event: Event) => set({ decimal: value(event) as TableLayout["decimal"] })}>
          <option value="." ?selected=${layout.decimal === "."}>Point: 0.25</option>
          <option value="," ?selected=${layout.decimal === ","}>Comma: 0,25</option>
        </select>
      </label>
      <label class="field"><span class="name">Line of column names</span>
        <input type="number" name="header" min="0" step="1" .value=${layout.headerLine === null ? "0" : String(layout.headerLine)} @change=${(event: Event) => {
          const number = (event.target as HTMLInputElement).valueAsNumber;
          set({ headerLine: number >= 1 ? Math.round(number) : null });
        }} />
        <span class="help">0 when there are none.</span>
      </label>
      <label class="field"><span class="name">First line of numbers</span>
        <input type="number" name="first" min="1" step="1" .value=${String(layout.firstDataLine)} @change=${(event: Event) => set({ firstDataLine: line(event) })} />
      </label>
      ${renderUnitFields(layout, set)}
    </div>
    <fieldset class="leads">
      <legend>Which lead is in which column?</legend>
      <p class="help">Leave a column empty to leave it out, such as one of time or of counts.</p>
      <datalist id="lead-names">${LEAD_NAMES.map((name) => html`<option value=${name}></option>`)}</datalist>
      <div class="scroll" role="region" tabindex="0" aria-label="First lines of the table">
        <table>
          <thead>
            <tr><th scope="col">Line</th>${columns(preview).map((column) => html`<th scope="col"><label><span class="column-name">${preview.names[column] || `Column ${column + 1}`}</span>
              <input type="text" list="lead-names" class="lead" aria-label="Lead in column ${column + 1}" placeholder="left out" .value=${layout.columnLeads[column] ?? ""} @change=${(event: Event) => {
                const name = value(event).trim();
                set({ columnLeads: columns(preview).map((other) => (other === column ? (name === "" ? null : name) : (layout.columnLeads[other] ?? null))) });
              }} /></label></th>`)}</tr>
          </thead>
          <tbody>
            ${preview.rows.slice(0, SHOWN_LINES).map((row) => html`<tr class=${row.kind}><th scope="row">${row.line}${row.kind === "data" ? nothing : html` <span class="kind">${row.kind === "header" ? "names" : "skipped"}</span>`}</th>
              ${columns(preview).map((column) => html`<td class=${(layout.columnLeads[column] ?? null) === null ? "out" : ""}>${row.cells[column] ?? ""}</td>`)}</tr>`)}
          </tbody>
        </table>
      </div>
    </fieldset>
    ${renderTraces(preview)}`;
}

function columns(preview: PreviewTable): number[] {
  return Array.from({ length: preview.columnCount }, (_, column) => column);
}

/** The previewed values of each chosen lead as a line, with their range: a wrong unit shows at once. */
function renderTraces(preview: PreviewTable): TemplateResult {
  if (preview.leads.length === 0) return html`<p class="help">Name a lead to see its trace.</p>`;
  return html`<ul class="traces" aria-label="What comes of it">
    ${preview.leads.map(({ name, millivolt }) => {
      const finite = millivolt.filter(Number.isFinite);
      const low = Math.min(...finite);
      const high = Math.max(...finite);
      if (finite.length === 0) return html`<li><strong>${name}</strong><span class="help">no numbers yet: check the unit and the signs</span></li>`;
      const span = Math.max(high - low, 1e-9);
      const points = millivolt.map((value, index) => (Number.isFinite(value) ? `${((index / Math.max(1, millivolt.length - 1)) * 96).toFixed(1)},${(29 - ((value - low) / span) * 26).toFixed(1)}` : "")).filter(Boolean).join(" ");
      const isOdd = Math.max(Math.abs(low), Math.abs(high)) > 20 || high - low < 0.001;
      return html`<li><strong>${name}</strong><svg viewBox="0 0 96 32" preserveAspectRatio="none" aria-hidden="true">${svg`<polyline points=${points}></polyline>`}</svg>
        <span class=${isOdd ? "invalid" : "help"}>${formatFixed(low, 3)} to ${formatFixed(high, 3)} mV${isOdd ? ": unusual for an ECG, check the unit" : ""}</span></li>`;
    })}
  </ul>
  <p class="help">These are the first ${preview.leads[0]!.millivolt.length} samples only. A lead of an ECG stays within a few millivolts.</p>`;
}
