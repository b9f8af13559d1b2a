import { LitElement, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { dataTableStyles } from "../style/dataTable.styles.ts";
import { figureStyles } from "../style/figure.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { formatFixed, formatNumber } from "../text/formatNumber.ts";
import { tableStyles } from "./table.styles.ts";

export interface TableColumn {
  readonly key: string;
  readonly label: string;
  /** Default: right when every value is a number or null, else left. */
  readonly align?: "left" | "right" | "start" | "end" | "center";
  readonly unit?: string;
}

export type TableMark = "published" | "ours" | "baseline" | "control";
/** One row by column key; `_mark` says what kind of row it is. */
export type TableRow = Readonly<Record<string, string | number | null>>;

const MARK_WORDS: Readonly<Record<TableMark, string>> = { published: "published", ours: "this run", baseline: "baseline", control: "control" };

/**
 * @summary A table of results with marked rows, a first column that stays in place, and notes.
 * @status experimental
 * @since 0.1
 * @csspart frame - The whole table with caption and notes.
 * @csspart table - The table.
 */
@customElement("kalium-table")
export class KaliumTable extends LitElement {
  static override styles = [tokenStyles, figureStyles, dataTableStyles, tableStyles];

  @property({ attribute: false }) columns: readonly TableColumn[] = [];
  @property({ attribute: false }) rows: readonly TableRow[] = [];
  @property({ type: String }) caption = "";
  @property({ attribute: false }) notes: readonly string[] = [];

  protected override render(): TemplateResult {
    return html`<div class="frame" part="frame">
      ${this.caption ? html`<p class="caption" id="caption">${this.caption}</p>` : nothing}
      <div class="scroll" role="region" tabindex="0" aria-label=${this.caption || "Table"}>
        <table part="table" aria-label=${this.caption || "Table"}>
          <thead>
            <tr>
              ${this.columns.map((column) => html`<th scope="col" class=${this.isRight(column) ? "number" : ""}>${column.label}${column.unit ? html` <span class="unit">${column.unit}</span>` : nothing}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${this.rows.map((row) => this.renderRow(row))}
          </tbody>
        </table>
      </div>
      ${this.notes.length > 0 ? html`<ul class="notes">${this.notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
    </div>`;
  }

  private renderRow(row: TableRow): TemplateResult {
    const mark = typeof row._mark === "string" && row._mark in MARK_WORDS ? (row._mark as TableMark) : null;
    return html`<tr class=${mark ?? ""}>
      ${this.columns.map((column, index) => {
        const text = this.cellText(row[column.key] ?? null, column);
        const className = this.isRight(column) ? "number" : "";
        return index === 0
          ? html`<th scope="row" class=${className}>${text}${mark ? html`<span class="mark">${MARK_WORDS[mark]}</span>` : nothing}</th>`
          : html`<td class=${className}>${text}</td>`;
      })}
    </tr>`;
  }

  /** Numbers of one column share their decimals, so that they can be compared down the column. */
  private cellText(value: string | number | null, column: TableColumn): string {
    if (typeof value === "string") return value;
    const numbers = this.rows.map((row) => row[column.key] ?? null).filter((other): other is number => typeof other === "number" && Number.isFinite(other));
    const isMixedScale = numbers.some((other) => other !== 0 && Math.abs(other) < 0.001) || numbers.some((other) => Math.abs(other) >= 1000);
    return isMixedScale ? formatNumber(value) : formatFixed(value, Math.max(0, ...numbers.map(decimalsOf)));
  }

  private isRight(column: TableColumn): boolean {
    if (column.align) return column.align === "right" || column.align === "end";
    const values = this.rows.map((row) => row[column.key] ?? null).filter((value) => value !== null);
    return values.length > 0 && values.every((value) => typeof value === "number");
  }
}

/** Decimals a number needs, at most three. */
function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < 3; decimals++) if (Math.abs(value - Number(value.toFixed(decimals))) < 5e-7) return decimals;
  return 3;
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-table": KaliumTable;
  }
}
