/** Scores of a delineator as text. */
import type { DelineationTable } from "./delineationCommand.ts";

export interface DelineationSettings {
  readonly delineator: string;
  readonly beats: string;
  readonly half: string;
  readonly matchWindowMs: number;
}

/** Lines for a terminal: one table for each way of comparing. */
export function printDelineationTables(settings: DelineationSettings, tables: readonly DelineationTable[], timeMs: number, durationS: number, withoutMarks: number): string[] {
  const lines = [`delineator ${settings.delineator}, beats: ${settings.beats}, records: ${settings.half}; waves pair within ${settings.matchWindowMs} ms of their peaks; ms, detected minus marked`];
  for (const { title, records, boundaries } of tables) {
    lines.push("", `${title} (${records.length} record${records.length === 1 ? "" : "s"})`);
    lines.push("boundary          n    mean     SD  median  SD within records  % within CSE     Se %     +P %");
    for (const figures of boundaries) {
      lines.push([
        figures.boundary.padEnd(11),
        String(figures.n).padStart(8),
        signed(figures.meanMs).padStart(8),
        figures.sdMs.toFixed(1).padStart(7),
        signed(figures.medianMs).padStart(8),
        (Number.isFinite(figures.meanRecordSdMs) ? figures.meanRecordSdMs.toFixed(1) : "").padStart(19),
        (figures.withinCsePercent?.toFixed(1) ?? "").padStart(14),
        percent(figures.sensitivityPercent).padStart(9),
        percent(figures.positivePredictivityPercent).padStart(9),
      ].join(""));
    }
  }
  lines.push("", `${timeMs.toFixed(0)} ms for ${durationS.toFixed(0)} s of recording${withoutMarks > 0 ? `; ${withoutMarks} record${withoutMarks === 1 ? " has" : "s have"} no marked waves and ${withoutMarks === 1 ? "was" : "were"} passed over` : ""}`);
  return lines;
}

const signed = (value: number) => (value > 0 ? `+${value.toFixed(1)}` : value.toFixed(1));
const percent = (value: number) => (Number.isFinite(value) ? value.toFixed(2) : "");
