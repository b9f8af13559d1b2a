import { LitElement, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { dataTableStyles } from "../style/dataTable.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { formatFixed } from "../text/formatNumber.ts";
import { measurementsStyles } from "./measurements.styles.ts";

/** What an expected number rests on; "not stated" where there is no number. */
export type BasisWord = "literature" | "tissue model" | "interpolation" | "Kalium's choice" | "not stated";

/** Where a source stands in the list of sources on the page, or on the web. */
export interface SourceLink {
  readonly label: string;
  readonly href: string;
  readonly title: string;
}

export interface MeasurementRow {
  readonly key: string;
  readonly quantity: string;
  readonly unit: string;
  readonly decimals: number;
  /** Null where it cannot be measured; `reason` then says why. */
  readonly measured: number | null;
  /** Null where no number can be stated. */
  readonly expected: number | null;
  readonly basis: BasisWord;
  readonly sources: readonly SourceLink[];
  readonly reason?: string;
}

/**
 * @summary What was measured on a trace beside what is expected, with what each expected number rests on.
 * @status experimental
 * @since 0.1
 * @csspart frame - The whole table.
 */
@customElement("kalium-measurements")
export class KaliumMeasurements extends LitElement {
  static override styles = [tokenStyles, figureStyles, dataTableStyles, measurementsStyles];

  @property({ attribute: false }) rows: readonly MeasurementRow[] = [];
  @property({ type: String }) heading = "Measured on this trace";
  @property({ type: String }) expectedLabel = "average person";
  /** The numbers belong to an earlier trace and new ones are on their way. */
  @property({ type: Boolean }) pending = false;
  /** How the numbers came about. */
  @property({ type: String }) note = "";

  protected override render(): TemplateResult {
    return html`<div class="frame ${this.pending ? "pending" : ""}" part="frame">
      <h3 class="heading">${this.heading}</h3>
      <div class="scroll" role="region" tabindex="0" aria-label=${this.heading}>
        <table aria-label=${this.heading} aria-busy=${this.pending}>
          <thead>
            <tr><th scope="col"><span class="visually-hidden">Quantity</span></th><th scope="col" class="number">measured</th><th scope="col" class="number">${this.expectedLabel}</th><th scope="col">basis</th></tr>
          </thead>
          <tbody>${this.rows.map((row) => this.renderRow(row))}</tbody>
        </table>
      </div>
      <p class="state">${this.note}</p>
    </div>`;
  }

  private renderRow(row: MeasurementRow): TemplateResult {
    return html`<tr data-key=${row.key}>
      <th scope="row">${row.quantity} <span class="unit">${row.unit}</span></th>
      <td class="number measured" data-value=${row.measured ?? nothing} title=${row.reason ?? nothing}>${row.measured === null ? (row.reason ? "none" : "–") : formatFixed(row.measured, row.decimals)}</td>
      <td class="number expected">${formatFixed(row.expected, row.decimals)}</td>
      <td><span class="mark">${row.basis}</span>${row.sources.map((source) => html` <a href=${source.href} title=${source.title} aria-label=${`Source ${source.label}: ${source.title}`}>${source.label}</a>`)}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-measurements": KaliumMeasurements;
  }
}
