import { LitElement, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { figureStem, svgFile } from "../figure/figureFile.ts";
import type { FigureFile } from "../figure/figureFile.ts";
import { controlStyles } from "../style/control.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { sheetFrameStyles } from "../style/sheetFrame.styles.ts";
import { ThemeController } from "../style/themeColours.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { WidthController } from "../style/widthController.ts";
import { SvgPaper } from "../waveform/paperSurface.ts";
import type { WaveformLead } from "../waveform/renderer.ts";
import { settingsLines } from "../waveform/settingsLines.ts";
import { CSS_PX_PER_MM, PAPER_GAINS } from "../waveform/sheetGeometry.ts";
import type { PaperGain, PaperSpeed, SheetGeometry } from "../waveform/sheetGeometry.ts";
import { drawTwelveLeads, PULSE_MM, twelveLeadGeometry } from "./drawTwelveLeads.ts";
import type { TwelveLeadTrace } from "./drawTwelveLeads.ts";
import { sheetLayout, TWELVE_LEAD_LAYOUTS } from "./sheetLayout.ts";
import type { SheetLayout, TwelveLeadLayout } from "./sheetLayout.ts";
import { twelveLeadStyles } from "./twelveLead.styles.ts";

/** What the person chose on the sheet. */
export interface SheetChangeDetail {
  readonly layout: TwelveLeadLayout | "auto";
  readonly speedMmPerS: number;
  readonly gainMmPerMillivolt: number;
}

/** One person's twelve leads in a comparison. */
export interface ComparedLeads {
  readonly leads: readonly WaveformLead[];
  /** Time of an R peak, to lay beats over each other. */
  readonly beatS: number;
  readonly label: string;
}

const LAYOUT_WORDS: Readonly<Record<TwelveLeadLayout | "auto", string>> = {
  auto: "Layout to fit", "3x4+1": "3 × 4 and rhythm strip", "6x2": "6 × 2", "12x1": "12 × 1", beat: "One beat of each",
};
/** Ten seconds and the pulse: below this width a screen gets two columns. */
const WIDE_MM = 265;

/**
 * @summary Twelve leads on millimetre paper at true scale, in the layouts that machines print.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<SheetChangeDetail>} kalium-sheet-change - The person chose a layout, speed or gain.
 * @csspart frame - The whole sheet with its controls.
 * @csspart sheet - The paper; scrolls sideways where the layout is wider than the page.
 */
@customElement("kalium-twelve-lead")
export class KaliumTwelveLead extends LitElement {
  static override styles = [tokenStyles, figureStyles, controlStyles, sheetFrameStyles, twelveLeadStyles];

  /** Leads named I … V6, millivolts, all of one length. Never mutated. */
  @property({ attribute: false }) leads: readonly WaveformLead[] = [];
  @property({ type: Number }) samplingRateHz = 500;
  /** "auto" is 3 × 4 with rhythm strip where it fits, else 6 × 2. */
  @property({ type: String }) layout: TwelveLeadLayout | "auto" = "auto";
  @property({ type: Number }) speedMmPerS: PaperSpeed = 25;
  @property({ type: Number }) gainMmPerMillivolt: PaperGain = 10;
  /** Time of an R peak of `leads`, for the layout "beat". */
  @property({ type: Number }) beatS = 0;
  /** Name of the person in `leads`, shown when there is a second one. */
  @property({ type: String }) label = "";
  /** A second person's leads, drawn over the first. */
  @property({ attribute: false }) compared: ComparedLeads | null = null;
  @property({ type: String }) heading = "";
  /** The filter in force, as printed on the sheet. */
  @property({ type: String }) filterText = "";
  /** Prints "Simulated" on the paper. */
  @property({ type: Boolean }) simulated = false;
  /** What the sheet shows, in a sentence, for people who do not see it. */
  @property({ type: String }) summary = "";
  /** Measured size of this screen's CSS mm, 1 when not measured. */
  @property({ type: Number }) screenScale = 1;
  /** Leaves out the choice of layout, speed and gain. */
  @property({ type: Boolean, attribute: "without-controls" }) withoutControls = false;
  /** File stem of the exported figure. */
  @property({ type: String, reflect: true }) figure = "";

  @query("canvas") private readonly canvas!: HTMLCanvasElement;

  private readonly theme = new ThemeController(this);
  private readonly width = new WidthController(this, 1010);

  /** The layout in force. */
  get layoutInForce(): TwelveLeadLayout {
    if (this.layout !== "auto") return this.layout;
    return this.width.widthPx - 2 >= WIDE_MM * CSS_PX_PER_MM * this.screenScale * (this.speedMmPerS / 25) ? "3x4+1" : "6x2";
  }

  /** The sheet as a standalone SVG whose millimetres are true millimetres. */
  async exportFigure(): Promise<FigureFile> {
    await this.updateComplete;
    const paper = new SvgPaper();
    const geometry = this.geometry(false);
    drawTwelveLeads(paper, geometry, this.drawing(false), this.theme.colours);
    const title = [this.heading || "Twelve leads", ...this.settings(false), this.simulated ? "simulated" : ""].filter(Boolean).join(", ");
    return svgFile(figureStem(this.figure, "twelve-leads"), paper.document(title, geometry.widthPx, geometry.heightPx, geometry.pxPerMm));
  }

  protected override updated(): void {
    const ratio = devicePixelRatio || 1;
    const geometry = this.geometry(true);
    const width = Math.round(geometry.widthPx * ratio);
    const height = Math.round(geometry.heightPx * ratio);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.canvas.style.setProperty("width", `${geometry.widthPx}px`);
    this.canvas.style.setProperty("height", `${geometry.heightPx}px`);
    const context = this.canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawTwelveLeads(context, geometry, this.drawing(true), this.theme.colours);
  }

  protected override render(): TemplateResult {
    return html`<div class="frame" part="frame">
      ${this.renderHeader()}
      <div class="sheet" part="sheet" role="group" tabindex="0" aria-label=${`${this.heading || "Twelve leads"}, paper`}>
        <canvas role="img" aria-label=${this.summaryInForce()}></canvas>
      </div>
      ${this.compared
        ? html`<ul class="legend"><li><span class="line"></span>${this.label}</li><li><span class="line second"></span>${this.compared.label}</li></ul>`
        : nothing}
    </div>`;
  }

  private renderHeader(): TemplateResult | typeof nothing {
    if (this.withoutControls && !this.heading) return nothing;
    return html`<header>
      <div class="title">
        ${this.heading ? html`<h3 class="heading">${this.heading}</h3>` : nothing}
        ${this.simulated ? html`<span class="badge">Simulated</span>` : nothing}
      </div>
      ${this.withoutControls
        ? nothing
        : html`<div class="controls" role="group" aria-label="Paper">
            <select aria-label="Layout" @change=${this.onLayout}>
              ${(["auto", ...TWELVE_LEAD_LAYOUTS] as const).map((layout) => html`<option value=${layout} ?selected=${layout === this.layout}>${LAYOUT_WORDS[layout]}</option>`)}
            </select>
            <select aria-label="Paper speed" @change=${this.onSpeed}>
              ${([25, 50] as const).map((speed) => html`<option value=${speed} ?selected=${speed === this.speedMmPerS}>${speed} mm/s</option>`)}
            </select>
            <select aria-label="Gain" @change=${this.onGain}>
              ${PAPER_GAINS.filter((gain) => gain >= 5 && gain <= 20).map((gain) => html`<option value=${gain} ?selected=${gain === this.gainMmPerMillivolt}>${gain} mm/mV</option>`)}
            </select>
          </div>`}
    </header>`;
  }

  private sheetLayout(beatS: number, isScreen: boolean): SheetLayout {
    const scale = isScreen ? this.screenScale : 1;
    const durationS = (this.leads[0]?.samplesMillivolt.length ?? 0) / this.samplingRateHz;
    const roomMm = (this.width.widthPx - 2) / (CSS_PX_PER_MM * scale) - PULSE_MM;
    return sheetLayout({ layout: this.layoutInForce, roomMm, speedMmPerS: this.speedMmPerS, durationS: durationS || 10, beatS });
  }

  private geometry(isScreen: boolean): SheetGeometry {
    const layout = this.sheetLayout(this.beatS, isScreen);
    return twelveLeadGeometry({
      layout, widthPx: this.paperWidthPx(isScreen), speedMmPerS: this.speedMmPerS, gainMmPerMillivolt: this.gainMmPerMillivolt,
      screenScale: isScreen ? this.screenScale : 1, settingsLineCount: this.settings(isScreen).length,
    });
  }

  /** On the screen the paper fills the frame; a file is as wide as its signal. */
  private paperWidthPx(isScreen: boolean): number {
    return isScreen ? Math.max(80, this.width.widthPx - 2) : 0;
  }

  private drawing(isScreen: boolean) {
    const traces: TwelveLeadTrace[] = [{ leads: this.leads, layout: this.sheetLayout(this.beatS, isScreen), colour: "trace" }];
    if (this.compared) traces.push({ leads: this.compared.leads, layout: this.sheetLayout(this.compared.beatS, isScreen), colour: "class-hyper" });
    return {
      traces,
      samplingRateHz: this.samplingRateHz,
      settingsLines: this.settings(isScreen),
      simulated: this.simulated,
      fontFamily: getComputedStyle(this).fontFamily || "sans-serif",
      devicePixelRatio: isScreen ? devicePixelRatio || 1 : 1,
      isSnapped: isScreen,
    };
  }

  private settings(isScreen: boolean): string[] {
    const lines = settingsLines({
      speedMmPerS: this.speedMmPerS, gainMmPerMillivolt: this.gainMmPerMillivolt, filterText: this.filterText,
      isUncalibratedScreen: isScreen && this.screenScale === 1, widthPx: this.width.widthPx,
    });
    // On screen the heading stands above the paper; a file has to carry it itself.
    return isScreen || !this.heading ? lines : [this.heading, ...lines];
  }

  private summaryInForce(): string {
    const paper = `Layout ${LAYOUT_WORDS[this.layoutInForce]}, ${this.speedMmPerS} mm/s, ${this.gainMmPerMillivolt} mm/mV.`;
    return [this.simulated ? "Simulated twelve-lead ECG." : "Twelve-lead ECG.", this.summary, paper].filter(Boolean).join(" ");
  }

  private readonly onLayout = (event: Event): void => {
    this.layout = (event.target as HTMLSelectElement).value as TwelveLeadLayout | "auto";
    this.tell();
  };

  private readonly onSpeed = (event: Event): void => {
    this.speedMmPerS = Number((event.target as HTMLSelectElement).value) as PaperSpeed;
    this.tell();
  };

  private readonly onGain = (event: Event): void => {
    this.gainMmPerMillivolt = Number((event.target as HTMLSelectElement).value) as PaperGain;
    this.tell();
  };

  private tell(): void {
    const detail: SheetChangeDetail = { layout: this.layout, speedMmPerS: this.speedMmPerS, gainMmPerMillivolt: this.gainMmPerMillivolt };
    this.dispatchEvent(new CustomEvent("kalium-sheet-change", { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-twelve-lead": KaliumTwelveLead;
  }
  interface HTMLElementEventMap {
    "kalium-sheet-change": CustomEvent<SheetChangeDetail>;
  }
}
