/** Sentences about what is stored. */
import { byteSizeInWords } from "../text/byteSizeInWords.ts";
import { formatCount } from "../text/formatNumber.ts";
import type { StoredDatasetItem, StoredFacts } from "./storedDataset.ts";

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** What is lost when these are erased. */
export function lossInWords(datasets: readonly StoredDatasetItem[]): string {
  const sum = (value: (item: StoredDatasetItem) => number): number => datasets.reduce((total, item) => total + value(item), 0);
  return `${plural(sum((item) => item.recordingCount), "recording")} of ${plural(sum((item) => item.personCount), "person", "people")}, ${formatCount(sum((item) => item.withPotassiumCount))} with potassium, ${byteSizeInWords(sum((item) => item.byteLength))}`;
}

/** Whether what is stored is safe from the browser. */
export function safetyInWords({ persisted }: StoredFacts): string {
  if (persisted === true) return "The browser has promised to keep it.";
  if (persisted === false) return "The browser may evict it all when the disk runs full. Export what matters.";
  return "The browser does not say whether it may evict it. Export what matters.";
}

export function usageInWords({ usedBytes, quotaBytes }: StoredFacts): string {
  if (usedBytes === null) return "";
  return quotaBytes === null ? `Kalium uses ${byteSizeInWords(usedBytes)} here.` : `Kalium uses ${byteSizeInWords(usedBytes)} of the ${byteSizeInWords(quotaBytes)} that the browser allows.`;
}
