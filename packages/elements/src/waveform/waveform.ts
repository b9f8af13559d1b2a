import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { figureStem, svgFile } from "../figure/figureFile.ts";
import type { FigureFile } from "../figure/figureFile.ts";
import { controlStyles } from "../style/control.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { sheetFrameStyles } from "../style/sheetFrame.styles.ts";
import { ThemeController } from "../style/themeColours.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { WidthController } from "../style/widthController.ts";
import { formatFixed } from "../text/formatNumber.ts";
import { cursorReadout, drawCursor, neighbouringMark } from "./cursor.ts";
import type { SampleCursor } from "./cursor.ts";
import { PanController } from "./panController.ts";
import { SvgPaper } from "./paperSurface.ts";
import { drawSheet } from "./renderer.ts";
import type { WaveformLead, WaveformMark, WaveformSheet } from "./renderer.ts";
import { settingsLines } from "./settingsLines.ts";
import { sheetAction } from "./sheetAction.ts";
import type { SheetAction } from "./sheetAction.ts";
import { PAPER_GAINS, PAPER_SPEEDS, sheetGeometry } from "./sheetGeometry.ts";
import type { PaperGain, PaperSpeed, SheetGeometry } from "./sheetGeometry.ts";
import { waveformStyles } from "./waveform.styles.ts";
import { longestS, waveformSummary } from "./waveformSummary.ts";

/** What the person now sees. */
export interface WaveformViewDetail {
  readonly startS: number;
  readonly speedMmPerS: number;
  readonly gainMmPerMillivolt: number;
}

/**
 * @summary ECG leads on millimetre paper, with a calibration pulse, marks and a cursor.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<WaveformViewDetail>} kalium-view-change - The person panned or changed speed or gain.
 * @csspart frame - The whole instrument.
 * @csspart sheet - The paper.
 * @cssproperty [--kalium-grid-major] - Colour of the 5 mm lines.
 * @cssproperty [--kalium-grid-minor] - Colour of the 1 mm lines.
 */
@customElement("kalium-waveform")
export class KaliumWaveform extends LitElement {
  static override styles = [tokenStyles, figureStyles, controlStyles, sheetFrameStyles, waveformStyles];

  /** Leads in millivolts, first sample at `loadedFromS`. Never mutated. */
  @property({ attribute: false }) leads: readonly WaveformLead[] = [];
  @property({ type: Number }) samplingRateHz = 500;
  /** Beat annotations, in any order. */
  @property({ attribute: false }) marks: readonly WaveformMark[] = [];
  /** Paper speed: 12.5, 25, 50 or 100 mm/s. */
  @property({ type: Number }) speedMmPerS: PaperSpeed = 25;
  /** Gain: 2.5, 5, 10, 20 or 40 mm/mV. */
  @property({ type: Number }) gainMmPerMillivolt: PaperGain = 10;
  /**
   * Time of the leads' first sample in the recording, s. With `recordingS` it lets a host load only the stretch in view of a
   * long recording: on `kalium-view-change` it gives the leads of another stretch.
   */
  @property({ type: Number }) loadedFromS = 0;
  /** Length of the whole recording, s; 0 when the leads are all of it. */
  @property({ type: Number }) recordingS = 0;
  /** Time at the left edge, s. */
  @property({ type: Number }) startS = 0;
  @property({ type: String }) heading = "";
  /** The filter in force, as printed on the trace. */
  @property({ type: String }) filterText = "";
  /** Prints "Simulated" on the paper. */
  @property({ type: Boolean }) simulated = false;
  /** Measured size of this screen's CSS mm, 1 when not measured. */
  @property({ type: Number }) screenScale = 1;
  /** File stem of the exported figure. */
  @property({ type: String, reflect: true }) figure = "";

  @state() private cursor: SampleCursor | null = null;
  @state() private isCursorMode = false;
  @state() private announcement = "";
  @query("canvas.trace") private readonly traceCanvas!: HTMLCanvasElement;
  @query("canvas.overlay") private readonly overlayCanvas!: HTMLCanvasElement;

  private readonly theme = new ThemeController(this);
  private readonly width = new WidthController(this, 760);
  private sortedMarks: readonly WaveformMark[] = [];
  private readonly pan = new PanController(this, {
    onPan: (px) => this.moveTo(this.startS + px / this.geometry().pxPerSecond),
    onPoint: (place) => this.point(place),
  });

