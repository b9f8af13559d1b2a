import { LitElement, html } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { controlStyles } from "../style/control.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { formatFixed } from "../text/formatNumber.ts";
import { potassiumSliderStyles } from "./potassiumSlider.styles.ts";
import { heldPotassium, HIGHEST_MMOL_PER_L, LOWEST_MMOL_PER_L, POTASSIUM_ZONES, potassiumAfterKey, zoneOf } from "./potassiumZones.ts";

export interface PotassiumChangeDetail {
  readonly potassiumMmolPerL: number;
}

/**
 * @summary Serum potassium from 2.0 to 9.0 mmol/L on a slider with zones and presets.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<PotassiumChangeDetail>} kalium-potassium-change - The person moved the slider or pressed a preset.
 * @csspart panel - The whole control.
 */
@customElement("kalium-potassium-slider")
export class KaliumPotassiumSlider extends LitElement {
  static override styles = [tokenStyles, controlStyles, potassiumSliderStyles];

  /** Serum potassium, mmol/L, in tenths from 2.0 to 9.0. */
  @property({ type: Number }) potassiumMmolPerL = 4.5;
  @property({ type: String }) label = "Serum potassium";
  /** Values on buttons, mmol/L. */
  @property({ attribute: false }) presets: readonly number[] = [2.5, 4.5, 6.5, 8, 9];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("potassiumMmolPerL")) this.potassiumMmolPerL = heldPotassium(Number.isFinite(this.potassiumMmolPerL) ? this.potassiumMmolPerL : 4.5);
  }

  protected override render(): TemplateResult {
    const zone = zoneOf(this.potassiumMmolPerL);
    const reading = formatFixed(this.potassiumMmolPerL, 1);
    return html`<div class="panel" part="panel">
      <div class="reading" aria-hidden="true">
        <span class="name"><span class="long">${this.label}</span> <span class="zone ${zone.name}">${zone.words}</span></span>
        <span class="value">${reading} <span class="unit">mmol/L</span></span>
      </div>
      <div class="track">
        <input
          type="range" min=${LOWEST_MMOL_PER_L} max=${HIGHEST_MMOL_PER_L} step="0.1" .value=${live(String(this.potassiumMmolPerL))}
          aria-label=${this.label} aria-valuetext=${`${reading} millimoles per litre, ${zone.words}`}
          @input=${this.onInput} @keydown=${this.onKeyDown}
        />
        <div class="zones" aria-hidden="true">
          ${POTASSIUM_ZONES.map((each) => html`<span class=${each.name}>${each.words} <span class="bounds">${each.name === "low" ? "< 3.5" : each.name === "usual" ? "3.5–5.0" : "> 5.0"}</span></span>`)}
        </div>
      </div>
      ${this.presets.length === 0
        ? ""
        : html`<div class="presets" role="group" aria-label=${`${this.label}, presets`}>
            ${this.presets.map((preset) => html`<button type="button" aria-pressed=${preset === this.potassiumMmolPerL} @click=${() => this.choose(preset)}>${formatFixed(preset, 1)}</button>`)}
          </div>`}
    </div>`;
  }

  private readonly onInput = (event: Event): void => this.choose(Number((event.target as HTMLInputElement).value));

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = potassiumAfterKey(this.potassiumMmolPerL, event.key, event.shiftKey);
    if (next === null) return;
    event.preventDefault();
    this.choose(next);
  };

  private choose(potassiumMmolPerL: number): void {
    const next = heldPotassium(potassiumMmolPerL);
    if (next === this.potassiumMmolPerL) return;
    this.potassiumMmolPerL = next;
    const detail: PotassiumChangeDetail = { potassiumMmolPerL: next };
    this.dispatchEvent(new CustomEvent("kalium-potassium-change", { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-potassium-slider": KaliumPotassiumSlider;
  }
  interface HTMLElementEventMap {
    "kalium-potassium-change": CustomEvent<PotassiumChangeDetail>;
  }
}
