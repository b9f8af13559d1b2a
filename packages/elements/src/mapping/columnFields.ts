/** One choice of column for each meaning that a table of results can have. */
import type { ResultTableMapping } from "@kalium/ecg";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { entriesOf, type ResultTable } from "./resultTable.ts";

type ColumnMeaning = "person" | "recording" | "time" | "value" | "unit" | "test" | "haemolysis" | "specimen" | "split";

const NEEDED: readonly { readonly meaning: ColumnMeaning; readonly name: string; readonly help: string }[] = [
  { meaning: "value", name: "Potassium value", help: "" },
  { meaning: "person", name: "Person", help: "The same identifier as in the ECGs." },
  { meaning: "time", name: "Time of the sample", help: "When the blood was drawn, on the hospital’s clock." },
  { meaning: "recording", name: "Recording", help: "Only where the table names the ECG itself." },
];
const MORE: readonly { readonly meaning: ColumnMeaning; readonly name: string; readonly help: string }[] = [
  { meaning: "haemolysis", name: "Haemolysis", help: "A flag or an index." },
  { meaning: "specimen", name: "Specimen", help: "Serum, plasma, whole blood." },
  { meaning: "split", name: "Part of the data", help: "Training, validation or test." },
];

export function renderColumnFields(table: ResultTable, mapping: ResultTableMapping, onChange: (part: Partial<ResultTableMapping>) => void): TemplateResult {
  const choice = ({ meaning, name, help }: (typeof NEEDED)[number]): TemplateResult => html`<label class="field"><span class="name">${name}</span>
    <select name=${meaning} @change=${(event: Event) => onChange({ [meaning]: (event.target as HTMLSelectElement).value || null })}>
      <option value="" ?selected=${mapping[meaning] === null}>no such column</option>
      ${table.columns.map((column) => html`<option value=${column} ?selected=${mapping[meaning] === column}>${column}</option>`)}
    </select>
    ${help === "" ? nothing : html`<span class="help">${help}</span>`}
  </label>`;
  const list = (name: "potassiumTests" | "chartedTests", label: string, help: string): TemplateResult => html`<label class="field"><span class="name">${label}</span>
    <input type="text" name=${name} list="tests" autocomplete="off" .value=${mapping[name].join(", ")} @change=${(event: Event) => onChange({ [name]: (event.target as HTMLInputElement).value.split(/[,;]/).map((entry) => entry.trim()).filter(Boolean) })} />
    <span class="help">${help}</span>
  </label>`;
  return html`
    <fieldset>
      <legend>Which column is what?</legend>
      <div class="fields">
        ${NEEDED.map(choice)}
        ${choice({ meaning: "unit", name: "Unit", help: "" })}
        ${mapping.unit === null
          ? html`<label class="field"><span class="name">Unit of every value</span>
              <select name="fixedUnit" @change=${(event: Event) => onChange({ fixedUnit: (event.target as HTMLSelectElement).value || null })}>
                ${["", "mmol/L", "mEq/L", "mg/dL"].map((unit) => html`<option value=${unit} ?selected=${(mapping.fixedUnit ?? "") === unit}>${unit === "" ? "Choose…" : unit}</option>`)}
              </select>
            </label>`
          : nothing}
        ${choice({ meaning: "test", name: "Which test it is", help: "Only where the table holds several tests." })}
        ${mapping.test === null
          ? nothing
          : html`<datalist id="tests">${entriesOf(table, mapping.test).map((entry) => html`<option value=${entry}></option>`)}</datalist>
              ${list("potassiumTests", "Entries that mean potassium", "Separated by commas, as they stand in the column.")}
              ${list("chartedTests", "Entries that are charted copies", "Copies of laboratory results at the bedside; counted once.")}`}
      </div>
    </fieldset>
    <details ?open=${MORE.some(({ meaning }) => mapping[meaning] !== null)}>
      <summary>More columns</summary>
      <div class="fields">${MORE.map(choice)}</div>
    </details>`;
}
