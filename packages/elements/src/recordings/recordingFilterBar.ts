/** The line above the table: search, filters, and on narrow screens the order and "select all", which the head holds elsewhere. */
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { formatName } from "./formatName.ts";
import { NO_FILTER } from "./recordingOrder.ts";
import type { RecordingColumn, RecordingFilter, RecordingSort } from "./recordingOrder.ts";
import { SORTABLE_COLUMNS } from "./recordingRowTemplate.ts";

export interface FilterBar {
  readonly filter: RecordingFilter;
  readonly formats: readonly string[];
  readonly sort: RecordingSort | null;
  readonly isNarrow: boolean;
  readonly allSelected: boolean;
  readonly hasRows: boolean;
  readonly onFilter: (filter: RecordingFilter) => void;
  readonly onSort: (sort: RecordingSort | null) => void;
  readonly onAll: () => void;
}

const QUALITIES = [["", "Any quality"], ["good", "Good"], ["fair", "Fair"], ["poor", "Poor"]] as const;
const POTASSIUMS = [["", "Any potassium"], ["any", "With potassium"], ["none", "Without potassium"], ["low", "Low, below 3.5"], ["normal", "Normal, 3.5 to 5.4"], ["high", "High, 5.5 and above"]] as const;

export function renderRecordingFilter(bar: FilterBar): TemplateResult {
  const { filter } = bar;
  const set = (part: Partial<RecordingFilter>): void => bar.onFilter({ ...filter, ...part });
  const valueOf = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;
  const isFiltered = filter.text !== "" || filter.format !== "" || filter.quality !== "" || filter.potassium !== "";
  return html`<div class="filters" role="search" aria-label="Filter the recordings">
    <input type="search" class="search" placeholder="Search names, leads, notes" aria-label="Search names, leads and notes" .value=${filter.text} @input=${(event: Event) => set({ text: valueOf(event) })} />
    <select aria-label="Format" @change=${(event: Event) => set({ format: valueOf(event) })}>
      <option value="" ?selected=${filter.format === ""}>Any format</option>
      ${bar.formats.map((format) => html`<option value=${format} ?selected=${filter.format === format}>${formatName(format)}</option>`)}
    </select>
    <select aria-label="Quality" @change=${(event: Event) => set({ quality: valueOf(event) as RecordingFilter["quality"] })}>
      ${QUALITIES.map(([value, label]) => html`<option value=${value} ?selected=${filter.quality === value}>${label}</option>`)}
    </select>
    <select aria-label="Potassium, mmol/L" @change=${(event: Event) => set({ potassium: valueOf(event) as RecordingFilter["potassium"] })}>
      ${POTASSIUMS.map(([value, label]) => html`<option value=${value} ?selected=${filter.potassium === value}>${label}</option>`)}
    </select>
    ${bar.isNarrow ? renderSort(bar) : nothing}
    ${isFiltered ? html`<button type="button" @click=${() => bar.onFilter(NO_FILTER)}>Clear the filter</button>` : nothing}
    ${bar.isNarrow ? html`<button type="button" ?disabled=${!bar.hasRows} @click=${bar.onAll}>${bar.allSelected ? "Select none" : "Select all"}</button>` : nothing}
  </div>`;
}

function renderSort({ sort, onSort }: FilterBar): TemplateResult {
  const choose = (value: string): void => {
    const [column, direction] = value.split(":");
    onSort(value === "" ? null : { column: column as RecordingColumn, direction: direction as "ascending" | "descending" });
  };
  const current = sort === null ? "" : `${sort.column}:${sort.direction}`;
  return html`<select aria-label="Order" @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
    <option value="" ?selected=${current === ""}>As opened</option>
    ${SORTABLE_COLUMNS.flatMap(({ column, label }) => (["ascending", "descending"] as const).map((direction) => html`<option value=${`${column}:${direction}`} ?selected=${current === `${column}:${direction}`}>${label} ${direction === "ascending" ? "▲" : "▼"}</option>`))}
  </select>`;
}
