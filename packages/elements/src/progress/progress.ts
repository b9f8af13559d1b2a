import { LitElement, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { controlStyles } from "../style/control.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { durationInWords } from "../text/durationInWords.ts";
import { formatCount, formatNumber } from "../text/formatNumber.ts";
import { progressStyles } from "./progress.styles.ts";

/**
 * @summary How far long work has come: what is being done, how fast, the time left, and a way to stop it.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent} kalium-cancel - The person asked to stop.
 */
@customElement("kalium-progress")
export class KaliumProgress extends LitElement {
  static override styles = [tokenStyles, controlStyles, progressStyles];

  /** What is being done, e.g. "Opening". */
  @property({ type: String }) label = "";
  @property({ type: Number }) done = 0;
  /** 0 while it is not known. */
  @property({ type: Number }) total = 0;
  /** What is counted, in the plural: "files", "records". */
  @property({ type: String }) unit = "files";
  /** Done per second; null until it can be told. */
  @property({ attribute: false }) perSecond: number | null = null;
  /** Null until it can be told. */
  @property({ attribute: false }) secondsLeft: number | null = null;
  /** What is worked on now. */
  @property({ type: String }) current = "";
  /** The person has asked to stop, and the work is ending. */
  @property({ type: Boolean }) stopping = false;

  protected override render(): TemplateResult {
    const isKnown = this.total > 0;
    const counts = isKnown ? `${formatCount(this.done)} of ${formatCount(this.total)} ${this.unit}` : "";
    const speed = this.perSecond === null || !(this.perSecond > 0) ? "" : `${formatNumber(this.perSecond < 10 ? Math.round(this.perSecond * 10) / 10 : Math.round(this.perSecond))} ${this.unit}/s`;
    const left = this.secondsLeft === null ? "" : `${durationInWords(this.secondsLeft)} left`;
    return html`<div class="box">
      <div class="line">
        <p class="label">${this.stopping ? "Stopping…" : `${this.label}…`}</p>
        <button type="button" ?disabled=${this.stopping} @click=${this.onCancel}>Cancel</button>
      </div>
      ${isKnown ? html`<progress aria-label=${this.label} max=${this.total} .value=${this.done}></progress>` : html`<progress aria-label=${this.label}></progress>`}
      <p class="facts">${[counts, speed, left].filter(Boolean).join(" · ")}</p>
      ${this.current ? html`<p class="current" title=${this.current}>${this.current}</p>` : nothing}
      <p class="visually-hidden" role="status">${this.spoken(left)}</p>
    </div>`;
  }

  /** Said at the start and at each tenth, so that a screen reader is not flooded. */
  private spoken(left: string): string {
    if (this.stopping) return "Stopping";
    if (this.total === 0) return this.label;
    const tenth = Math.floor((10 * this.done) / this.total) * 10;
    return tenth === 0 ? this.label : `${this.label}: ${tenth} percent${left ? `, ${left}` : ""}`;
  }

  private readonly onCancel = (): void => {
    this.dispatchEvent(new CustomEvent("kalium-cancel", { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-progress": KaliumProgress;
  }
}
