import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { controlStyles } from "../style/control.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { HIGHEST_MMOL_PER_L, LOWEST_MMOL_PER_L } from "../potassium-slider/potassiumZones.ts";
import { preparePrint, printPages } from "./printPages.ts";
import { PAPER_SIZES, worksheetPages } from "./worksheetPages.ts";
import type { WorksheetEcg, WorksheetPaper } from "./worksheetPages.ts";
import { worksheetStyles } from "./worksheet.styles.ts";

/** What the person asked for. */
export interface WorksheetChangeDetail {
  /** mmol/L, in the order of the pages; at most twelve. */
  readonly potassiumsMmolPerL: readonly number[];
}

const MOST_ECGS = 12;
/** What the pages are made of. */
const PAGE_PROPERTIES = ["ecgs", "paper", "heading", "question", "foot", "filterText"] as const satisfies readonly (keyof KaliumWorksheet)[];

/**
 * @summary A printable worksheet of unlabelled ECGs at true scale with its answers on the last page.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<WorksheetChangeDetail>} kalium-worksheet-change - The person asked for other potassium values.
 * @event {CustomEvent} kalium-worksheet-shuffle - The person wants other people and another order.
 * @csspart frame - The whole worksheet.
 */
@customElement("kalium-worksheet")
export class KaliumWorksheet extends LitElement {
  static override styles = [tokenStyles, figureStyles, controlStyles, worksheetStyles];

  @property({ attribute: false }) ecgs: readonly WorksheetEcg[] = [];
  @property({ attribute: false }) potassiumsMmolPerL: readonly number[] = [];
  @property({ type: String }) paper: WorksheetPaper = "A4";
  @property({ type: String }) heading = "Worksheet";
  @property({ type: String }) question = "";
  @property({ type: String }) foot = "";
  @property({ type: String }) filterText = "";

  @state() private problem = "";
  @state() private previews: readonly string[] = [];

  /** Every page as a standalone SVG in true millimetres; the last holds the answers. */
  pages(): string[] {
    return worksheetPages(this.ecgs, { paper: this.paper, title: this.heading, question: this.question, foot: this.foot, filterText: this.filterText });
  }

  /** Readies the document so that printing it gives these pages; call the result to undo that. */
  preparePrint(): () => void {
    return preparePrint(this.pages(), this.paper);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.forgetPreviews();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate("ecgs");
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (PAGE_PROPERTIES.some((name) => changed.has(name))) this.preview();
  }

  protected override render(): TemplateResult {
    return html`<div class="frame" part="frame">
      <div class="actions">
        <label class="field wide"><span>Potassium of each ECG, mmol/L</span>
          <input type="text" inputmode="decimal" .value=${this.potassiumsMmolPerL.map((value) => value.toFixed(1)).join("  ")} aria-describedby="help" aria-invalid=${this.problem !== ""} @change=${this.onPotassiums} />
          <span class="help" id="help">One to twelve numbers from 2.0 to 9.0; the pages come in another order.</span>
        </label>
        <label class="field"><span>Paper</span>
          <select @change=${(event: Event) => (this.paper = (event.target as HTMLSelectElement).value as WorksheetPaper)}>
            ${(Object.keys(PAPER_SIZES) as WorksheetPaper[]).map((paper) => html`<option value=${paper} ?selected=${paper === this.paper}>${paper}, landscape</option>`)}
          </select>
        </label>
        <button type="button" @click=${this.onShuffle}>Other people</button>
        <button type="button" @click=${this.onSave} ?disabled=${this.ecgs.length === 0}>Save pages as SVG</button>
        <button type="button" class="primary" @click=${() => printPages(this.pages(), this.paper)} ?disabled=${this.ecgs.length === 0}>Print</button>
      </div>
      ${this.problem ? html`<p class="invalid" role="alert">${this.problem}</p>` : nothing}
      <p class="note">In the print dialogue choose scale 100 % and no margins; then 25 mm are one second and the pulse at the left of each row is 10 mm high. Check it with a ruler.</p>
      <ol class="pages">
        ${this.previews.map((address, index) => html`<li><img src=${address} alt=${index === this.previews.length - 1 ? "Page with the answers" : `Page ${index + 1}: ECG ${index + 1} without its potassium`} /></li>`)}
      </ol>
    </div>`;
  }

  private preview(): void {
    this.forgetPreviews();
    if (this.ecgs.length > 0) this.previews = this.pages().map((page) => URL.createObjectURL(new Blob([page], { type: "image/svg+xml" })));
  }

  private forgetPreviews(): void {
    for (const address of this.previews) URL.revokeObjectURL(address);
    this.previews = [];
  }

  private readonly onShuffle = (): void => {
    this.dispatchEvent(new CustomEvent("kalium-worksheet-shuffle", { bubbles: true, composed: true }));
  };

  private readonly onSave = (): void => {
    this.pages().forEach((page, index, all) => {
      const address = URL.createObjectURL(new Blob([page], { type: "image/svg+xml" }));
      const link = Object.assign(document.createElement("a"), { href: address, download: index === all.length - 1 ? "worksheet-answers.svg" : `worksheet-${index + 1}.svg` });
      link.click();
      // The click has started the download by the next task.
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    });
  };

  private readonly onPotassiums = (event: Event): void => {
    const words = (event.target as HTMLInputElement).value.split(/[\s,;]+/).filter(Boolean);
    const values = words.map(Number);
    const isRight = values.length > 0 && values.length <= MOST_ECGS && values.every((value) => value >= LOWEST_MMOL_PER_L && value <= HIGHEST_MMOL_PER_L);
    this.problem = isRight ? "" : `Give one to ${MOST_ECGS} numbers from ${LOWEST_MMOL_PER_L.toFixed(1)} to ${HIGHEST_MMOL_PER_L.toFixed(1)}, with spaces between them.`;
    if (!isRight) return;
    const detail: WorksheetChangeDetail = { potassiumsMmolPerL: values };
    this.dispatchEvent(new CustomEvent("kalium-worksheet-change", { detail, bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-worksheet": KaliumWorksheet;
  }
  interface HTMLElementEventMap {
    "kalium-worksheet-change": CustomEvent<WorksheetChangeDetail>;
    "kalium-worksheet-shuffle": CustomEvent<null>;
  }
}
