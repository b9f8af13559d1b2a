import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { controlStyles } from "../style/control.styles.ts";
import { fieldStyles } from "../style/field.styles.ts";
import { tokenStyles } from "../style/tokens.styles.ts";
import { WidthController } from "../style/widthController.ts";
import { formatCount } from "../text/formatNumber.ts";
import type { RecordingItem } from "./recordingItem.ts";
import { NO_FILTER, arrangeRecordings } from "./recordingOrder.ts";
import type { RecordingColumn, RecordingFilter, RecordingSort } from "./recordingOrder.ts";
import { renderRecordingFilter } from "./recordingFilterBar.ts";
import { SORTABLE_COLUMNS, renderRecordingRow } from "./recordingRowTemplate.ts";
import { recordingsStyles } from "./recordings.styles.ts";
import { selectRow, toggleAll } from "./rowSelection.ts";

export interface SelectionChangeDetail {
  readonly keys: readonly string[];
}

export interface RecordingOpenDetail {
  readonly key: string;
}

const WIDE_ROW_PX = 60;
const NARROW_ROW_PX = 120;
const NARROW_BELOW_PX = 720;
/** The style sheet keeps the table at most this high. */
const MAX_VIEW_PX = 620;
/** Rows drawn beyond the edge, so that a quick scroll shows no gap. */
const MARGIN_ROWS = 6;

/**
 * @summary A table of recordings with thumbnails: sort, filter, select, open. Only the rows in view are drawn.
 * @status experimental
 * @since 0.1
 * @event {CustomEvent<SelectionChangeDetail>} kalium-selection-change - The person selected other rows.
 * @event {CustomEvent<RecordingOpenDetail>} kalium-recording-open - The person asked to look at a recording.
 * @csspart grid - The scrolling table.
 */
@customElement("kalium-recordings")
export class KaliumRecordings extends LitElement {
  static override styles = [tokenStyles, controlStyles, fieldStyles, recordingsStyles];

  @property({ attribute: false }) items: readonly RecordingItem[] = [];
  /** Keys of the selected rows. */
  @property({ attribute: false }) selected: ReadonlySet<string> = new Set();
  /** Key of the recording that is open in a viewer beside the table. */
  @property({ attribute: false }) opened: string | null = null;
  @property({ attribute: false }) sort: RecordingSort | null = null;
  @property({ attribute: false }) filter: RecordingFilter = NO_FILTER;
  /** Minutes by which the ECG clock may be wrong; shown beside each potassium, 0 for not said. */
  @property({ type: Number }) clockUncertaintyMinutes = 0;
  /** Name of the table for those who do not see it. */
  @property({ type: String }) label = "Recordings";
  /** Shown when there is no recording at all. */
  @property({ type: String }) emptyText = "No recordings yet.";

  @state() private active = 0;
  @state() private firstRow = 0;
  @query(".viewport") private readonly viewport!: HTMLElement | null;
  @query(".body") private readonly body!: HTMLElement | null;
  @query(".window") private readonly window!: HTMLElement | null;