  /** The sheet as a standalone SVG whose millimetres are true millimetres. */
  async exportFigure(): Promise<FigureFile> {
    await this.updateComplete;
    const paper = new SvgPaper();
    const geometry = this.geometry(false);
    drawSheet(paper, geometry, this.sheet(false), this.theme.colours);
    const title = [this.heading ? "" : "ECG", ...this.settingsLines(false), this.simulated ? "simulated" : ""].filter(Boolean).join(", ");
    return svgFile(figureStem(this.figure, "waveform"), paper.document(title, geometry.widthPx, geometry.heightPx, geometry.pxPerMm));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("marks")) this.sortedMarks = [...this.marks].sort((a, b) => a.sampleIndex - b.sampleIndex);
    if (changed.has("leads")) this.cursor = null;
  }

  protected override updated(changed: PropertyValues): void {
    const isCursorOnly = changed.size > 0 && [...changed.keys()].every((key) => key === "cursor" || key === "announcement" || key === "isCursorMode");
    if (!isCursorOnly) this.drawTrace();
    this.drawOverlay();
  }

  protected override render(): TemplateResult {
    const geometry = this.geometry();
    const longest = this.lengthS();
    const hasMore = longest > geometry.spanS + 1e-6;
    return html`
      <div class="frame" part="frame">
        <header>
          <div class="title">
            ${this.heading ? html`<h3 class="heading">${this.heading}</h3>` : nothing}
            ${this.simulated ? html`<span class="badge">Simulated</span>` : nothing}
            ${this.filterText ? html`<span class="filter">${this.filterText}</span>` : nothing}
          </div>
          <div class="controls" role="group" aria-label="Paper">
            <select aria-label="Paper speed" .value=${String(this.speedMmPerS)} @change=${this.onSpeed}>
              ${PAPER_SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === this.speedMmPerS}>${speed} mm/s</option>`)}
            </select>
            <select aria-label="Gain" .value=${String(this.gainMmPerMillivolt)} @change=${this.onGain}>
              ${PAPER_GAINS.map((gain) => html`<option value=${gain} ?selected=${gain === this.gainMmPerMillivolt}>${gain} mm/mV</option>`)}
            </select>
            <button type="button" aria-pressed=${this.isCursorMode} ?disabled=${this.leads.length === 0} @click=${this.onToggleCursor}>Cursor</button>
          </div>
        </header>
        <div
          class="sheet" part="sheet" role="group" tabindex="0" aria-describedby="keys"
          aria-label=${`${this.heading || "ECG"}, paper`}
          @keydown=${this.onKeyDown} @pointerdown=${this.pan.onPointerDown} @pointermove=${this.pan.onPointerMove}
          @pointerup=${this.pan.onPointerUp} @pointercancel=${this.pan.onPointerUp} @pointerleave=${this.pan.onPointerLeave}
        >
          <canvas class="trace" role="img" aria-label=${this.summary(geometry)}></canvas>
          <canvas class="overlay" aria-hidden="true"></canvas>
        </div>
        <p id="keys" class="visually-hidden">
          Left and right arrow move the paper, with Shift a page; Home and End go to the start and the end. Plus and minus
          change the speed, up and down arrow the gain. C turns the cursor on: then left and right move it one sample, with
          Shift to the next mark, up and down change the lead, Escape leaves.
        </p>
        <footer>
          <span class="readout ${this.cursor ? "" : "idle"}" aria-hidden="true">${this.cursor ? this.readout(this.cursor) : "Point at the trace, or press C, to read values"}</span>
          ${hasMore
            ? html`<label class="position">
                <span class="visually-hidden">Position in the recording, seconds</span>
                <input
                  type="range" min="0" max=${this.lastStartS(geometry)} step=${Math.max(0.1, geometry.spanS / 20)}
                  .value=${String(this.startS)} aria-valuetext=${`${formatFixed(this.startS, 1)} seconds`} @input=${this.onPosition}
                />
                <output>${formatFixed(this.startS, 1)}–${formatFixed(Math.min(longest, this.startS + geometry.spanS), 1)} of ${formatFixed(longest, 1)} s</output>
              </label>`
            : nothing}
        </footer>
        <div class="visually-hidden" aria-live="polite">${this.announcement}</div>
      </div>
    `;
  }

  private geometry(isScreen = true): SheetGeometry {
    return sheetGeometry({
      widthPx: Math.max(80, this.width.widthPx - 2),
      leadCount: this.leads.length,
      speedMmPerS: this.speedMmPerS,
      gainMmPerMillivolt: this.gainMmPerMillivolt,
      screenScale: isScreen ? this.screenScale : 1,
      hasMarks: this.marks.length > 0,
      settingsLineCount: this.settingsLines(isScreen).length,
    });
  }

  private sheet(isScreen: boolean): WaveformSheet {
    return {
      leads: this.leads,
      samplingRateHz: this.samplingRateHz,
      marks: this.sortedMarks,
      startS: this.startS,
      loadedFromS: this.loadedFromS,
      settingsLines: this.settingsLines(isScreen),
      simulated: this.simulated,
      fontFamily: getComputedStyle(this).fontFamily || "sans-serif",
      devicePixelRatio: isScreen ? devicePixelRatio || 1 : 1,
      isSnapped: isScreen,
    };
  }

  private settingsLines(isScreen: boolean): string[] {
    const lines = settingsLines({
      speedMmPerS: this.speedMmPerS, gainMmPerMillivolt: this.gainMmPerMillivolt, filterText: this.filterText,
      isUncalibratedScreen: isScreen && this.screenScale === 1, widthPx: this.width.widthPx,
    });
    // On screen the heading stands above the paper; a file has to carry it itself.
    return isScreen || !this.heading ? lines : [this.heading, ...lines];
  }

  private summary(geometry: SheetGeometry): string {
    return waveformSummary({
      heading: this.heading, leads: this.leads, samplingRateHz: this.samplingRateHz, marks: this.sortedMarks,
      startS: this.startS, spanS: geometry.spanS, loadedFromS: this.loadedFromS, lengthS: this.lengthS(), simulated: this.simulated, filterText: this.filterText,
    });
  }

  private prepareCanvas(canvas: HTMLCanvasElement, geometry: SheetGeometry): CanvasRenderingContext2D | null {
    const ratio = devicePixelRatio || 1;
    const width = Math.round(geometry.widthPx * ratio);
    const height = Math.round(geometry.heightPx * ratio);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    canvas.style.setProperty("height", `${geometry.heightPx}px`);
    const context = canvas.getContext("2d");
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
  }

  private drawTrace(): void {
    const geometry = this.geometry();
    const context = this.prepareCanvas(this.traceCanvas, geometry);
    if (context) drawSheet(context, geometry, this.sheet(true), this.theme.colours);
  }

  private drawOverlay(): void {
    const geometry = this.geometry();
    const context = this.prepareCanvas(this.overlayCanvas, geometry);
    if (!context) return;
    context.clearRect(0, 0, geometry.widthPx, geometry.heightPx);
    if (!this.cursor) return;
    const xPx = geometry.traceLeftPx + (this.loadedFromS + this.cursor.sampleIndex / this.samplingRateHz - this.startS) * geometry.pxPerSecond;
    drawCursor(context, geometry, this.cursor, this.leads[this.cursor.lead], xPx, this.theme.colours);
  }

  private readout(cursor: SampleCursor): string {
    return cursorReadout(cursor, this.leads, this.samplingRateHz, this.sortedMarks, this.loadedFromS);
  }

  private lastStartS(geometry: SheetGeometry): number {
    return Math.max(0, this.lengthS() - geometry.spanS);
  }

  /** Length of the recording, of which the leads may be a stretch. */
  private lengthS(): number {
    return Math.max(this.recordingS, this.loadedFromS + longestS(this.leads, this.samplingRateHz));
  }

  private moveTo(startS: number): boolean {
    const clamped = Math.min(Math.max(0, startS), this.lastStartS(this.geometry()));
    if (clamped === this.startS) return false;
    this.startS = clamped;
    this.tell();
    return true;
  }

  private tell(): void {
    const detail: WaveformViewDetail = { startS: this.startS, speedMmPerS: this.speedMmPerS, gainMmPerMillivolt: this.gainMmPerMillivolt };
    this.dispatchEvent(new CustomEvent("kalium-view-change", { detail, bubbles: true, composed: true }));
  }

  private stepSpeed(step: 1 | -1): void {
    const next = PAPER_SPEEDS[PAPER_SPEEDS.indexOf(this.speedMmPerS) + step];
    if (next) this.changeSpeed(next);
  }

  private stepGain(step: 1 | -1): void {
    const next = PAPER_GAINS[PAPER_GAINS.indexOf(this.gainMmPerMillivolt) + step];
    if (!next) return;
    this.gainMmPerMillivolt = next;
    this.announcement = `${next} millimetres per millivolt`;
    this.tell();
  }

  /** Keeps the middle of the view where it is. */
  private changeSpeed(speed: PaperSpeed): void {
    const middleS = this.startS + this.geometry().spanS / 2;
    this.speedMmPerS = speed;
    const geometry = this.geometry();
    this.startS = Math.min(Math.max(0, middleS - geometry.spanS / 2), this.lastStartS(geometry));
    this.announcement = `${speed} millimetres per second`;
    this.tell();
  }

  private placeCursor(cursor: SampleCursor, isSpoken: boolean): void {
    const longest = this.leads[cursor.lead]?.samplesMillivolt.length ?? 0;
    const sampleIndex = Math.min(Math.max(0, cursor.sampleIndex), longest - 1);
    if (sampleIndex < 0) return;
    this.cursor = { lead: cursor.lead, sampleIndex };
    if (!isSpoken) return;
    this.announcement = this.readout(this.cursor);
    const { spanS } = this.geometry();
    const timeS = this.loadedFromS + sampleIndex / this.samplingRateHz;
    if (timeS < this.startS) this.moveTo(timeS - spanS * 0.8);
    else if (timeS > this.startS + spanS) this.moveTo(timeS - spanS * 0.2);
  }

  private setCursorMode(isOn: boolean): void {
    this.isCursorMode = isOn;
    if (!isOn) {
      this.cursor = null;
      this.announcement = "Cursor off";
      return;
    }
    const middleS = this.startS + this.geometry().spanS / 2;
    const from = this.cursor ?? { lead: 0, sampleIndex: this.sampleAt(Math.min(middleS, this.lengthS() / 2 + this.startS)) };
    this.placeCursor(from, true);
  }

  private readonly onToggleCursor = (): void => {
    this.setCursorMode(!this.isCursorMode);
    if (this.isCursorMode) this.renderRoot.querySelector<HTMLElement>(".sheet")?.focus();
  };

  private readonly onSpeed = (event: Event): void => this.changeSpeed(Number((event.target as HTMLSelectElement).value) as PaperSpeed);

  private readonly onGain = (event: Event): void => {
    this.gainMmPerMillivolt = Number((event.target as HTMLSelectElement).value) as PaperGain;
    this.tell();
  };

  private readonly onPosition = (event: Event): void => {
    this.moveTo(Number((event.target as HTMLInputElement).value));
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = sheetAction(event.key, event.shiftKey, this.isCursorMode);
    if (!action) return;
    event.preventDefault();
    this.act(action);
  };

  private act(action: SheetAction): void {
    const geometry = this.geometry();
    const cursor = this.cursor ?? { lead: 0, sampleIndex: this.sampleAt(this.startS) };
    switch (action.kind) {
      case "pan": this.moveTo(this.startS + action.step * (action.unit === "page" ? geometry.spanS : (5 * geometry.pxPerMm) / geometry.pxPerSecond)); return;
      case "edge": this.moveTo(action.edge === "start" ? 0 : Infinity); return;
      case "speed": this.stepSpeed(action.step); return;
      case "gain": this.stepGain(action.step); return;
      case "cursor-toggle": this.setCursorMode(!this.isCursorMode); return;
      case "cursor-sample": this.placeCursor({ ...cursor, sampleIndex: cursor.sampleIndex + action.step }, true); return;
      case "cursor-mark": this.placeCursor({ ...cursor, sampleIndex: neighbouringMark(cursor.sampleIndex, action.step, this.sortedMarks, this.samplingRateHz) }, true); return;
      case "cursor-lead": this.placeCursor({ ...cursor, lead: Math.min(Math.max(0, cursor.lead + action.step), this.leads.length - 1) }, true); return;
      default: action satisfies never;
    }
  }

  private point(place: { readonly x: number; readonly y: number } | null): void {
    if (this.isCursorMode || this.leads.length === 0) return;
    const geometry = this.geometry();
    const timeS = place === null ? -1 : this.startS + (place.x - geometry.traceLeftPx) / geometry.pxPerSecond;
    if (place === null || timeS < this.startS || timeS > this.lengthS()) {
      this.cursor = null;
      return;
    }
    let lead = 0;
    geometry.baselinesPx.forEach((base, row) => {
      if (Math.abs(base - place.y) < Math.abs(geometry.baselinesPx[lead] - place.y)) lead = row;
    });
    this.placeCursor({ lead, sampleIndex: this.sampleAt(timeS) }, false);
  }

  private sampleAt(timeS: number): number {
    return Math.round((timeS - this.loadedFromS) * this.samplingRateHz);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-waveform": KaliumWaveform;
  }
  interface HTMLElementEventMap {
    "kalium-view-change": CustomEvent<WaveformViewDetail>;
  }
}
