/** The form for a bare array: which one, which way round, its leads, rate and unit. */
import type { ArrayLayout } from "@kalium/ecg";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { renderUnitFields } from "./unitFields.ts";
import { LEAD_NAMES, type WizardQuestion } from "./wizardQuestion.ts";

export function renderArrayForm(question: WizardQuestion, layout: ArrayLayout, onChange: (change: (layout: ArrayLayout) => ArrayLayout) => void): TemplateResult {
  const set = (part: Partial<ArrayLayout>): void => onChange((current) => ({ ...current, ...part }));
  const value = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;
  const shape = (question.arrays.find(({ name }) => name === layout.arrayName) ?? question.arrays[0])?.shape ?? [];
  const leadCount = shape.length < 2 ? shape.length : layout.leadAxis === "first" ? shape[shape.length - 2]! : shape[shape.length - 1]!;
  const isOff = layout.leadNames.length > 0 && leadCount > 0 && leadCount !== layout.leadNames.length;
  return html`
    <div class="fields">
      ${question.arrays.length > 1
        ? html`<label class="field"><span class="name">Array</span>
            <select name="array" @change=${(event: Event) => set({ arrayName: value(event) })}>
              ${question.arrays.map(({ name, shape: size }) => html`<option value=${name} ?selected=${layout.arrayName === name}>${name} (${size.join(" × ")})</option>`)}
            </select>
          </label>`
        : nothing}
      <label class="field"><span class="name">Each lead is one of the</span>
        <select name="axis" @change=${(event: Event) => set({ leadAxis: value(event) as ArrayLayout["leadAxis"] })}>
          <option value="first" ?selected=${layout.leadAxis === "first"}>rows</option>
          <option value="last" ?selected=${layout.leadAxis === "last"}>columns</option>
        </select>
        <span class="help">${shape.length > 0 ? `The array is ${shape.join(" × ")}: rows by columns.` : nothing}</span>
      </label>
      ${renderUnitFields(layout, set)}
    </div>
    <label class="field wide"><span class="name">Names of the leads, in order</span>
      <input type="text" name="leads" autocomplete="off" aria-invalid=${isOff} .value=${layout.leadNames.join(", ")} @change=${(event: Event) => set({ leadNames: value(event).split(/[,;\s]+/).filter(Boolean) })} />
      <span class=${isOff ? "invalid" : "help"}>${isOff ? `${layout.leadNames.length} names for ${leadCount} leads.` : "Separated by commas."}</span>
    </label>
    <p class="actions"><button type="button" @click=${() => set({ leadNames: LEAD_NAMES })}>The usual twelve</button></p>`;
}