  private readonly width = new WidthController(this, 1100);
  private shown: readonly RecordingItem[] = [];
  private order: readonly string[] = [];
  private formats: readonly string[] = [];
  private anchor = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("items")) this.formats = [...new Set(this.items.map((item) => item.format))].sort();
    if (changed.has("items") || changed.has("filter") || changed.has("sort")) {
      this.shown = arrangeRecordings(this.items, this.filter, this.sort);
      this.order = this.shown.map((item) => item.key);
      this.active = Math.min(this.active, Math.max(0, this.shown.length - 1));
    }
  }

  protected override updated(): void {
    // Lengths that depend on data are set through the object model: the policy refuses style attributes.
    this.viewport?.style.setProperty("--_row", `${this.rowPx}px`);
    this.body?.style.setProperty("height", `${this.shown.length * this.rowPx}px`);
    this.window?.style.setProperty("transform", `translateY(${this.firstRow * this.rowPx}px)`);
  }

  protected override render(): TemplateResult {
    if (this.items.length === 0) return html`<p class="empty" role="note">${this.emptyText}</p>`;
    const { shown } = this;
    const from = Math.min(this.firstRow, shown.length);
    const to = Math.min(shown.length, this.firstRow + Math.ceil(MAX_VIEW_PX / this.rowPx) + 2 * MARGIN_ROWS);
    const allSelected = shown.length > 0 && this.order.every((key) => this.selected.has(key));
    return html`
      ${renderRecordingFilter({
        filter: this.filter, formats: this.formats, sort: this.sort, isNarrow: this.isNarrow, allSelected, hasRows: shown.length > 0,
        onFilter: (filter) => this.applyFilter(filter), onSort: (sort) => (this.sort = sort), onAll: () => this.choose(toggleAll(this.selected, this.order)),
      })}
      <p class="counts" role="status">${this.countsText()}</p>
      <div
        class="viewport ${this.isNarrow ? "narrow" : ""}" part="grid" role="grid" tabindex="0" aria-label=${this.label} aria-multiselectable="true"
        aria-rowcount=${shown.length + 1} aria-activedescendant=${this.active >= from && this.active < to ? `row-${this.active}` : nothing} aria-describedby="keys"
        @scroll=${this.measure} @keydown=${this.onKeyDown}
      >
        ${this.isNarrow ? nothing : this.renderHead(allSelected)}
        <div class="body" role="rowgroup">
          <div class="window" role="presentation">
            ${repeat(shown.slice(from, to), (item) => item.key, (item, offset) => renderRecordingRow({
              item, index: from + offset, isSelected: this.selected.has(item.key), isActive: from + offset === this.active, isOpened: item.key === this.opened, isNarrow: this.isNarrow, clockUncertaintyMinutes: this.clockUncertaintyMinutes,
              onSelect: (event) => this.onRowClick(from + offset, event), onToggle: () => this.toggle(from + offset), onOpen: () => this.open(from + offset),
            }))}
          </div>
        </div>
        ${shown.length === 0 ? html`<p class="none">No recording fits the filter. <button type="button" @click=${() => this.applyFilter(NO_FILTER)}>Clear the filter</button></p>` : nothing}
      </div>
      <p id="keys" class="visually-hidden">Arrow keys move, with Shift they select a stretch; Space selects, Control and A selects all, Enter opens the recording.</p>
    `;
  }

  private renderHead(allSelected: boolean): TemplateResult {
    const header = (column: RecordingColumn, label: string) => html`<div role="columnheader" class="cell c-${column}" aria-sort=${this.sort?.column === column ? this.sort.direction : "none"}>
      <button type="button" class="sort" @click=${() => this.toggleSort(column)}>${label}<span class="arrow" aria-hidden="true">${this.sort?.column === column ? (this.sort.direction === "ascending" ? "▲" : "▼") : ""}</span></button>
    </div>`;
    return html`<div class="head" role="rowgroup">
      <div class="row headrow" role="row" aria-rowindex="1">
        <div role="columnheader" class="cell c-check"><input type="checkbox" aria-label="Select all that are shown" .checked=${allSelected} .indeterminate=${!allSelected && this.selected.size > 0} @change=${() => this.choose(toggleAll(this.selected, this.order))} /></div>
        <div role="columnheader" class="cell c-thumb"><span>Trace</span></div>
        ${SORTABLE_COLUMNS.map(({ column, label }) => header(column, label))}
      </div>
    </div>`;
  }

  private get isNarrow(): boolean {
    return this.width.widthPx < NARROW_BELOW_PX;
  }

  private get rowPx(): number {
    return this.isNarrow ? NARROW_ROW_PX : WIDE_ROW_PX;
  }

  private countsText(): string {
    const all = this.items.length;
    const shown = this.shown.length === all ? `${formatCount(all)} recording${all === 1 ? "" : "s"}` : `${formatCount(this.shown.length)} of ${formatCount(all)} recordings shown`;
    return this.selected.size === 0 ? `${shown}; none selected.` : `${shown}; ${formatCount(this.selected.size)} selected.`;
  }

  private readonly measure = (): void => {
    const view = this.viewport;
    if (!view) return;
    const first = Math.max(0, Math.floor(view.scrollTop / this.rowPx) - MARGIN_ROWS);
    if (first !== this.firstRow) this.firstRow = first;
  };

  private applyFilter(filter: RecordingFilter): void {
    this.filter = filter;
    this.active = 0;
    this.anchor = 0;
    if (this.viewport) this.viewport.scrollTop = 0;
  }

  private toggleSort(column: RecordingColumn): void {
    this.sort = this.sort?.column !== column ? { column, direction: "ascending" } : this.sort.direction === "ascending" ? { column, direction: "descending" } : null;
  }

  private choose(selected: ReadonlySet<string>): void {
    this.selected = selected;
    const detail: SelectionChangeDetail = { keys: [...selected] };
    this.dispatchEvent(new CustomEvent("kalium-selection-change", { detail, bubbles: true, composed: true }));
  }

  private open(index: number): void {
    const key = this.order[index];
    if (key === undefined) return;
    this.active = index;
    const detail: RecordingOpenDetail = { key };
    this.dispatchEvent(new CustomEvent("kalium-recording-open", { detail, bubbles: true, composed: true }));
  }

  private toggle(index: number): void {
    this.active = index;
    this.choose(selectRow(this.selected, this.order, index, this.anchor, { isRange: false, isToggle: true }));
    this.anchor = index;
  }

  private onRowClick(index: number, event: MouseEvent): void {
    const keys = { isRange: event.shiftKey, isToggle: event.ctrlKey || event.metaKey };
    this.active = index;
    this.choose(selectRow(this.selected, this.order, index, this.anchor, keys));
    if (!keys.isRange) this.anchor = index;
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== this.viewport) return;
    const last = this.shown.length - 1;
    const page = Math.max(1, Math.floor((this.viewport?.clientHeight ?? 0) / this.rowPx) - 1);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (Object.hasOwn(steps, event.key)) {
      const to = Math.min(last, Math.max(0, this.active + steps[event.key]!));
      this.goTo(to);
      if (event.shiftKey) this.choose(selectRow(this.selected, this.order, to, this.anchor, { isRange: true, isToggle: false }));
      else this.anchor = to;
    } else if (event.key === " ") this.toggle(this.active);
    else if (event.key === "Enter") this.open(this.active);
    else if (event.key === "Escape") this.choose(new Set());
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) this.choose(new Set([...this.selected, ...this.order]));
    else return;
    event.preventDefault();
  };

  /** Makes a row the active one and brings it into view, clear of the sticky head. */
  private goTo(index: number): void {
    this.active = index;
    const view = this.viewport;
    if (!view) return;
    const headPx = view.querySelector<HTMLElement>(".head")?.offsetHeight ?? 0;
    const top = index * this.rowPx;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + this.rowPx > view.scrollTop + view.clientHeight - headPx) view.scrollTop = top + this.rowPx - view.clientHeight + headPx;
    this.measure();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "kalium-recordings": KaliumRecordings;
  }
  interface HTMLElementEventMap {
    "kalium-selection-change": CustomEvent<SelectionChangeDetail>;
    "kalium-recording-open": CustomEvent<RecordingOpenDetail>;
  }
}
