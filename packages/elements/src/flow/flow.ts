import { LitElement, html, nothing, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { figureStem, svgFile } from "../figure/figureFile.ts";
import type { FigureFile } from "../figure/figureFile.ts";
import { standaloneSvg } from "../figure/standaloneSvg.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { resolveThemeColours } from "../style/themeColours.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { WidthController } from "../style/widthController.ts";
import { formatCount } from "../text/formatNumber.ts";
import { layoutFlow } from "./flowLayout.ts";
import type { FlowLayout, FlowStep } from "./flowLayout.ts";
import { flowStyles } from "./flow.styles.ts";

/**
 * @summary Who and what was left out on the way to the analysed data, and why.
 * @status experimental
 * @since 0.1
 * @csspart frame - The whole figure.
 */
@customElement("kalium-flow")
export class KaliumFlow extends LitElement {
  static override styles = [tokenStyles, figureStyles, flowStyles];

  @property({ attribute: false }) steps: readonly FlowStep[] = [];
  @property({ type: String }) heading = "";
  /** File stem of the exported figure. */
  @property({ type: String, reflect: true }) figure = "";
  @query("svg") private readonly drawing!: SVGSVGElement | null;

  private readonly width = new WidthController(this, 640);

  /** The diagram as a standalone SVG. */
  async exportFigure(): Promise<FigureFile> {
    await this.updateComplete;
    const colours = resolveThemeColours(this);
    const box = this.drawing?.viewBox.baseVal;
    return svgFile(
      figureStem(this.figure, "flow"),
      standaloneSvg(this.drawing ? [{ svg: this.drawing, xPx: 16, yPx: 16 }] : [], {
        title: this.heading || "Participant flow",
        description: this.summary(),
        widthPx: (box?.width ?? 0) + 32,
        heightPx: (box?.height ?? 0) + 32,
        background: colours.surface,
        fontFamily: getComputedStyle(this).fontFamily,
      }),
    );
  }

  protected override render(): TemplateResult {
    const layout = layoutFlow(this.steps, Math.min(720, Math.max(220, this.width.widthPx - 34)), formatCount);
    return html`<div class="frame" part="frame">
      ${this.heading ? html`<h3 class="heading">${this.heading}</h3>` : nothing}
      ${this.steps.length === 0
        ? html`<p class="note">No data yet.</p>`
        : html`<svg width=${layout.width} height=${layout.height} viewBox="0 0 ${layout.width} ${layout.height}" role="img" aria-label=${this.summary()}>
            ${layout.boxes.map((_, index) => this.renderStep(layout, index))}
          </svg>`}
    </div>`;
  }

  private renderStep(layout: FlowLayout, index: number): SVGTemplateResult {
    const box = layout.boxes[index];
    const next = layout.boxes[index + 1];
    const drop = layout.drops[index];
    const fromY = box.y + box.height;
    return svg`<g>
      <rect class="box ${next ? "" : "last"}" x=${box.x} y=${box.y} width=${box.width} height=${box.height} rx="4"></rect>
      ${box.labelLines.map((line) => svg`<text class="label" x=${line.x} y=${line.y}>${line.text}</text>`)}
      <text class="count" x=${box.countLine.x} y=${box.countLine.y}>${box.countLine.text}</text>
      ${next
        ? svg`<path class="arrow" d="M${layout.axisX} ${fromY}V${next.y - 5}"></path>
            <path class="head" d="M${layout.axisX - 4} ${next.y - 7}h8l-4 7z"></path>`
        : nothing}
      ${drop
        ? svg`<path class="drop-line" d="M${layout.axisX} ${drop.arrowY}H${drop.x - 5}"></path>
            ${drop.reasons.map((reason) => svg`
              <text class="reason-count" x=${drop.countX} y=${reason.y} text-anchor="end">${reason.count}</text>
              ${reason.lines.map((line, row) => svg`<text class="reason" x=${drop.reasonX} y=${reason.y + row * 17}>${line}</text>`)}`)}`
        : nothing}
    </g>`;
  }

  private summary(): string {
    return this.steps
      .map((step) => {
        const left = (step.dropped ?? []).filter((drop) => drop.count > 0).map((drop) => `${formatCount(drop.count)} left out, ${drop.reason}`);
        return `${left.length > 0 ? `${left.join("; ")}; then ` : ""}${step.label}: ${formatCount(step.count)} ${step.unit}`;
      })
      .join("; ");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-flow": KaliumFlow;
  }
}
