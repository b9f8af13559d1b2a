/** Rows as text. */
import type { ResultRow } from "./resultRow.ts";

const HEADINGS = ["contender", "median ms", "best ms", "n", "GFLOP/s", "× stock", "÷ PyTorch", "dispatches", "submits", "held MB", "peak MB", "loss off by", "of"];

const digits = (value: number | null, significant = 3): string => {
  if (value === null) return "–";
  if (value === 0) return "0";
  return Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(significant)).toString();
};
const megabytes = (bytes: number | null): string => (bytes === null ? "–" : digits(bytes / 1e6));

function cells(row: ResultRow): readonly string[] {
  return [
    row.contender,
    `${digits(row.medianMs)}${row.firstStepOnly ? "*" : ""}`,
    digits(row.bestMs),
    String(row.timedSteps),
    digits(row.gflops),
    digits(row.timesStock),
    digits(row.overPytorch),
    row.dispatches === null ? "–" : String(row.dispatches),
    row.submits === null ? "–" : String(row.submits),
    megabytes(row.memory?.bytes ?? null),
    megabytes(row.peakGrowthBytes),
    row.deviation === null ? "–" : row.deviation.toExponential(1),
    row.losses.length === 0 ? "–" : String(row.losses.length),
  ];
}

/** A table of one task, then a line for each contender that failed. */
export function formatRows(rows: readonly ResultRow[]): string {
  const table = [HEADINGS, ...rows.filter(({ timedSteps }) => timedSteps > 0).map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((line) => line[column].length)));
  const lines = table.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  ").trimEnd());
  return [
    ...lines,
    ...(rows.some(({ firstStepOnly }) => firstStepOnly) ? ["* its first step, the only one there was time for"] : []),
    ...rows.flatMap(({ contender, problem }) => (problem === null ? [] : [`${contender} failed: ${problem}`])),
  ].join("\n");
}
