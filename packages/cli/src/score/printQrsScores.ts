/** The scores as a table for a person. */
import type { ScoreQrsCommand } from "./qrsCommandLine.ts";
import { rowOf, type QrsRecordScore, type QrsScoreRow, type QrsScoreSummary } from "./qrsScores.ts";

const HEAD = ["record", "TP", "FP", "FN", "Se %", "+P %", "median ms", "p95 ms", "time ms"];
const WIDTHS = [12, 8, 6, 6, 8, 8, 10, 8, 9];

export function printQrsScores(command: ScoreQrsCommand, records: readonly QrsRecordScore[], summary: QrsScoreSummary, withoutBeats: number): readonly string[] {
  const leadCounts = records.map(({ leads }) => leads.length);
  const [fewest, most] = [Math.min(...leadCounts), Math.max(...leadCounts)];
  const leads = command.lead === undefined ? `all leads of a record fused (${fewest === most ? most : `${fewest} to ${most}`})` : `lead ${command.lead} alone`;
  const perLead = [...new Set(records.map(({ annotator }) => annotator))].filter((name) => name !== "atr");
  return [
    `Detector ${command.detector}, ${leads}, ${records.length} ${records.length === 1 ? "record" : "records"}.`,
    `Beats pair one to one within 150 ms (ANSI/AAMI EC57). ${command.fromS === 0 ? "The whole record counts (EC57 leaves out the first 300 s: --from-s 300)" : `The first ${command.fromS} s do not count`}; marked ventricular flutter and fibrillation do not.`,
    ...(perLead.length === 0 ? [] : [`Reference: the marks of lead ${perLead.join(", ")}; only what lies between the first and the last beat marked in a strip, and 150 ms around, counts.`]),
    ...(withoutBeats === 0 ? [] : [`${withoutBeats} ${withoutBeats === 1 ? "record" : "records"} without reference beats left out.`]),
    "",
    line(HEAD),
    ...records.map(({ record, score, timeMs }) => rowLine(record, rowOf([score]), timeMs)),
    rowLine("gross", summary.gross, summary.timeMs),
    line(["average", "", "", "", percent(summary.average.sensitivityPercent), percent(summary.average.positivePredictivityPercent)]),
  ];
}

function rowLine(name: string, row: QrsScoreRow, timeMs: number): string {
  const counts = [row.truePositiveCount, row.falsePositiveCount, row.falseNegativeCount].map(String);
  return line([name, ...counts, percent(row.sensitivityPercent), percent(row.positivePredictivityPercent), milliseconds(row.jitterMedianMs), milliseconds(row.jitterP95Ms), timeMs.toFixed(0)]);
}

function line(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[i]!) : cell.padStart(WIDTHS[i]!))).join("").trimEnd();
}

function percent(value: number | null): string {
  return value === null ? "–" : value.toFixed(3);
}

function milliseconds(value: number | null): string {
  return value === null ? "–" : value.toFixed(1);
}
