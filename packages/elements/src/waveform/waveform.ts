import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { figureStem, svgFile } from "../figure/figureFile.ts";
import type { FigureFile } from "../figure/figureFile.ts";
import { controlStyles } from "../style/control.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { ThemeController } from "../style/themeColours.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { WidthController } from "../style/widthController.ts";
import { formatFixed } from "../text/formatNumber.ts";
import { SvgPaper } from "./paperSurface.ts";
import { drawSheet, firstMarkAtOrAfter } from "./renderer.ts";
import type { WaveformLead, WaveformMark, WaveformSheet } from "./renderer.ts";
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

interface Cursor {
  readonly lead: number;
  readonly sampleIndex: number;
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
  static override styles = [tokenStyles, figureStyles, controlStyles, waveformStyles];

  /** Leads in millivolts, first sample at time 0. Never mutated. */
  @property({ attribute: false }) leads: readonly WaveformLead[] = [];
  @property({ type: Number }) samplingRateHz = 500;
  /** Beat annotations, in any order. */
  @property({ attribute: false }) marks: readonly WaveformMark[] = [];
  /** Paper speed: 12.5, 25, 50 or 100 mm/s. */
  @property({ type: Number }) speedMmPerS: PaperSpeed = 25;
  /** Gain: 2.5, 5, 10, 20 or 40 mm/mV. */
  @property({ type: Number }) gainMmPerMillivolt: PaperGain = 10;
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

  @state() private cursor: Cursor | null = null;
  @state() private isCursorMode = false;
  @state() private announcement = "";
  @query("canvas.trace") private readonly traceCanvas!: HTMLCanvasElement;
  @query("canvas.overlay") private readonly overlayCanvas!: HTMLCanvasElement;

