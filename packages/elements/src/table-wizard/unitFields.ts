/** Rate and unit, which tables and arrays both lack. */
import { html } from "lit";
import type { TemplateResult } from "lit";
import { UNITS, millivoltOf } from "./wizardQuestion.ts";

interface Scale {
  readonly samplingRateHz: number;
  readonly unit: string;
  readonly gainPerUnit: number;
}

export function renderUnitFields(scale: Scale, onChange: (part: Partial<Scale>) => void): TemplateResult {
  const number = (event: Event): number => (event.target as HTMLInputElement).valueAsNumber;
  return html`
    <label class="field"><span class="name">Samples per second</span>
      <input type="number" name="rate" min="1" step="any" inputmode="decimal" placeholder="e.g. 500" .value=${Number.isFinite(scale.samplingRateHz) ? String(scale.samplingRateHz) : ""} @input=${(event: Event) => onChange({ samplingRateHz: number(event) })} />
    </label>
    <label class="field"><span class="name">Unit</span>
      <select name="unit" @change=${(event: Event) => onChange({ unit: (event.target as HTMLSelectElement).value })}>
        <option value="" ?selected=${Number.isNaN(millivoltOf(scale.unit))}>Choose…</option>
        ${UNITS.map(({ unit, label, millivolt }) => html`<option value=${unit} ?selected=${millivoltOf(scale.unit) === millivolt}>${label}</option>`)}
      </select>
    </label>
    <label class="field"><span class="name">Counts per unit</span>
      <input type="number" name="gain" min="0" step="any" inputmode="decimal" .value=${String(scale.gainPerUnit)} @input=${(event: Event) => onChange({ gainPerUnit: number(event) })} />
      <span class="help">1 when the numbers are in the unit already; e.g. 200 for raw counts of 200 a millivolt.</span>
    </label>`;
}
