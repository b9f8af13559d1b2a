/** How results and ECGs are joined. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { PairingChoices } from "./resultTable.ts";

const USUAL_WINDOWS = [1, 3, 6] as const;

export function renderPairingFields(choices: PairingChoices, onChange: (part: Partial<PairingChoices>) => void): TemplateResult {
  const isUsual = USUAL_WINDOWS.some((hours) => hours === choices.windowHours);
  const number = (event: Event): number => (event.target as HTMLInputElement).valueAsNumber;
  return html`<div class="pairing">
    <fieldset>
      <legend>Window either side of the ECG</legend>
      <div class="windows">
        ${USUAL_WINDOWS.map((hours) => html`<label class="check"><input type="radio" name="window" value=${hours} .checked=${choices.windowHours === hours} @change=${() => onChange({ windowHours: hours })} /> ${hours} h</label>`)}
        <label class="check"><input type="radio" name="window" value="other" .checked=${!isUsual} @change=${() => onChange({ windowHours: 12 })} /> other</label>
        ${isUsual ? nothing : html`<input type="number" class="hours" aria-label="Window in hours" min="0.1" step="any" .value=${String(choices.windowHours)} @input=${(event: Event) => onChange({ windowHours: number(event) })} />`}
      </div>
      <p class="help">The result nearest in time is taken. The shorter the window, the closer the blood is to the ECG, and the fewer the pairs.</p>
    </fieldset>
    <fieldset>
      <legend>Haemolysed samples</legend>
      <div class="windows">
        <label class="check"><input type="radio" name="haemolysed" .checked=${choices.haemolysed === "drop"} @change=${() => onChange({ haemolysed: "drop" })} /> leave out</label>
        <label class="check"><input type="radio" name="haemolysed" .checked=${choices.haemolysed === "keep"} @change=${() => onChange({ haemolysed: "keep" })} /> keep, with a flag</label>
      </div>
      <p class="help">Broken red cells release potassium, so that the value reads too high.</p>
    </fieldset>
    <label class="field"><span class="name">The ECG clock may be wrong by</span>
      <span class="with-unit"><input type="number" name="uncertainty" min="0" step="any" .value=${String(choices.ecgClockUncertaintyMinutes)} @input=${(event: Event) => onChange({ ecgClockUncertaintyMinutes: number(event) })} /> minutes</span>
      <span class="help">Shown beside the pairs; it moves none of them.</span>
    </label>
  </div>`;
}