  private readonly theme = new ThemeController(this);
  private readonly width = new WidthController(this, 760);
  private sortedMarks: readonly WaveformMark[] = [];
  private drag: { readonly pointerX: number; readonly startS: number } | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("wheel", this.onWheel, { passive: false });
  }

  override disconnectedCallback(): void {
    this.removeEventListener("wheel", this.onWheel);
    super.disconnectedCallback();
  }

  /** The sheet as a standalone SVG whose millimetres are true millimetres. */
  async exportFigure(): Promise<FigureFile> {
    await this.updateComplete;
    const paper = new SvgPaper();
    const geometry = this.geometry(1);
    drawSheet(paper, geometry, this.sheet(false), this.theme.colours);
    const title = [this.heading || "ECG", this.settingsText(), this.simulated ? "simulated" : ""].filter(Boolean).join(", ");
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
    const longest = longestS(this.leads, this.samplingRateHz);
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
          @keydown=${this.onKeyDown} @pointerdown=${this.onPointerDown} @pointermove=${this.onPointerMove}
          @pointerup=${this.onPointerUp} @pointercancel=${this.onPointerUp} @pointerleave=${this.onPointerLeave}
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

  private geometry(screenScale = this.screenScale): SheetGeometry {
    return sheetGeometry({
      widthPx: Math.max(80, this.width.widthPx - 2),
      leadCount: this.leads.length,
      speedMmPerS: this.speedMmPerS,
      gainMmPerMillivolt: this.gainMmPerMillivolt,
      screenScale,
      hasMarks: this.marks.length > 0,
    });
  }

  private sheet(isScreen: boolean): WaveformSheet {
    return {
      leads: this.leads,
      samplingRateHz: this.samplingRateHz,
      marks: this.sortedMarks,
      startS: this.startS,
      settingsText: this.settingsText(isScreen),
      simulated: this.simulated,
      fontFamily: getComputedStyle(this).fontFamily || "sans-serif",
      devicePixelRatio: isScreen ? devicePixelRatio || 1 : 1,
      isSnapped: isScreen,
    };
  }

  private settingsText(isScreen = false): string {
    const parts = [`${this.speedMmPerS} mm/s`, `${this.gainMmPerMillivolt} mm/mV`];
    if (this.filterText) parts.push(this.filterText);
    if (isScreen && this.screenScale === 1) parts.push("screen not calibrated");
    return parts.join("  ·  ");
  }

  private summary(geometry: SheetGeometry): string {
    return waveformSummary({
      heading: this.heading, leads: this.leads, samplingRateHz: this.samplingRateHz, marks: this.sortedMarks,
      startS: this.startS, spanS: geometry.spanS, simulated: this.simulated, filterText: this.filterText,
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
    const { lead, sampleIndex } = this.cursor;
    const x = geometry.traceLeftPx + (sampleIndex / this.samplingRateHz - this.startS) * geometry.pxPerSecond;
    if (x < geometry.traceLeftPx - 0.5 || x > geometry.widthPx) return;
    context.strokeStyle = this.theme.colours.accent;
    context.fillStyle = this.theme.colours.accent;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, geometry.paperHeightPx);
    context.stroke();
    const value = this.leads[lead]?.samplesMillivolt[sampleIndex];
    if (!Number.isFinite(value)) return;
    context.beginPath();
    context.arc(x, geometry.baselinesPx[lead] - value * geometry.pxPerMillivolt, 3.5, 0, 2 * Math.PI);
    context.fill();
  }

  private readout({ lead, sampleIndex }: Cursor): string {
    const value = this.leads[lead]?.samplesMillivolt[sampleIndex];
    const text = Number.isFinite(value) ? `${formatFixed(value, 3)} mV` : "no valid sample";
    const mark = this.sortedMarks[firstMarkAtOrAfter(this.sortedMarks, sampleIndex)];
    const atMark = mark?.sampleIndex === sampleIndex ? ` · ${mark.label ?? mark.symbol}` : "";
    return `${this.leads[lead]?.name ?? ""} · ${formatFixed(sampleIndex / this.samplingRateHz, 3)} s · ${text}${atMark}`;
  }

  private lastStartS(geometry: SheetGeometry): number {
    return Math.max(0, longestS(this.leads, this.samplingRateHz) - geometry.spanS);
  }

  private moveTo(startS: number): void {
    const clamped = Math.min(Math.max(0, startS), this.lastStartS(this.geometry()));
    if (clamped === this.startS) return;
    this.startS = clamped;
    this.tell();
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

  private placeCursor(cursor: Cursor, isSpoken: boolean): void {
    const longest = this.leads[cursor.lead]?.samplesMillivolt.length ?? 0;
    const sampleIndex = Math.min(Math.max(0, cursor.sampleIndex), longest - 1);
    if (sampleIndex < 0) return;
    this.cursor = { lead: cursor.lead, sampleIndex };
    if (!isSpoken) return;
    this.announcement = this.readout(this.cursor);
    const { spanS } = this.geometry();
    const timeS = sampleIndex / this.samplingRateHz;
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
    const from = this.cursor ?? { lead: 0, sampleIndex: Math.round(Math.min(middleS, longestS(this.leads, this.samplingRateHz) / 2 + this.startS) * this.samplingRateHz) };
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

  private readonly onPosition = (event: Event): void => this.moveTo(Number((event.target as HTMLInputElement).value));

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.handleKey(event.key, event.shiftKey)) return;
    event.preventDefault();
  };

  private handleKey(key: string, isShift: boolean): boolean {
    const geometry = this.geometry();
    const squareS = (5 * geometry.pxPerMm) / geometry.pxPerSecond;
    if (this.isCursorMode && this.cursor && this.handleCursorKey(key, isShift, this.cursor)) return true;
    switch (key) {
      case "ArrowLeft": this.moveTo(this.startS - (isShift ? geometry.spanS : squareS)); return true;
      case "ArrowRight": this.moveTo(this.startS + (isShift ? geometry.spanS : squareS)); return true;
      case "PageUp": this.moveTo(this.startS - geometry.spanS); return true;
      case "PageDown": this.moveTo(this.startS + geometry.spanS); return true;
      case "Home": this.moveTo(0); return true;
      case "End": this.moveTo(Infinity); return true;
      case "+": case "=": this.stepSpeed(1); return true;
      case "-": this.stepSpeed(-1); return true;
      case "ArrowUp": this.stepGain(1); return true;
      case "ArrowDown": this.stepGain(-1); return true;
      case "c": case "C": if (this.leads.length > 0) this.setCursorMode(!this.isCursorMode); return true;
      default: return false;
    }
  }

  private handleCursorKey(key: string, isShift: boolean, cursor: Cursor): boolean {
    switch (key) {
      case "ArrowLeft":
      case "ArrowRight": {
        const step = key === "ArrowRight" ? 1 : -1;
        this.placeCursor({ ...cursor, sampleIndex: isShift ? this.neighbouringMark(cursor.sampleIndex, step) : cursor.sampleIndex + step }, true);
        return true;
      }
      case "ArrowUp": this.placeCursor({ ...cursor, lead: Math.max(0, cursor.lead - 1) }, true); return true;
      case "ArrowDown": this.placeCursor({ ...cursor, lead: Math.min(this.leads.length - 1, cursor.lead + 1) }, true); return true;
      case "Escape": this.setCursorMode(false); return true;
      default: return false;
    }
  }

  /** The next mark on that side, or a fifth of a second where there are no marks. */
  private neighbouringMark(sampleIndex: number, step: 1 | -1): number {
    if (this.sortedMarks.length === 0) return sampleIndex + step * Math.round(0.2 * this.samplingRateHz);
    const index = firstMarkAtOrAfter(this.sortedMarks, step === 1 ? sampleIndex + 1 : sampleIndex) - (step === 1 ? 0 : 1);
    return this.sortedMarks[index]?.sampleIndex ?? sampleIndex;
  }

  private readonly onWheel = (event: WheelEvent): void => {
    if (event.ctrlKey || !(event.composedPath() as unknown[]).includes(this.renderRoot.querySelector(".sheet"))) return;
    const isSideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const isFocused = this.shadowRoot?.activeElement?.classList.contains("sheet") ?? false;
    // A plain wheel scrolls the page unless the person has chosen the paper; a page must never be a trap.
    if (!isSideways && !event.shiftKey && !isFocused) return;
    const before = this.startS;
    const delta = isSideways ? event.deltaX : event.deltaY;
    const px = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? delta * 16 : delta;
    this.moveTo(this.startS + px / this.geometry().pxPerSecond);
    if (this.startS !== before) event.preventDefault();
  };

  private readonly onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const sheet = event.currentTarget as HTMLElement;
    sheet.setPointerCapture(event.pointerId);
    sheet.toggleAttribute("data-dragging", true);
    this.drag = { pointerX: event.clientX, startS: this.startS };
  };

  private readonly onPointerMove = (event: PointerEvent): void => {
    const geometry = this.geometry();
    if (this.drag) {
      this.moveTo(this.drag.startS - (event.clientX - this.drag.pointerX) / geometry.pxPerSecond);
      return;
    }
    if (event.pointerType === "touch" || this.isCursorMode || this.leads.length === 0) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const timeS = this.startS + (event.clientX - box.left - geometry.traceLeftPx) / geometry.pxPerSecond;
    if (timeS < this.startS || timeS * this.samplingRateHz > this.leads[0].samplesMillivolt.length) {
      this.cursor = null;
      return;
    }
    const y = event.clientY - box.top;
    let lead = 0;
    geometry.baselinesPx.forEach((base, row) => {
      if (Math.abs(base - y) < Math.abs(geometry.baselinesPx[lead] - y)) lead = row;
    });
    this.placeCursor({ lead, sampleIndex: Math.round(timeS * this.samplingRateHz) }, false);
  };

  private readonly onPointerUp = (event: PointerEvent): void => {
    (event.currentTarget as HTMLElement).toggleAttribute("data-dragging", false);
    this.drag = null;
  };

  private readonly onPointerLeave = (): void => {
    if (!this.isCursorMode && !this.drag) this.cursor = null;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-waveform": KaliumWaveform;
  }
  interface HTMLElementEventMap {
    "kalium-view-change": CustomEvent<WaveformViewDetail>;
  }
}
