import { LitElement, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { figureStem, svgFile } from "../figure/figureFile.ts";
import type { FigureFile } from "../figure/figureFile.ts";
import { standaloneSvg } from "../figure/standaloneSvg.ts";
import { controlStyles } from "../style/control.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { resolveThemeColours } from "../style/themeColours.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { WidthController } from "../style/widthController.ts";
import { durationInWords } from "../text/durationInWords.ts";
import { formatCount, formatFixed } from "../text/formatNumber.ts";
import { curveChart } from "./curveChart.ts";
import type { CurveSeries } from "./curveChart.ts";
import { IDLE_TRAINING } from "./trainingPanelState.ts";
import type { TrainingPanelState, TrainingStatus } from "./trainingPanelState.ts";
import { trainingPanelStyles } from "./trainingPanel.styles.ts";

const STATUS_WORDS: Readonly<Record<TrainingStatus, string>> = {
  idle: "Ready", running: "Running", paused: "Paused", cancelling: "Cancelling…", cancelled: "Cancelled", done: "Done", failed: "Failed",
};
const CHART_HEIGHT_PX = 170;

type PanelEvent = "kalium-run" | "kalium-pause" | "kalium-resume" | "kalium-cancel" | "kalium-resume-saved" | "kalium-discard-saved";

/**
 * @summary A training run as it happens: progress, speed, time left, where it runs and why, curves, and its buttons.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<null>} kalium-run - Run was pressed.
 * @event {CustomEvent<null>} kalium-pause - Pause was pressed.
 * @event {CustomEvent<null>} kalium-resume - Resume was pressed.
 * @event {CustomEvent<null>} kalium-cancel - Cancel was pressed.
 * @event {CustomEvent<null>} kalium-resume-saved - Go on from the saved state.
 * @event {CustomEvent<null>} kalium-discard-saved - Throw the saved state away and start again.
 * @csspart frame - The whole panel.
 */
@customElement("kalium-training-panel")
export class KaliumTrainingPanel extends LitElement {
  static override styles = [tokenStyles, figureStyles, controlStyles, trainingPanelStyles];

  @property({ attribute: false }) state: TrainingPanelState = IDLE_TRAINING;
  @property({ type: String }) heading = "";
  /** File stem of the exported figure. */
  @property({ type: String, reflect: true }) figure = "";

  private readonly width = new WidthController(this, 760);

  /** Both curves as one standalone SVG. */
  async exportFigure(): Promise<FigureFile> {
    await this.updateComplete;
    const colours = resolveThemeColours(this);
    const drawings = [...this.renderRoot.querySelectorAll<SVGSVGElement>(".charts svg")];
    const width = this.chartWidth();
    return svgFile(
      figureStem(this.figure, "training"),
      standaloneSvg(
        drawings.map((svg, index) => ({ svg, xPx: 16 + index * (width + 24), yPx: 40 })),
        {
          title: this.heading || this.state.stage || "Training",
          widthPx: 32 + drawings.length * width + 24 * Math.max(0, drawings.length - 1),
          heightPx: CHART_HEIGHT_PX + 56,
          background: colours.surface,
          fontFamily: getComputedStyle(this).fontFamily,
          captions: [{ text: [this.heading || this.state.stage || "Training", STATUS_WORDS[this.state.status].toLowerCase(), this.state.executorName].filter(Boolean).join(" · "), xPx: 16, yPx: 24, weight: 600, sizePx: 13, colour: colours.ink }],
        },
      ),
    );
  }

  protected override render(): TemplateResult {
    const { state } = this;
    const share = state.stepsTotal > 0 ? Math.min(1, state.stepsDone / state.stepsTotal) : 0;
    return html`<section class="frame" part="frame" aria-label=${this.heading || "Training"}>
      <div class="top">
        <div class="what">
          ${this.heading ? html`<h3 class="heading">${this.heading}</h3>` : nothing}
          <p class="status" role="status"><span class="dot ${state.status}" aria-hidden="true"></span><span>${STATUS_WORDS[state.status]}</span>${state.stage ? html`<span>· ${state.stage}</span>` : nothing}</p>
          <p class="detail">${state.detail}</p>
        </div>
        <div class="buttons" role="group" aria-label="Run">${this.renderButtons()}</div>
      </div>
      ${state.resumable && (state.status === "idle" || state.status === "cancelled" || state.status === "failed")
        ? html`<div class="saved">
            <p>A saved run from ${state.resumable.savedAt}${state.resumable.detail ? html`: ${state.resumable.detail}` : nothing}</p>
            <div class="buttons">
              <button type="button" class="primary" @click=${() => this.tell("kalium-resume-saved")}>Resume from ${state.resumable.savedAt}</button>
              <button type="button" @click=${() => this.tell("kalium-discard-saved")}>Start again</button>
            </div>
          </div>`
        : nothing}
      <div class="bar" role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(share * 100)} aria-valuetext=${this.progressText(share)}>
        <svg aria-hidden="true" preserveAspectRatio="none"><rect width="${(share * 100).toFixed(2)}%" height="100%"></rect></svg>
      </div>
      <dl>
        <div><dt>Steps</dt><dd>${formatCount(state.stepsDone)} of ${state.stepsTotal > 0 ? formatCount(state.stepsTotal) : "–"}</dd></div>
        <div><dt>Steps per second</dt><dd>${state.stepsPerSecond > 0 ? formatFixed(state.stepsPerSecond, state.stepsPerSecond < 10 ? 1 : 0) : "–"}</dd></div>
        <div><dt>Time left</dt><dd>${state.status === "running" && state.secondsLeft !== null ? durationInWords(state.secondsLeft) : "–"}</dd></div>
        <div class="wide"><dt>Runs on</dt><dd>${state.executorName ? html`${state.executorName}${state.adapter ? html`, ${state.adapter}` : nothing} ${state.executorReason ? html`<span class="why">${state.executorReason}</span>` : nothing}` : "not chosen yet"}</dd></div>
      </dl>
      ${state.message ? html`<p class="message ${state.status}" role=${state.status === "failed" ? "alert" : nothing}>${state.message}</p>` : nothing}
      <div class="charts">
        ${curveChart(lossSeries(state), { title: "Loss", widthPx: this.chartWidth(), heightPx: CHART_HEIGHT_PX, decimals: 3 })}
        ${curveChart(accuracySeries(state), { title: "Accuracy", widthPx: this.chartWidth(), heightPx: CHART_HEIGHT_PX, domain: [0, 1], decimals: 3 })}
      </div>
    </section>`;
  }

  private chartWidth(): number {
    const inner = this.width.widthPx - 34;
    return Math.max(220, Math.floor(inner >= 560 ? (inner - 24) / 2 : inner));
  }

  private renderButtons(): TemplateResult {
    const { status } = this.state;
    const isActive = status === "running" || status === "paused";
    const isPaused = status === "paused";
    const hasOffer = this.state.resumable !== null && (status === "idle" || status === "cancelled" || status === "failed");
    return html`
      <button type="button" class=${hasOffer || isActive ? "" : "primary"} ?disabled=${isActive || status === "cancelling"} @click=${() => this.tell("kalium-run")}>
        ${status === "done" || status === "cancelled" || status === "failed" ? "Run again" : "Run"}
      </button>
      ${isPaused
        ? html`<button type="button" class="primary" @click=${() => this.tell("kalium-resume")}>Resume</button>`
        : html`<button type="button" ?disabled=${status !== "running"} @click=${() => this.tell("kalium-pause")}>Pause</button>`}
      <button type="button" ?disabled=${!isActive} @click=${() => this.tell("kalium-cancel")}>Cancel</button>
    `;
  }

  private progressText(share: number): string {
    const { state } = this;
    const left = state.status === "running" && state.secondsLeft !== null ? `, ${durationInWords(state.secondsLeft)} left` : "";
    return `${Math.round(share * 100)} %${left}`;
  }

  private tell(name: PanelEvent): void {
    this.dispatchEvent(new CustomEvent(name, { detail: null, bubbles: true, composed: true }));
  }
}

function lossSeries(state: TrainingPanelState): CurveSeries[] {
  const validated = state.lossCurve.filter((point) => point.validation !== null);
  return [
    { name: "train", className: "train", x: state.lossCurve.map((point) => point.x), y: state.lossCurve.map((point) => point.train) },
    { name: "validation", className: "validation", x: validated.map((point) => point.x), y: validated.map((point) => point.validation ?? NaN) },
  ];
}

function accuracySeries(state: TrainingPanelState): CurveSeries[] {
  return [{ name: "validation", className: "validation", x: state.accuracyCurve.map((point) => point.x), y: state.accuracyCurve.map((point) => point.validation) }];
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-training-panel": KaliumTrainingPanel;
  }
  interface HTMLElementEventMap extends Record<PanelEvent, CustomEvent<null>> {}
}
