import { LitElement, html, nothing, svg } from "lit";
import type { PropertyValues, SVGTemplateResult, TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { figureStem, svgFile } from "../figure/figureFile.ts";
import type { FigureFile } from "../figure/figureFile.ts";
import { controlStyles } from "../style/control.styles.ts";
import { dataTableStyles } from "../style/dataTable.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { ThemeController } from "../style/themeColours.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { WidthController } from "../style/widthController.ts";
import { formatCount, formatNumber } from "../text/formatNumber.ts";
import { beatOf, meanBeat, renderChosenPoint, renderLassoed } from "./chosenPoint.ts";
import { embeddingStyles } from "./embedding.styles.ts";
import { embeddingSvg } from "./embeddingSvg.ts";
import { groupLooks, shapePath } from "./groupLook.ts";
import type { GroupLook } from "./groupLook.ts";
import { adoptPlotlyRules, loadPlotly } from "./loadPlotly.ts";
import { nextPoint } from "./nextPoint.ts";
import type { Direction } from "./nextPoint.ts";
import { plotPoints } from "./plotPoints.ts";
import { renderPointTable } from "./pointTable.ts";
import { pointFrame } from "./pointFrame.ts";
import type { PointFrame } from "./pointFrame.ts";

/** A named figure printed under a map: "15-neighbour purity by person", 0.42. */
export interface NamedFigure {
  readonly label: string;
  readonly value: string | number;
}

export interface EmbeddingPanel {
  readonly title: string;
  /** n × 2, row-major. */
  readonly positions: Float32Array | Float64Array;
  readonly figures?: readonly NamedFigure[];
}

export interface PointSelectDetail {
  /** Null when the person cleared the choice. */
  readonly index: number | null;
}

/** What a map must not be read as. Fixed by the tool. */
export const EMBEDDING_SENTENCE = "Distances between clusters and the sizes of clusters carry no meaning; only who is near whom does.";

const TWO_COLUMNS_FROM_PX = 620;
const ARROWS: Readonly<Record<string, Direction>> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

/**
 * @summary Maps of beats side by side, with one linked choice, the chosen beat, and a table.
 * @status experimental
 * @since 0.1
 * @slot point - Anything to show beside the chosen point.
 * @event {CustomEvent<PointSelectDetail>} kalium-point-select - The person chose a point, or cleared the choice.
 * @csspart frame - The whole figure.
 */
@customElement("kalium-embedding")
export class KaliumEmbedding extends LitElement {
  static override styles = [tokenStyles, figureStyles, controlStyles, dataTableStyles, embeddingStyles];

  @property({ attribute: false }) panels: readonly EmbeddingPanel[] = [];
  /** Class label of each point. */
  @property({ attribute: false }) pointGroups: readonly string[] = [];
  /** What is shown when pointing at each point. */
  @property({ attribute: false }) pointTexts: readonly string[] = [];
  /** Whose point each is. */
  @property({ attribute: false }) people: readonly string[] = [];
  @property({ attribute: false }) selected: number | null = null;
  @property({ type: String }) note = "";
  @property({ type: String }) heading = "";
  /** Figures under each map: one list for all maps, or one list per map. */
  @property({ attribute: false }) figures: readonly NamedFigure[] | readonly (readonly NamedFigure[])[] = [];
  /** The beats themselves, n × beatLength, row-major; empty when there are none. */
  @property({ attribute: false }) beats: Float32Array = new Float32Array(0);
  @property({ type: Number }) beatLength = 120;
  /** File stem of the exported figure. */
  @property({ type: String, reflect: true }) figure = "";

  @state() private isVisible = false;
  @state() private isDrawn = false;
  @state() private failure = "";
  @state() private isTableOpen = false;
  @state() private tablePage = 0;
  @state() private announcement = "";
  @state() private lassoed: readonly number[] = [];
  @state() private isLasso = false;

  private readonly theme = new ThemeController(this);
  private readonly width = new WidthController(this, 860);
  private plots: HTMLElement[] = [];
  private visibility: IntersectionObserver | null = null;
  private drawing: Promise<void> = Promise.resolve();

  override connectedCallback(): void {
    super.connectedCallback();
    this.visibility = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.isVisible = true;
      this.visibility?.disconnect();
    }, { rootMargin: "200px" });
    this.visibility.observe(this);
  }

  override disconnectedCallback(): void {
    this.visibility?.disconnect();
    this.removePlots(0);
    this.isVisible = false;
    this.isDrawn = false;
    super.disconnectedCallback();
  }

  /** The maps as a standalone SVG, drawn from the data itself. */
  async exportFigure(): Promise<FigureFile> {
    await this.updateComplete;
    const markup = embeddingSvg({
      heading: this.heading,
      panels: this.panels.map((panel, index) => ({ title: panel.title, positions: panel.positions, figures: this.panelFigures(index).map(({ label, value }) => `${label} ${figureText(value)}`) })),
      pointGroups: this.pointGroups, looks: groupLooks(this.pointGroups), selected: this.selected,
      sentences: [EMBEDDING_SENTENCE, ...(this.note ? [this.note] : [])],
      colours: this.theme.colours, fontFamily: getComputedStyle(this).fontFamily,
    });
    return svgFile(figureStem(this.figure, "embedding"), markup);
  }

  /** Resolves when every map has been drawn with the properties now set. */
  get plotsComplete(): Promise<void> {
    return this.updateComplete.then(() => this.drawing);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("panels") || changed.has("pointGroups")) this.lassoed = [];
  }

  protected override updated(changed: PropertyValues): void {
    const needsNoPlot = changed.size > 0 && [...changed.keys()].every((key) => DRAWN_WITHOUT_PLOTLY.has(key as string));
    if (!this.isVisible || needsNoPlot) return;
    this.drawing = this.drawing.then(() => this.draw());
  }

  protected override render(): TemplateResult {
    const looks = groupLooks(this.pointGroups);
    return html`<div class="frame" part="frame">
      ${this.heading ? html`<h3 class="heading">${this.heading}</h3>` : nothing}
      ${this.panels.length === 0
        ? html`<p class="note">No map yet.</p>`
        : html`
            <div class="bar">
              <ul class="key">${looks.map((look) => html`<li>${this.renderKey(look)}${look.group} <span class="count">${formatCount(look.count)}</span></li>`)}</ul>
              ${this.beats.length > 0 ? html`<button type="button" aria-pressed=${this.isLasso} @click=${this.onToggleLasso}>Lasso</button>` : nothing}
            </div>
            <div class="maps">${this.panels.map((panel, index) => this.renderMap(panel, index))}</div>
            <p class="visually-hidden" id="keys">Arrow keys go from point to point, Home and End to the first and last, Escape clears the choice.</p>
            ${this.renderPoint(looks)}
            <p class="fixed">${EMBEDDING_SENTENCE}</p>
            ${this.note ? html`<p class="note">${this.note}</p>` : nothing}
            <details @toggle=${this.onToggleTable}>
              <summary>Table of points</summary>
              ${this.isTableOpen
                ? renderPointTable({
                    panels: this.panels, pointGroups: this.pointGroups, pointTexts: this.pointTexts, people: this.people, selected: this.selected, page: this.tablePage,
                    onPage: (page) => (this.tablePage = page),
                    onChoose: (index) => this.choose(index),
                  })
                : nothing}
            </details>
            <div class="visually-hidden" aria-live="polite">${this.announcement}</div>
          `}
    </div>`;
  }

  private frameOf(panel: EmbeddingPanel): PointFrame {
    const inner = this.width.widthPx - 34;
    const isWide = this.panels.length > 1 && inner >= TWO_COLUMNS_FROM_PX;
    const side = Math.max(180, Math.floor(isWide ? (inner - 24) / 2 : Math.min(inner, 560)));
    return pointFrame(panel.positions, side, Math.min(side, 460));
  }

  private renderMap(panel: EmbeddingPanel, index: number): TemplateResult {
    const frame = this.frameOf(panel);
    const figures = this.panelFigures(index);
    return html`<section class="map">
      <h4 id="title-${index}">${panel.title}</h4>
      <div class="plot" tabindex="0" role="group" aria-label=${this.summary(panel)} aria-describedby="keys" @keydown=${(event: KeyboardEvent) => this.onKeyDown(event, panel)}>
        ${this.isDrawn ? nothing : html`<svg class="place" aria-hidden="true" width=${frame.widthPx} height=${frame.heightPx}></svg><div class="waiting">${this.failure || "The map is drawn when it comes into view."}</div>`}
        <slot name="panel-${index}"></slot>
        ${this.renderRing(panel, frame)}
      </div>
      ${figures.length > 0 ? html`<dl>${figures.map(({ label, value }) => html`<dt>${label}</dt><dd>${figureText(value)}</dd>`)}</dl>` : nothing}
    </section>`;
  }

  private renderRing(panel: EmbeddingPanel, frame: PointFrame): TemplateResult {
    const chosen = this.selected;
    const has = chosen !== null && 2 * chosen + 1 < panel.positions.length;
    const at = (i: number): readonly [number, number] => [frame.toX(panel.positions[2 * i]), frame.toY(panel.positions[2 * i + 1])];
    const kin: SVGTemplateResult[] = [];
    if (has && this.people[chosen] !== undefined) {
      this.people.forEach((person, i) => {
        if (person !== this.people[chosen] || i === chosen || 2 * i + 1 >= panel.positions.length) return;
        const [x, y] = at(i);
        kin.push(svg`<circle class="kin" cx=${x.toFixed(1)} cy=${y.toFixed(1)} r="4.5"></circle>`);
      });
    }
    const [x, y] = has ? at(chosen) : [0, 0];
    return html`<svg class="ring" aria-hidden="true" width=${frame.widthPx} height=${frame.heightPx} viewBox="0 0 ${frame.widthPx} ${frame.heightPx}">
      <rect class="edge" x="0.5" y="0.5" width=${frame.widthPx - 1} height=${frame.heightPx - 1}></rect>
      ${kin}
      ${has ? svg`<circle class="halo" cx=${x} cy=${y} r="8"></circle><circle class="chosen" cx=${x} cy=${y} r="8"></circle>` : nothing}
    </svg>`;
  }

  private renderKey(look: GroupLook): TemplateResult {
    return html`<svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path d=${shapePath(look.shape, 6, 6, 8)} fill=${this.theme.colours[look.colour]}></path></svg>`;
  }

  private renderPoint(looks: readonly GroupLook[]): TemplateResult {
    const beats = { beats: this.beats, beatLength: this.beatLength };
    if (this.lassoed.length > 0 && this.beats.length > 0) {
      return html`<div class="point">${renderLassoed({
        count: this.lassoed.length,
        groupsInWords: looks.map((look) => `${formatCount(this.lassoed.filter((i) => this.pointGroups[i] === look.group).length)} ${look.group}`).join(", "),
        peopleCount: this.people.length > 0 ? new Set(this.lassoed.map((i) => this.people[i])).size : null,
        mean: meanBeat(beats, this.lassoed),
        onClear: this.onClearLasso,
      })}</div>`;
    }
    const index = this.selected;
    if (index === null || index < 0 || index >= this.pointGroups.length) {
      return html`<div class="point"><p class="soft">Choose a point, with the pointer or the arrow keys, to see its beat here and the same beat in the other map.</p><slot name="point"></slot></div>`;
    }
    const group = this.pointGroups[index];
    const person: string | undefined = this.people[index];
    const beat = beatOf(beats, index);
    const members = [...this.pointGroups.keys()].filter((i) => this.pointGroups[i] === group && (i + 1) * this.beatLength <= this.beats.length);
    return html`<div class="point">${renderChosenPoint({
      text: this.pointTexts[index] ?? `Point ${index + 1}`, group, person, beat,
      personCount: person === undefined ? 0 : this.people.filter((other) => other === person).length,
      groupMean: beat ? meanBeat(beats, members) : null,
      onClear: () => this.choose(null),
    })}<slot name="point"></slot></div>`;
  }

  private panelFigures(index: number): readonly NamedFigure[] {
    const own = this.panels[index].figures;
    if (own) return own;
    const given = this.figures[index];
    if (Array.isArray(given)) return given as readonly NamedFigure[];
    return this.figures.length > 0 && !Array.isArray(this.figures[0]) ? (this.figures as readonly NamedFigure[]) : [];
  }

  private summary(panel: EmbeddingPanel): string {
    const groups = groupLooks(this.pointGroups).map((look) => `${formatCount(look.count)} ${look.group}`).join(", ");
    return `${panel.title}: map of ${formatCount(this.pointGroups.length)} points, ${groups}`;
  }

  private choose(index: number | null): void {
    this.lassoed = [];
    if (index === this.selected) return;
    this.selected = index;
    this.announcement = index === null ? "No point chosen" : [this.pointTexts[index] ?? `Point ${index + 1}`, this.pointGroups[index], this.people[index] === undefined ? "" : `person ${this.people[index]}`].filter(Boolean).join(", ");
    const detail: PointSelectDetail = { index };
    this.dispatchEvent(new CustomEvent("kalium-point-select", { detail, bubbles: true, composed: true }));
  }

  private onKeyDown(event: KeyboardEvent, panel: EmbeddingPanel): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.pointGroups.length - 1;
    const direction = ARROWS[event.key];
    if (last < 0) return;
    if (direction) this.choose(this.selected === null ? 0 : nextPoint(panel.positions, this.selected, direction));
    else if (event.key === "Home") this.choose(0);
    else if (event.key === "End") this.choose(last);
    else if (event.key === "Escape" && this.selected !== null) this.choose(null);
    else return;
    event.preventDefault();
  }

  private readonly onToggleTable = (event: Event): void => {
    this.isTableOpen = (event.target as HTMLDetailsElement).open;
  };

  private readonly onToggleLasso = (): void => {
    this.isLasso = !this.isLasso;
    if (!this.isLasso) this.lassoed = [];
  };

  private readonly onClearLasso = (): void => {
    this.lassoed = [];
    // A fresh array makes Plotly forget its selection as well.
    this.panels = [...this.panels];
  };

  /** Plotly draws into light-DOM children shown through slots: its rules live in the document and reach them there. */
  private async draw(): Promise<void> {
    if (!this.isConnected || !this.isVisible) return;
    try {
      const plotly = await loadPlotly();
      if (!this.isConnected) return;
      adoptPlotlyRules(this);
      this.removePlots(this.panels.length);
      const looks = groupLooks(this.pointGroups);
      for (const [index, panel] of this.panels.entries()) {
        const element = (this.plots[index] ??= this.makePlot(index));
        await plotPoints(
          plotly, element,
          { positions: panel.positions, pointGroups: this.pointGroups, texts: this.pointTexts, looks, frame: this.frameOf(panel), colours: this.theme.colours, fontFamily: getComputedStyle(this).fontFamily, isLasso: this.isLasso },
          (chosen) => this.choose(chosen),
          (indices) => {
            this.lassoed = indices;
          },
        );
      }
      this.failure = "";
      this.isDrawn = this.panels.length > 0;
    } catch (error) {
      this.failure = `The map could not be drawn (${error instanceof Error ? error.message : String(error)}). The table below has every point.`;
    }
  }

  private makePlot(index: number): HTMLElement {
    const element = document.createElement("div");
    element.slot = `panel-${index}`;
    element.setAttribute("aria-hidden", "true");
    this.append(element);
    return element;
  }

  private removePlots(from: number): void {
    for (const element of this.plots.splice(from)) {
      void loadPlotly().then((plotly) => plotly.purge(element));
      element.remove();
    }
  }
}

/** Changes that the ring, the beat or the words show, for which Plotly need not draw again. */
const DRAWN_WITHOUT_PLOTLY: ReadonlySet<string> = new Set(["selected", "announcement", "isTableOpen", "tablePage", "lassoed", "isDrawn", "failure", "note", "heading", "figures", "figure"]);

function figureText(value: string | number): string {
  return typeof value === "number" ? formatNumber(value) : value;
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-embedding": KaliumEmbedding;
  }
  interface HTMLElementEventMap {
    "kalium-point-select": CustomEvent<PointSelectDetail>;
  }
}
