import type { KaliumPotassiumSlider } from "@kalium/elements/potassium-slider";
import "@kalium/elements/potassium-slider";
import "@kalium/elements/twelve-lead";
import type { TwelveLeadLayout } from "@kalium/elements/twelve-lead";
import { drawPatient, seededStreams, simulateForTeaching, TEACHING_RATE_HZ, typicalPatient } from "@kalium/simulator";
import type { SimulatedRecording } from "@kalium/simulator";
import { LitElement, css, html } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";

/** What the person set. */
export interface KEcgSimDetail {
  readonly potassiumMmolPerL: number;
}

/**
 * @summary Potassium on a slider above the twelve leads of a simulated person, for any page.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<KEcgSimDetail>} k-ecg-sim-change - The person moved the slider.
 * @csspart disclaimer - The line that says what this is.
 */
@customElement("k-ecg-sim")
export class KEcgSim extends LitElement {
  static override styles = css`
    :host {
      display: grid;
      gap: 8px;
      min-width: 0;
      font-family: system-ui, sans-serif;
    }

    :host([hidden]) {
      display: none;
    }

    p {
      margin: 0;
      color: light-dark(#565c64, #a9abaf);
      font-size: 0.8125rem;
      line-height: 1.45;
    }
  `;

  /** Serum potassium, mmol/L, 2.0 to 9.0. */
  @property({ type: Number, reflect: true }) potassium = 4.5;
  /** 0 is the typical person; any other whole number draws somebody else. */
  @property({ type: Number }) person = 0;
  @property({ type: Number }) seed = 1;
  /** "auto", "3x4+1", "6x2", "12x1" or "beat". */
  @property({ type: String }) layout: TwelveLeadLayout | "auto" = "auto";

  /** The recording on the paper, with the marks of its waves. */
  simulated: SimulatedRecording = this.draw();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!(this.potassium >= 2 && this.potassium <= 9)) this.potassium = Math.min(9, Math.max(2, this.potassium || 4.5));
    if (changed.has("potassium") || changed.has("person") || changed.has("seed")) this.simulated = this.draw();
  }

  protected override render(): TemplateResult {
    const { parameters, recording } = this.simulated;
    const who = this.person === 0 ? "Typical person" : `Person ${this.person}`;
    const heading = `${who}, ${this.potassium.toFixed(1)} mmol/L`;
    return html`
      <kalium-potassium-slider .potassiumMmolPerL=${this.potassium} @kalium-potassium-change=${this.onSlide}></kalium-potassium-slider>
      <kalium-twelve-lead
        .leads=${recording.leads} .samplingRateHz=${TEACHING_RATE_HZ} .layout=${this.layout} simulated filterText="no filter" .heading=${heading}
        .summary=${`${heading}, rhythm: ${parameters.rhythm.replace(/-/g, " ")}.`} @kalium-sheet-change=${(event: CustomEvent<{ layout: TwelveLeadLayout | "auto" }>) => (this.layout = event.detail.layout)}
      ></kalium-twelve-lead>
      <p part="disclaimer" role="note">Simulated with Kalium, for teaching and method testing, not for diagnosis. What the curve rests on differs from one potassium to the next; the lesson “Potassium and the heartbeat” names it for each number.</p>
    `;
  }

  private draw(): SimulatedRecording {
    const streams = seededStreams(this.seed);
    const patient = this.person === 0 ? typicalPatient() : drawPatient(streams(`person-${this.person}`), `person-${this.person}`);
    return simulateForTeaching({ patient, potassiumMmolPerL: this.potassium, random: streams("recording") });
  }

  private readonly onSlide = (event: Event): void => {
    event.stopPropagation();
    this.potassium = (event.target as KaliumPotassiumSlider).potassiumMmolPerL;
    const detail: KEcgSimDetail = { potassiumMmolPerL: this.potassium };
    this.dispatchEvent(new CustomEvent("k-ecg-sim-change", { detail, bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "k-ecg-sim": KEcgSim;
  }
  interface HTMLElementEventMap {
    "k-ecg-sim-change": CustomEvent<KEcgSimDetail>;
  }
}
