import { LitElement, html, nothing, svg } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { linearScale, niceDomain, niceTicks } from "../chart/linearScale.ts";
import { figureStem, svgFile } from "../figure/figureFile.ts";
import type { FigureFile } from "../figure/figureFile.ts";
import { standaloneSvg } from "../figure/standaloneSvg.ts";
import { dataTableStyles } from "../style/dataTable.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { resolveThemeColours } from "../style/themeColours.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { WidthController } from "../style/widthController.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { scatterStyles } from "./scatter.styles.ts";

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

export interface ScatterPanel {
  readonly title: string;
  /** What the points come to, in a few words: "r = 0.93, 30 recordings". */
  readonly finding: string;
  readonly points: readonly ScatterPoint[];
}

const LEFT = 40;
const TOP = 22;
const BOTTOM = 36;
const HEIGHT = 260;

/**
 * @summary Points in panels side by side on the same axes, so that they can be compared.
 * @status experimental
 * @since 0.1
 * @csspart frame - The whole figure.
 */
@customElement("kalium-scatter")
export class KaliumScatter extends LitElement {
  static override styles = [tokenStyles, figureStyles, dataTableStyles, scatterStyles];

  @property({ attribute: false }) panels: readonly ScatterPanel[] = [];
  @property({ type: String }) xLabel = "";
  @property({ type: String }) yLabel = "";
  @property({ type: String }) heading = "";
  @property({ type: Boolean }) simulated = false;
  /** File stem of the exported figure. */
  @property({ type: String, reflect: true }) figure = "";

  private readonly width = new WidthController(this, 720);

  /** The panels side by side as a standalone SVG. */
  async exportFigure(): Promise<FigureFile> {
    await this.updateComplete;
    const colours = resolveThemeColours(this);
    const drawings = [...this.renderRoot.querySelectorAll<SVGSVGElement>("svg.plot")];
    const widths = drawings.map((drawing) => drawing.viewBox.baseVal.width);
    const xPx = widths.map((_, index) => 16 + widths.slice(0, index).reduce((sum, width) => sum + width + 24, 0));
    const captions = this.panels.map((panel, index) => ({ text: `${panel.title}: ${panel.finding}`, xPx: xPx[index] ?? 16, yPx: 48, sizePx: 12, weight: 600, colour: colours.ink }));
    const heading = `${this.heading}${this.simulated ? " (simulated)" : ""}`;
    return svgFile(figureStem(this.figure, "scatter"), standaloneSvg(drawings.map((drawing, index) => ({ svg: drawing, xPx: xPx[index] ?? 16, yPx: 60 })), {
      title: heading || "Scatter", widthPx: 16 + widths.reduce((sum, width) => sum + width + 24, 0), heightPx: 60 + HEIGHT + 16,
      background: colours.surface, fontFamily: getComputedStyle(this).fontFamily,
      captions: [{ text: heading, xPx: 16, yPx: 24, sizePx: 14, weight: 600, colour: colours.ink }, ...captions],
    }));
  }

  protected override render(): TemplateResult {
    return html`<div class="frame" part="frame">
      ${this.heading ? html`<h3 class="heading">${this.heading} ${this.simulated ? html`<span class="badge">Simulated</span>` : nothing}</h3>` : nothing}
      <div class="panels">${this.panels.map((panel) => html`<figure><figcaption>${panel.title}<span>${panel.finding}</span></figcaption>${this.renderPlot(panel)}</figure>`)}</div>
      <details><summary>Table</summary>
        <div class="scroll" role="region" tabindex="0" aria-label=${this.heading || "Points"}><table>
          <thead><tr><th scope="col">Panel</th><th scope="col">Point</th><th scope="col" class="number">${this.xLabel}</th><th scope="col" class="number">${this.yLabel}</th></tr></thead>
          <tbody>${this.panels.flatMap((panel) => panel.points.map((point) => html`<tr><th scope="row">${panel.title}</th><td>${point.label}</td><td class="number">${formatNumber(Math.round(point.x * 100) / 100)}</td><td class="number">${formatNumber(Math.round(point.y * 1000) / 1000)}</td></tr>`))}</tbody>
        </table></div>
      </details>
    </div>`;
  }

  private renderPlot(panel: ScatterPanel): TemplateResult {
    const columns = this.width.widthPx >= 660 ? Math.max(1, this.panels.length) : 1;
    const width = Math.max(220, Math.min(520, Math.floor((this.width.widthPx - 34 - 24 * (columns - 1)) / columns)));
    const all = this.panels.flatMap(({ points }) => points);
    const xDomain = niceDomain(all.map(({ x }) => x), 5);
    const yDomain = niceDomain(all.map(({ y }) => y), 5, 0);
    const x = linearScale(xDomain, [LEFT, width - 10]);
    const y = linearScale(yDomain, [HEIGHT - BOTTOM, TOP]);
    return html`<svg class="plot" width=${width} height=${HEIGHT} viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label=${`${panel.title}. ${this.yLabel} against ${this.xLabel}: ${panel.finding}.`}>
      <text x="0" y="11">${this.yLabel}</text>
      ${niceTicks(yDomain[0], yDomain[1], 5).map((tick) => svg`<path class="rule" d="M${LEFT} ${y(tick)}H${width - 10}"></path><text x=${LEFT - 6} y=${y(tick) + 4} text-anchor="end">${formatNumber(tick)}</text>`)}
      ${niceTicks(xDomain[0], xDomain[1], 5).map((tick) => svg`<text x=${x(tick)} y=${HEIGHT - BOTTOM + 16} text-anchor="middle">${formatNumber(tick)}</text>`)}
      <text x=${(LEFT + width - 10) / 2} y=${HEIGHT - 4} text-anchor="middle">${this.xLabel}</text>
      ${panel.points.map((point) => svg`<circle cx=${x(point.x)} cy=${y(point.y)} r="3"><title>${point.label}</title></circle>`)}
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-scatter": KaliumScatter;
  }
}
