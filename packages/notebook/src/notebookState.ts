import type { CellError } from "./cellError.ts";

/** What a pending cell is about; null once it is settled. */
export type CellActivity = "running" | "queued" | "waiting-for-run" | "waiting-for-input";

export interface CellState {
  readonly id: number;
  readonly status: "pending" | "fulfilled" | "rejected";
  readonly activity: CellActivity | null;
  readonly error?: CellError;
}

/**
 * `idle`: all that does not wait for the person is settled; `running`: something is on its way; `finished`: every
 * cell has its value; `failed`: every cell is settled and at least one has an error.
 */
export type NotebookPhase = "idle" | "running" | "finished" | "failed";

export interface NotebookState {
  readonly phase: NotebookPhase;
  /** How often Run has been pressed. */
  readonly runs: number;
  readonly cells: readonly CellState[];
}

export function phaseOf(cells: readonly CellState[]): NotebookPhase {
  if (cells.some(({ activity }) => activity === "running" || activity === "queued")) return "running";
  if (cells.some(({ status }) => status === "pending")) return "idle";
  return cells.some(({ status }) => status === "rejected") ? "failed" : "finished";
}
