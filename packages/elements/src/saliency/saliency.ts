import { LitElement, html, nothing, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { linePath } from "../chart/linePath.ts";
import { linearScale, niceTicks } from "../chart/linearScale.ts";
import { figureStem, svgFile } from "../figure/figureFile.ts";
import type { FigureFile } from "../figure/figureFile.ts";
import { standaloneSvg } from "../figure/standaloneSvg.ts";
import type { SvgCaption, SvgPlacement } from "../figure/standaloneSvg.ts";
import { dataTableStyles } from "../style/dataTable.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { ThemeController } from "../style/themeColours.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { WidthController } from "../style/widthController.ts";
import { formatFixed, formatNumber } from "../text/formatNumber.ts";
import { saliencyScale } from "./saliencyScale.ts";
import { saliencyStyles } from "./saliency.styles.ts";

export interface SaliencyPanel {
  /** "Before", "After round 5", … */
  readonly title: string;
  /** The class whose output the map explains. */
  readonly className: string;
  /** One beat, scaled as the model sees it. */
  readonly beat: Float32Array;
  /** The map on the beat's samples, 0…1 of its own maximum. */
  readonly saliency: Float32Array;
  /** The map's maximum before it was scaled to 1. */
  readonly rawMaximum: number;
  /** Width of one cell of the map's layer, in samples of the beat. */
  readonly cellSamples: number;
  readonly prediction?: string;
}

/** What a map may be read as. Fixed by the tool. */
export const SALIENCY_SENTENCE = "The map shows where the model's output changes, not why the patient has the value.";

const HEIGHT_PX = 186;
const LEFT_PX = 30;
const BOTTOM_PX = 46;
/** Wide enough for two panels side by side. */
const TWO_COLUMNS_FROM_PX = 600;
/** Width of a row of the table, s: about one P wave. */
const TABLE_WINDOW_S = 0.08;

/**
 * @summary Saliency under the beat it belongs to, before and after, class by class, on one scale.
 * @status experimental
 * @since 0.1
 * @csspart frame - The whole figure.
 */
@customElement("kalium-saliency")
export class KaliumSaliency extends LitElement {
  static override styles = [tokenStyles, figureStyles, dataTableStyles, saliencyStyles];

  /** Up to a grid of four: before and after, times class. */
  @property({ attribute: false }) panels: readonly SaliencyPanel[] = [];
  @property({ type: Number }) samplingRateHz = 125;
  /** Index of the R peak in each beat: time 0. */
  @property({ type: Number }) rPeakIndex = 40;
  @property({ type: String }) heading = "";
  /** File stem of the exported figure. */
  @property({ type: String, reflect: true }) figure = "";

  @state() private isTableOpen = false;
  private readonly theme = new ThemeController(this);
  private readonly width = new WidthController(this, 760);

  /** All panels as one standalone SVG, two abreast. */
  async exportFigure(): Promise<FigureFile> {
    await this.updateComplete;
    const colours = this.theme.colours;
    const drawings = [...this.renderRoot.querySelectorAll<SVGSVGElement>("figure svg")];
    const bar = this.renderRoot.querySelector<SVGSVGElement>(".scale svg");
    const width = this.panelWidth();
    const columns = Math.min(2, Math.max(1, drawings.length));
    const rowHeight = HEIGHT_PX + 52;
    const top = 34;
    const captions: SvgCaption[] = [{ text: this.heading || "Saliency", xPx: 16, yPx: 24, weight: 600, sizePx: 14, colour: colours.ink }];
    const placements: SvgPlacement[] = drawings.map((drawing, index) => {
      const panel = this.panels[index];
      const xPx = 16 + (index % columns) * (width + 24);
      const yPx = top + Math.floor(index / columns) * rowHeight + 44;
      captions.push({ text: `${panel.title} · class ${panel.className}${panel.prediction ? ` · ${panel.prediction}` : ""}`, xPx, yPx: yPx - 24, weight: 600, colour: colours.ink });
      captions.push({ text: rawText(panel), xPx, yPx: yPx - 8, sizePx: 11, colour: colours["ink-soft"] });
      return { svg: drawing, xPx, yPx };
    });
    const bottom = top + Math.ceil(drawings.length / columns) * rowHeight + 14;
    if (bar) placements.push({ svg: bar, xPx: 16, yPx: bottom });
    captions.push({ text: SALIENCY_SENTENCE, xPx: 16, yPx: bottom + 58, sizePx: 11, colour: colours.ink });
    return svgFile(
      figureStem(this.figure, "saliency"),
      standaloneSvg(placements, {
        title: this.heading || "Saliency", description: this.panels.map((panel) => this.summary(panel)).join(" "),
        widthPx: Math.max(460, 32 + columns * width + (columns - 1) * 24), heightPx: bottom + 72,
        background: colours.surface, fontFamily: getComputedStyle(this).fontFamily, captions,
      }),
    );
  }

  protected override render(): TemplateResult {
    const domain = paddedRange(this.panels.map((panel) => panel.beat));
    const colour = saliencyScale(this.theme.colours.surface, this.theme.colours["class-hyper"]);
    return html`<div class="frame" part="frame">
      ${this.heading ? html`<h3 class="heading">${this.heading}</h3>` : nothing}
      ${this.panels.length === 0
        ? html`<p class="note">No map yet.</p>`
        : html`
            <div class="panels ${this.isSingle() ? "single" : ""}">
              ${this.panels.map((panel) => html`<figure>
                <figcaption>
                  <strong>${panel.title}</strong><span class="class">class ${panel.className}</span>
                  ${panel.prediction ? html`<span class="prediction">${panel.prediction}</span>` : nothing}
                  <span class="raw ${panel.rawMaximum > 0 ? "" : "zero"}">${rawText(panel)}</span>
                </figcaption>
                ${this.renderPanel(panel, domain, colour)}
              </figure>`)}
            </div>
            <div class="scale">${renderScale(colour)}</div>
            <p class="fixed">${SALIENCY_SENTENCE}</p>
            <details @toggle=${this.onToggle}>
              <summary>Table: mean of the map by time</summary>
              ${this.isTableOpen ? this.renderTable() : nothing}
            </details>
          `}
    </div>`;
  }

  private isSingle(): boolean {
    return this.panels.length === 1 || this.width.widthPx < TWO_COLUMNS_FROM_PX;
  }

  private panelWidth(): number {
    const inner = this.width.widthPx - 34;
    return Math.max(200, Math.floor(this.isSingle() ? inner : (inner - 22) / 2));
  }

  private renderPanel(panel: SaliencyPanel, domain: readonly [number, number], colour: (value: number) => string): TemplateResult {
    const width = this.panelWidth();
    const floor = HEIGHT_PX - BOTTOM_PX;
    const count = panel.beat.length;
    const timeS = (index: number): number => (index - this.rPeakIndex) / this.samplingRateHz;
    const x = linearScale([timeS(-0.5), timeS(count - 0.5)], [LEFT_PX, width - 1]);
    const y = linearScale(domain, [floor - 4, 6]);
    const step = (width - 1 - LEFT_PX) / Math.max(1, count);
    const beat = linePath(count, (i) => x(timeS(i)), (i) => y(panel.beat[i]));
    const cellS = panel.cellSamples / this.samplingRateHz;
    const cellPx = x(cellS) - x(0);
    return html`<svg width=${width} height=${HEIGHT_PX} viewBox="0 0 ${width} ${HEIGHT_PX}" role="img" aria-label=${this.summary(panel)}>
      ${Array.from(panel.saliency, (value, i) => svg`<rect class="strip" x=${(LEFT_PX + i * step).toFixed(2)} y="0" width=${(step + 0.6).toFixed(2)} height=${floor} fill=${colour(value)}></rect>`)}
      <rect class="outline" x=${LEFT_PX} y="0.5" width=${width - 1 - LEFT_PX} height=${floor - 0.5}></rect>
      <path class="r-line" d="M${x(0)} 0V${floor}"></path>
      <path class="beat-halo" d=${beat}></path>
      <path class="beat" d=${beat}></path>
      ${niceTicks(domain[0], domain[1], 4).map((tick) => svg`<text x=${LEFT_PX - 5} y=${y(tick) + 4} text-anchor="end">${formatNumber(tick)}</text>`)}
      ${niceTicks(x.domain[0], x.domain[1], width < 300 ? 4 : 6).map((tick) => svg`
        <path class="axis" d="M${x(tick)} ${floor}v4"></path>
        <text x=${x(tick)} y=${floor + 16} text-anchor="middle">${tick === 0 ? "R" : formatNumber(tick)}</text>`)}
      <text x=${width - 1} y=${HEIGHT_PX - 8} text-anchor="end">s from R</text>
      <path class="cell-bar" d="M${LEFT_PX + 1} ${HEIGHT_PX - 16}v8m0 -4h${cellPx}m0 -4v8"></path>
      <text x=${LEFT_PX + cellPx + 8} y=${HEIGHT_PX - 8}>one cell, ${formatNumber(Math.round(cellS * 1000))} ms</text>
    </svg>`;
  }

  private renderTable(): TemplateResult {
    const window = Math.max(1, Math.round(TABLE_WINDOW_S * this.samplingRateHz));
    const count = Math.max(0, ...this.panels.map((panel) => panel.saliency.length));
    const starts = Array.from({ length: Math.ceil(count / window) }, (_, k) => k * window);
    return html`<div class="scroll" role="region" tabindex="0" aria-label="Mean of the map by time"><table>
      <thead><tr><th scope="col">s from R</th>${this.panels.map((panel) => html`<th scope="col" class="number">${panel.title}, ${panel.className}</th>`)}</tr></thead>
      <tbody>${starts.map((start) => html`<tr>
        <th scope="row">${formatFixed((start - this.rPeakIndex) / this.samplingRateHz, 2)} to ${formatFixed((Math.min(count, start + window) - this.rPeakIndex) / this.samplingRateHz, 2)}</th>
        ${this.panels.map((panel) => html`<td class="number">${formatFixed(mean(panel.saliency.subarray(start, start + window)), 2)}</td>`)}
      </tr>`)}</tbody>
    </table></div>`;
  }

  private summary(panel: SaliencyPanel): string {
    let top = 0;
    panel.saliency.forEach((value, index) => {
      if (value > panel.saliency[top]) top = index;
    });
    const where = panel.rawMaximum > 0 ? `largest ${formatFixed((top - this.rPeakIndex) / this.samplingRateHz, 2)} s from the R peak` : "zero everywhere";
    return `${panel.title}, class ${panel.className}: saliency ${where}; ${rawText(panel)}${panel.prediction ? `; ${panel.prediction}` : ""}.`;
  }

  private readonly onToggle = (event: Event): void => {
    this.isTableOpen = (event.target as HTMLDetailsElement).open;
  };
}

function rawText(panel: SaliencyPanel): string {
  return panel.rawMaximum > 0 ? `raw maximum ${formatNumber(panel.rawMaximum)}` : "raw map is zero everywhere: nothing to read";
}

function mean(values: Float32Array): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The range of all beats with a twelfth of room on both sides: one scale for every panel. */
function paddedRange(beats: readonly Float32Array[]): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const beat of beats) {
    for (const value of beat) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (!(low < high)) return [-1, 1];
  const room = (high - low) / 12;
  return [low - room, high + room];
}

/** The colour bar with numbers; 32 flat steps, so that it needs no gradient ids. */
function renderScale(colour: (value: number) => string): TemplateResult {
  const left = 8;
  const width = 220;
  return html`<svg width="300" height="40" viewBox="0 0 300 40" role="img" aria-label="Colour scale from 0 to 1, share of each map's own maximum">
    ${Array.from({ length: 32 }, (_, k) => svg`<rect class="strip" x=${left + (k * width) / 32} y="0" width=${width / 32 + 0.6} height="10" fill=${colour((k + 0.5) / 32)}></rect>`)}
    <rect class="outline" x=${left} y="0.5" width=${width} height="9.5"></rect>
    ${[0, 0.25, 0.5, 0.75, 1].map((tick) => svg`<path class="axis" d="M${left + tick * width} 10v3"></path><text x=${left + tick * width} y="23" text-anchor="middle">${tick}</text>`)}
    <text x=${left} y="37">share of each map's own maximum</text>
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-saliency": KaliumSaliency;
  }
}
