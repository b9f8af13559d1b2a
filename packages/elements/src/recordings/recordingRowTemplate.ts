/** One row of the table of recordings. */
import { html, nothing, svg } from "lit";
import type { TemplateResult } from "lit";
import { formatNumber } from "../text/formatNumber.ts";
import { potassiumClassOf } from "./recordingItem.ts";
import type { QualityGrade, RecordingItem } from "./recordingItem.ts";
import { formatName } from "./formatName.ts";
import type { RecordingColumn } from "./recordingOrder.ts";
import { leadsInWords, lengthInWords, potassiumDetail, potassiumInWords } from "./recordingWords.ts";
import { thumbnailPath } from "./thumbnailPath.ts";

export const SORTABLE_COLUMNS: readonly { readonly column: RecordingColumn; readonly label: string }[] = [
  { column: "id", label: "Name" }, { column: "format", label: "Format" }, { column: "leads", label: "Leads" }, { column: "rate", label: "Rate" },
  { column: "duration", label: "Length" }, { column: "quality", label: "Quality" }, { column: "potassium", label: "Potassium" },
  { column: "person", label: "Person" }, { column: "notes", label: "Notes" },
];

export interface RowView {
  readonly item: RecordingItem;
  readonly index: number;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly isOpened: boolean;
  readonly isNarrow: boolean;
  /** Minutes by which the ECG clock may be wrong, shown beside each offset. */
  readonly clockUncertaintyMinutes: number;
  readonly onSelect: (event: MouseEvent) => void;
  readonly onToggle: () => void;
  readonly onOpen: () => void;
}

const GRADE_WORDS: Readonly<Record<QualityGrade, string>> = { good: "Good", fair: "Fair", poor: "Poor" };
/** Shapes beside the words, so that grades are told apart without colour. */
const GRADE_SIGNS: Readonly<Record<QualityGrade, string>> = { good: "●", fair: "◐", poor: "○" };

export function renderRecordingRow(view: RowView): TemplateResult {
  const { item, index } = view;
  const reasons = item.quality.reasons.join(", ");
  const notes = item.notes.join(" ");
  const cell = (column: string, content: unknown, title = "") => html`<div role="gridcell" class="cell c-${column}" title=${title === "" ? nothing : title}>${content}</div>`;
  return html`<div
    class="row ${view.isActive ? "active" : ""} ${view.isOpened ? "opened" : ""}" role="row" id="row-${index}" aria-rowindex=${index + 2} aria-selected=${view.isSelected}
    @click=${view.onSelect} @dblclick=${view.onOpen}
  >
    ${cell("check", html`<input type="checkbox" tabindex="-1" aria-label="Select ${item.id}" .checked=${view.isSelected} @click=${(event: Event) => event.stopPropagation()} @change=${view.onToggle} />`)}
    ${cell("thumb", renderThumbnail(item), item.thumbnailLead === "" ? "" : `Lead ${item.thumbnailLead}`)}
    ${cell("id", html`<button type="button" class="name" tabindex="-1" aria-label="Open ${item.id}" @click=${(event: Event) => { event.stopPropagation(); view.onOpen(); }} @dblclick=${(event: Event) => event.stopPropagation()}>${item.id}</button>
      <span class="sub">${item.path === item.id ? nothing : item.path}</span>${item.simulated ? html`<span class="tag">Simulated</span>` : nothing}`, item.path)}
    ${cell("format", html`<span>${formatName(item.format)}</span><span class="sub">${item.formatDetail === formatName(item.format) ? nothing : item.formatDetail}</span>`)}
    ${cell("leads", leadsInWords(item.leadNames), item.leadNames.join(", "))}
    ${cell("rate", `${formatNumber(item.samplingRateHz)} Hz`)}
    ${cell("duration", lengthInWords(item.durationS))}
    ${cell("quality", html`<span class="grade ${item.quality.grade}"><span aria-hidden="true">${GRADE_SIGNS[item.quality.grade]}</span> ${GRADE_WORDS[item.quality.grade]}</span><span class="sub">${reasons}</span>`, reasons)}
    ${cell("potassium", item.potassium === null ? html`<span class="sub">${view.isNarrow ? "no potassium" : "–"}</span>` : html`<span class="k-${potassiumClassOf(item.potassium.mmolPerL)}">${potassiumInWords(item.potassium)}</span><span class="sub">${potassiumDetail(item.potassium, view.clockUncertaintyMinutes)}</span>`, item.potassium === null ? "" : potassiumDetail(item.potassium, view.clockUncertaintyMinutes))}
    ${cell("person", item.person === null ? html`<span class="sub">${view.isNarrow ? nothing : "–"}</span>` : item.person, item.person ?? "")}
    ${cell("notes", html`<span class="sub">${notes}</span>`, notes)}
  </div>`;
}

const paths = new WeakMap<Float32Array, string>();

/** The trace in small; what it shows is said by the other cells, so it is hidden from screen readers. */
function renderThumbnail(item: RecordingItem): TemplateResult {
  let path = paths.get(item.thumbnailMillivolt);
  if (path === undefined) paths.set(item.thumbnailMillivolt, (path = thumbnailPath(item.thumbnailMillivolt)));
  return html`<svg class="thumb" viewBox="0 0 96 32" preserveAspectRatio="none" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`;
}
