/** `kalium simulate --acceptance`: the simulator held to what is published. */
import { runAcceptance, seededStreams, type AcceptanceRow } from "@kalium/simulator";
import type { SimulateAcceptanceCommand } from "./simulateCommandLine.ts";

/** Prints the table. @returns 1 when a row failed. */
export function simulateAcceptance({ people, seed, json }: SimulateAcceptanceCommand, out: (line: string) => void): 0 | 1 {
  const rows = runAcceptance({ people, randomOf: seededStreams(seed), nowMs: processorMs });
  const failed = rows.filter(({ pass }) => !pass);
  if (json) out(JSON.stringify({ people, seed, rows }, null, 2));
  else {
    out(`Simulator acceptance, ${people} people, seed ${seed}`);
    for (const line of acceptanceLines(rows)) out(line);
    out("S10 is processor time of all threads, so that other programs on this computer do not count.");
    out(failed.length === 0 ? `all ${rows.length} rows hold` : `${failed.length} of ${rows.length} rows failed: ${failed.map(({ id }) => id).join(", ")}`);
  }
  return failed.length > 0 ? 1 : 0;
}

/** Time that this process has spent computing; on an idle machine about the time on the wall, or more, since collecting garbage is done beside. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Rows as text, columns in line. */
export function acceptanceLines(rows: readonly AcceptanceRow[]): string[] {
  const cells = rows.map(({ id, measured, unit, bar, n, pass, statement, basis }) => [id, pass ? "holds" : "FAILS", `${figure(measured)} ${unit}`.trim(), bar, `n ${n}`, `${statement} [${basis}]`]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map((row) => row.map((cell, column) => (column < widths.length ? cell.padEnd(widths[column]!) : cell)).join("  "));
}

function figure(value: number): string {
  return Number.isFinite(value) ? `${Number(value.toPrecision(3))}` : "none";
}
