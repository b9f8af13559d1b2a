import { LitElement, html, nothing, svg } from "lit";
import type { SVGTemplateResult, TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { linePath } from "../chart/linePath.ts";
import { linearScale, niceDomain, niceTicks } from "../chart/linearScale.ts";
import type { LinearScale } from "../chart/linearScale.ts";
import { figureStem, svgFile } from "../figure/figureFile.ts";
import type { FigureFile } from "../figure/figureFile.ts";
import { standaloneSvg } from "../figure/standaloneSvg.ts";
import { dataTableStyles } from "../style/dataTable.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { resolveThemeColours } from "../style/themeColours.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { WidthController } from "../style/widthController.ts";
import { formatFixed, formatNumber } from "../text/formatNumber.ts";
import { trajectoriesStyles } from "./trajectories.styles.ts";

export interface PersonTrajectory {
  readonly personId: string;
  /** By round; null where there is no value. */
  readonly values: readonly (number | null)[];
}

type Values = readonly (number | null)[];

const LEFT = 44;
const LABEL_GAP_PX = 13;
const TOP = 22;
const BOTTOM = 38;

/**
 * @summary How each person's figure moves over the personal rounds, with the mean, a baseline, a control and published values.
 * @status experimental
 * @since 0.1
 * @csspart frame - The whole figure.
 */
@customElement("kalium-trajectories")
export class KaliumTrajectories extends LitElement {
  static override styles = [tokenStyles, figureStyles, dataTableStyles, trajectoriesStyles];

  @property({ attribute: false }) people: readonly PersonTrajectory[] = [];
  /** Mean over people by round. */
  @property({ attribute: false }) means: Values = [];
  /** What is plotted: "Accuracy". */
  @property({ type: String }) metric = "Accuracy";
  /** What always naming the commoner class would reach. */
  @property({ attribute: false }) baseline: number | null = null;
  /** Published means by round; from other data. */
  @property({ attribute: false }) published: Values | null = null;
  /** Means by round with shuffled labels. */
  @property({ attribute: false }) control: Values | null = null;
  @property({ type: String }) heading = "";
  /** File stem of the exported figure. */
  @property({ type: String, reflect: true }) figure = "";
  @query("svg.plot") private readonly drawing!: SVGSVGElement | null;

  private readonly width = new WidthController(this, 720);

  /** The plot with its key as a standalone SVG. */
  async exportFigure(): Promise<FigureFile> {
    await this.updateComplete;
    const colours = resolveThemeColours(this);
    const keys = this.keyEntries();
    const drawings = this.drawing ? [{ svg: this.drawing, xPx: 16, yPx: 36 }] : [];
    const size = this.drawing?.viewBox.baseVal;
    const height = 36 + (size?.height ?? 0);
    const keyDrawings = [...this.renderRoot.querySelectorAll<SVGSVGElement>(".key svg")].map((drawing, index) => ({ svg: drawing, xPx: 16, yPx: height + 8 + index * 18 }));
    return svgFile(
      figureStem(this.figure, "trajectories"),
      standaloneSvg([...drawings, ...keyDrawings], {
        title: this.heading || `${this.metric} by round`, description: this.summary(),
        widthPx: (size?.width ?? 0) + 32, heightPx: height + 24 + keys.length * 18,
        background: colours.surface, fontFamily: getComputedStyle(this).fontFamily,
        captions: [
          { text: this.heading || `${this.metric} by round`, xPx: 16, yPx: 24, weight: 600, sizePx: 14, colour: colours.ink },
          ...keys.map((key, index) => ({ text: key.text, xPx: 52, yPx: height + 18 + index * 18, sizePx: 11, colour: colours["ink-soft"] })),
        ],
      }),
    );
  }

  protected override render(): TemplateResult {
    if (this.means.length === 0 && this.people.length === 0) {
      return html`<div class="frame" part="frame">${this.heading ? html`<h3 class="heading">${this.heading}</h3>` : nothing}<p class="note">No rounds yet.</p></div>`;
    }
    return html`<div class="frame" part="frame">
      ${this.heading ? html`<h3 class="heading">${this.heading}</h3>` : nothing}
      <ul class="key">${this.keyEntries().map((key) => html`<li><svg width="30" height="10" viewBox="0 0 30 10" aria-hidden="true"><path class=${key.className} d="M0 5H28"></path></svg>${key.text}</li>`)}</ul>
      ${this.renderPlot()}
      <details><summary>Table</summary>${this.renderTable()}</details>
    </div>`;
  }

  private keyEntries(): { readonly className: string; readonly text: string }[] {
    const entries = [];
    if (this.people.length > 0) entries.push({ className: "person", text: `each of ${this.people.length} people` });
    if (this.means.length > 0) entries.push({ className: "mean", text: "mean" });
    if (this.published) entries.push({ className: "published", text: "published, different data" });
    if (this.control) entries.push({ className: "control", text: "control, shuffled labels" });
    if (this.baseline !== null) entries.push({ className: "baseline", text: `always the commoner class, ${formatFixed(this.baseline, 3)}` });
    return entries;
  }

  private rounds(): number {
    return Math.max(this.means.length, this.published?.length ?? 0, this.control?.length ?? 0, ...this.people.map((person) => person.values.length), 2);
  }

  private renderPlot(): TemplateResult {
    const width = Math.min(860, Math.max(240, this.width.widthPx - 34));
    const height = Math.round(Math.min(340, Math.max(230, width * 0.46)));
    const right = width < 420 ? 44 : 112;
    const rounds = this.rounds();
    const all = [...this.people.flatMap((person) => person.values), ...this.means, ...(this.published ?? []), ...(this.control ?? []), this.baseline];
    const domain = niceDomain(all, 5);
    const x = linearScale([0, rounds - 1], [LEFT + 12, width - right - 6]);
    const y = linearScale(domain, [height - BOTTOM, TOP]);
    return html`<svg class="plot" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${this.summary()}>
      <text class="title" x="0" y="11">${this.metric}</text>
      ${niceTicks(domain[0], domain[1], 5).map((tick) => svg`<path class="rule" d="M${LEFT} ${y(tick)}H${width - right}"></path><text x=${LEFT - 7} y=${y(tick) + 4} text-anchor="end">${formatNumber(tick)}</text>`)}
      ${Array.from({ length: rounds }, (_, round) => svg`<text x=${x(round)} y=${height - BOTTOM + 18} text-anchor="middle">${round === 0 ? (width < 420 ? "0" : "before") : round}</text>`)}
      <text x=${(LEFT + width - right) / 2} y=${height - 4} text-anchor="middle">${width < 420 ? "personal round, 0 is before" : "personal round"}</text>
      ${this.baseline === null ? nothing : svg`<path class="baseline" d="M${LEFT} ${y(this.baseline)}H${width - right}"></path>`}
      ${this.people.map((person) => {
        const path = linePath(person.values.length, x, (i) => onScale(person.values[i], y));
        return svg`<g class="one"><title>${person.personId}: ${person.values.map((value) => formatFixed(value, 3)).join(", ")}</title><path class="person-hit" d=${path}></path><path class="person" d=${path}></path></g>`;
      })}
      ${this.published ? renderSeries(this.published, "published", x, y) : nothing}
      ${this.control ? renderSeries(this.control, "control", x, y) : nothing}
      ${renderSeries(this.means, "mean", x, y)}
      ${this.means[0] === null || this.means.length < 2 ? nothing : svg`<text class="value" x=${x(0)} y=${y(this.means[0]) - 9} text-anchor="middle">${formatFixed(this.means[0], 3)}</text>`}
      ${this.endLabels(y).map((label) => svg`<text class=${label.className} x=${x(rounds - 1) + 10} y=${label.y + 4}>${label.value}${width < 420 ? "" : ` ${label.name}`}</text>`)}
    </svg>`;
  }

  /** Last values beside the plot, pushed apart where they would overlap. */
  private endLabels(y: LinearScale): { className: string; name: string; value: string; y: number }[] {
    const candidates = [
      { className: "ours", name: "mean", value: this.means.at(-1) ?? null },
      { className: "published-label", name: "published", value: this.published?.at(-1) ?? null },
      { className: "control-label", name: "shuffled", value: this.control?.at(-1) ?? null },
      { className: "baseline-label", name: "commoner class", value: this.baseline },
    ];
    const labels = candidates
      .flatMap(({ className, name, value }) => (value === null ? [] : [{ className, name, value: formatFixed(value, 3), y: y(value) }]))
      .sort((a, b) => a.y - b.y);
    for (let i = 1; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + LABEL_GAP_PX);
    return labels;
  }

  private renderTable(): TemplateResult {
    const rounds = Array.from({ length: this.rounds() }, (_, round) => round);
    const rows: { readonly name: string; readonly values: Values }[] = [
      { name: "Mean", values: this.means },
      ...(this.published ? [{ name: "Published, different data", values: this.published }] : []),
      ...(this.control ? [{ name: "Control, shuffled labels", values: this.control }] : []),
      ...(this.baseline === null ? [] : [{ name: "Always the commoner class", values: rounds.map(() => this.baseline) }]),
      ...this.people.map((person) => ({ name: person.personId, values: person.values })),
    ];
    return html`<div class="scroll" role="region" tabindex="0" aria-label=${`${this.metric} by round`}><table>
      <thead><tr><th scope="col">${this.metric}</th>${rounds.map((round) => html`<th scope="col" class="number">${round === 0 ? "before" : `round ${round}`}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr><th scope="row">${row.name}</th>${rounds.map((round) => html`<td class="number">${formatFixed(row.values[round] ?? null, 3)}</td>`)}</tr>`)}</tbody>
    </table></div>`;
  }

  private summary(): string {
    const describe = (name: string, values: Values): string => {
      const last = values.length - 1;
      return `${name} from ${formatFixed(values[0] ?? null, 3)} to ${formatFixed(values[last] ?? null, 3)} at round ${last}`;
    };
    return [
      `${this.metric} by personal round, ${this.people.length} people`,
      this.means.length > 0 ? describe("mean", this.means) : "",
      this.published ? describe("published on different data", this.published) : "",
      this.control ? describe("control with shuffled labels", this.control) : "",
      this.baseline === null ? "" : `always the commoner class ${formatFixed(this.baseline, 3)}`,
    ].filter(Boolean).join("; ") + ".";
  }
}

function renderSeries(values: Values, name: string, x: LinearScale, y: LinearScale): SVGTemplateResult {
  return svg`<path class=${name} d=${linePath(values.length, x, (i) => onScale(values[i], y))}></path>
    ${values.map((value, round) => (value === null ? nothing : svg`<circle class="${name}-dot" cx=${x(round)} cy=${y(value)} r=${name === "mean" ? 4 : 3}></circle>`))}`;
}

function onScale(value: number | null, y: LinearScale): number | null {
  return value === null ? null : y(value);
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-trajectories": KaliumTrajectories;
  }
}
