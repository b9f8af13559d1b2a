import type { ResultTableMapping } from "@kalium/ecg";
import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { FilesDetail } from "../files/files.ts";
import { controlStyles } from "../style/control.styles.ts";
import { dataTableStyles } from "../style/dataTable.styles.ts";
import { fieldStyles } from "../style/field.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { formatCount } from "../text/formatNumber.ts";
import { renderColumnFields } from "./columnFields.ts";
import { mappingNotes, mappingProblems } from "./mappingChecks.ts";
import { renderPairingFields } from "./pairingFields.ts";
import type { PairingChoices, ResultTable } from "./resultTable.ts";
import { tableMappingStyles } from "./tableMapping.styles.ts";

export interface MappingDetail {
  readonly file: string;
  readonly mapping: ResultTableMapping;
  readonly settings: PairingChoices;
}

const DEFAULT_CHOICES: PairingChoices = { windowHours: 6, haemolysed: "drop", ecgClockUncertaintyMinutes: 10 };
const NOTE_WORDS = { good: "Good", warn: "Mind", stop: "Stop" } as const;

/**
 * @summary Says which column of a table of results means what, and within which window results and ECGs are joined.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<MappingDetail>} kalium-mapping - The person asked to join the tables.
 * @event {CustomEvent<FilesDetail>} kalium-files - The person added a table.
 */
@customElement("kalium-table-mapping")
export class KaliumTableMapping extends LitElement {
  static override styles = [tokenStyles, controlStyles, fieldStyles, dataTableStyles, tableMappingStyles];

  @property({ attribute: false }) tables: readonly ResultTable[] = [];
  @property({ type: Boolean }) busy = false;

  @state() private file = "";
  @state() private mapping: ResultTableMapping | null = null;
  @state() private choices = DEFAULT_CHOICES;
  @state() private hasTried = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("tables") && !this.tables.some(({ file }) => file === this.file)) this.choose(this.tables[0] ?? null);
  }

  protected override render(): TemplateResult {
    const table = this.tables.find(({ file }) => file === this.file);
    return html`
      <div class="source">
        ${this.tables.length > 1
          ? html`<label class="field table-choice"><span class="name">Table of results</span>
              <select name="table" @change=${(event: Event) => this.choose(this.tables.find(({ file }) => file === (event.target as HTMLSelectElement).value) ?? null)}>
                ${this.tables.map(({ file, rowCount }) => html`<option value=${file} ?selected=${file === this.file}>${file} (${formatCount(rowCount)} rows)</option>`)}
              </select>
            </label>`
          : table === undefined
            ? html`<p class="empty">No table of results is among the files. Add one as CSV or TSV: a row for each result, with its person, time, value and unit.</p>`
            : html`<p class="file">${table.file} <span class="help">${formatCount(table.rowCount)} rows</span></p>`}
        <span class="add">
          <input type="file" id="add" class="visually-hidden" accept=".csv,.tsv,.txt,.gz" multiple ?disabled=${this.busy} @change=${this.onAdd} />
          <label class="button" for="add">Add a table</label>
        </span>
      </div>
      ${table === undefined || this.mapping === null ? nothing : this.renderForm(table, this.mapping)}
    `;
  }

  private renderForm(table: ResultTable, mapping: ResultTableMapping): TemplateResult {
    const problems = mappingProblems(table, mapping, this.choices);
    const notes = mappingNotes(table, mapping);
    return html`<form novalidate @submit=${this.onSubmit} aria-label="Columns of ${table.file}">
      ${table.remembered ? html`<p class="remembered" role="note">You mapped a table with these columns before; the answers are filled in from then. Check them.</p>` : nothing}
      ${renderPreview(table)}
      ${renderColumnFields(table, mapping, (part) => (this.mapping = { ...this.mapping!, ...part }))}
      ${notes.length === 0 ? nothing : html`<ul class="notes" aria-label="Checks" aria-live="polite">${notes.map(({ kind, text }) => html`<li class=${kind}><strong>${NOTE_WORDS[kind]}</strong> ${text}</li>`)}</ul>`}
      ${renderPairingFields(this.choices, (part) => (this.choices = { ...this.choices, ...part }))}
      ${this.hasTried && problems.length > 0 ? html`<ul class="problems" role="alert">${problems.map((problem) => html`<li>${problem}</li>`)}</ul>` : nothing}
      <p class="actions"><button type="submit" class="primary" ?disabled=${this.busy}>Pair with the recordings</button></p>
    </form>`;
  }

  private choose(table: ResultTable | null): void {
    this.file = table?.file ?? "";
    this.mapping = table?.mapping ?? null;
    this.hasTried = false;
  }

  private readonly onAdd = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const detail: FilesDetail = { files: [...(input.files ?? [])] };
    // Emptied so that adding the same table again is a change again.
    input.value = "";
    if (detail.files.length > 0) this.dispatchEvent(new CustomEvent("kalium-files", { detail, bubbles: true, composed: true }));
  };

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    this.hasTried = true;
    const table = this.tables.find(({ file }) => file === this.file);
    if (table === undefined || this.mapping === null || mappingProblems(table, this.mapping, this.choices).length > 0) return;
    const detail: MappingDetail = { file: table.file, mapping: this.mapping, settings: this.choices };
    this.dispatchEvent(new CustomEvent("kalium-mapping", { detail, bubbles: true, composed: true }));
  };
}

/** The first rows as they are in the file. */
function renderPreview(table: ResultTable): TemplateResult {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="First rows of ${table.file}">
    <table>
      <thead><tr>${table.columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
      <tbody>${table.firstRows.slice(0, 4).map((row) => html`<tr>${table.columns.map((_, index) => html`<td>${row[index] ?? ""}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-table-mapping": KaliumTableMapping;
  }
  interface HTMLElementEventMap {
    "kalium-mapping": CustomEvent<MappingDetail>;
  }
}
