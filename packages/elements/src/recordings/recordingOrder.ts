/** Which recordings of a table are shown, and in which order. Pure, so that ten thousand rows can be timed and tested in Node. */
import { potassiumClassOf } from "./recordingItem.ts";
import type { PotassiumClass, QualityGrade, RecordingItem } from "./recordingItem.ts";

export type RecordingColumn = "id" | "format" | "leads" | "rate" | "duration" | "quality" | "potassium" | "person" | "notes";

export interface RecordingSort {
  readonly column: RecordingColumn;
  readonly direction: "ascending" | "descending";
}

/** Empty text and "" mean: all. */
export interface RecordingFilter {
  readonly text: string;
  readonly format: string;
  readonly quality: QualityGrade | "";
  readonly potassium: PotassiumClass | "any" | "none" | "";
}

export const NO_FILTER: RecordingFilter = { text: "", format: "", quality: "", potassium: "" };

const QUALITY_ORDER: Readonly<Record<QualityGrade, number>> = { good: 0, fair: 1, poor: 2 };

/** Recordings that pass the filter, sorted. Rows without a value come last in either direction; equal rows keep their order. */
export function arrangeRecordings(items: readonly RecordingItem[], filter: RecordingFilter, sort: RecordingSort | null): readonly RecordingItem[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const shown = items.filter((item) => passes(item, filter, words));
  if (sort === null) return shown;
  const sign = sort.direction === "ascending" ? 1 : -1;
  const keyed = shown.map((item, index) => ({ item, index, value: valueOf(item, sort.column) }));
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return a.value === b.value ? a.index - b.index : a.value === null ? 1 : -1;
    const order = typeof a.value === "string" ? collator.compare(a.value, b.value as string) : a.value - (b.value as number);
    return order === 0 ? a.index - b.index : sign * order;
  });
  return keyed.map(({ item }) => item);
}

function passes(item: RecordingItem, filter: RecordingFilter, words: readonly string[]): boolean {
  if (filter.format !== "" && item.format !== filter.format) return false;
  if (filter.quality !== "" && item.quality.grade !== filter.quality) return false;
  if (filter.potassium !== "") {
    if (filter.potassium === "none") {
      if (item.potassium !== null) return false;
    } else if (item.potassium === null) return false;
    else if (filter.potassium !== "any" && potassiumClassOf(item.potassium.mmolPerL) !== filter.potassium) return false;
  }
  if (words.length === 0) return true;
  const hay = `${item.id}\n${item.path}\n${item.format} ${item.formatDetail}\n${item.person ?? ""}\n${item.leadNames.join(" ")}\n${item.quality.reasons.join(" ")}\n${item.notes.join(" ")}`.toLowerCase();
  return words.every((word) => hay.includes(word));
}

function valueOf(item: RecordingItem, column: RecordingColumn): string | number | null {
  switch (column) {
    case "id": return item.id;
    case "format": return `${item.format} ${item.formatDetail}`;
    case "leads": return item.leadNames.length;
    case "rate": return item.samplingRateHz;
    case "duration": return item.durationS;
    case "quality": return QUALITY_ORDER[item.quality.grade] * 100 + item.quality.reasons.length;
    case "potassium": return item.potassium?.mmolPerL ?? null;
    case "person": return item.person;
    case "notes": return item.notes.length === 0 ? null : item.notes.join(" ");
    default: return column satisfies never;
  }
}
